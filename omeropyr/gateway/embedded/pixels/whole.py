"""Whole images at once: sheets of channels, movies, files to take away."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

from omeropyr.gateway.embedded.images.service import EmbeddedImages
from omeropyr.gateway.embedded.pixels.shared import PixelsBase, require_drawable
from omeropyr.gateway.embedded.translate import translated
from omeropyr.gateway.model import Image
from omeropyr.imaging.encode import encode_jpeg
from omeropyr.imaging.export.described import Described
from omeropyr.imaging.export.ome_tiff import write_ome_tiff
from omeropyr.imaging.export.ome_zarr import zarr_entries
from omeropyr.imaging.export.zip_stream import zipped
from omeropyr.imaging.movie import write_movie
from omeropyr.imaging.settings import ExportFormat, Model, MovieRequest, RenderSettings
from omeropyr.imaging.source import ChannelInfo, SourceInfo
from omeropyr.imaging.split_view import grid_for, split_view

PIECE = 256 * 1024
"""Bytes that are handed out together."""


class WholePixels(PixelsBase):
    """The part of `port.Pixels` that shows or writes whole images."""

    def split_view(
        self,
        image_id: int,
        settings: RenderSettings,
        *,
        z: int,
        t: int,
        greyscale: bool = False,
        border: int = 2,
        quality: float | None = None,
    ) -> bytes:
        labels = [channel.label for channel in self._image(image_id).channels]
        with self._open_plane(image_id, z, t) as source:
            info, plain = source.info, greyscale or settings.model is Model.GREYSCALE
            grid = grid_for(info.size_x, info.size_y, info.size_c, greyscale=plain, border=border)
            require_drawable(*grid.sheet)
            sheet = split_view(source, settings, z=z, t=t, greyscale=plain, border=border, labels=labels)
            return encode_jpeg(sheet, quality, photographic=info.is_rgb)

    def movie(self, image_id: int, settings: RenderSettings, request: MovieRequest) -> Iterator[bytes]:
        with self._open(image_id) as (_, source), tempfile.TemporaryDirectory(prefix="omeropyr-") as folder:
            path = Path(folder) / "movie"
            write_movie(source, settings, request, path)
            # the open file outlives its name
            return _Pieces(path.open("rb"))

    def export(self, image_id: int, kind: ExportFormat) -> Iterator[bytes]:
        """Written as a whole first: a file that turns out to be damaged in its middle is told of before a byte goes."""
        image, shown = self._image(image_id), self._shown(image_id)
        file: IO[bytes] = tempfile.TemporaryFile(dir=self._access.store.path)  # noqa: SIM115 - `_Pieces` closes it
        try:
            with translated(), self._sources.open(shown) as source:
                whole = Described(source, described(source.info, image))
                if kind is ExportFormat.OME_TIFF:
                    write_ome_tiff(whole, file)
                else:
                    file.writelines(zipped(zarr_entries(whole, settings=shown.settings)))
        except BaseException:
            file.close()
            raise
        return _Pieces(file)

    def _image(self, image_id: int) -> Image:
        return EmbeddedImages(self._access).get(image_id)


def described(info: SourceInfo, image: Image) -> SourceInfo:
    """What the store knows of an image, where a file has a place for it; colour pictures keep their three channels."""
    channels = tuple(
        ChannelInfo(
            name=channel.label,
            color=channel.color,
            emission_wavelength_nm=channel.emission_wavelength_nm,
            excitation_wavelength_nm=channel.excitation_wavelength_nm,
        )
        for channel in image.channels
    )
    return replace(
        info,
        name=image.name,
        description=image.description,
        channels=info.channels if info.is_rgb else channels,
        acquired_at=image.acquired_at,
        physical_size_x_um=image.physical_size_x_um,
        physical_size_y_um=image.physical_size_y_um,
        physical_size_z_um=image.physical_size_z_um,
        nominal_magnification=image.nominal_magnification,
    )


class _Pieces(Iterator[bytes]):
    """An open file from its beginning; closed at the end, or by `close`. `size` in bytes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.size = file.seek(0, os.SEEK_END)
        file.seek(0)

    def __next__(self) -> bytes:
        piece = b"" if self._file.closed else self._file.read(PIECE)
        if not piece:
            self.close()
            raise StopIteration
        return piece

    def close(self) -> None:
        self._file.close()
