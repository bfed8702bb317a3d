"""Vendors' formats (CZI, LIF, ND2, DV, OIB, movies, ...) through whatever bioio plugins are installed."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from omeropyr.errors import ImagingError, UnknownFormat, UnreadableFile
from omeropyr.imaging import pixel_types
from omeropyr.imaging.acquisition import AcquisitionMetadata
from omeropyr.imaging.readers.bioio_plugins import Plugin, plugin_for, plugins
from omeropyr.imaging.readers.ome_acquisition import parse_acquisitions
from omeropyr.imaging.readers.ome_xml import ImageMetadata, parse_ome
from omeropyr.imaging.readers.picture import RGB_CHANNELS
from omeropyr.imaging.readers.said import first_line
from omeropyr.imaging.regions import require_inside, require_plane
from omeropyr.imaging.source import ChannelInfo, ImageSource, LevelSize, Pixels, Region, SourceInfo

TILE = 512
RGB_SAMPLES = (3, 4)


class BioioReader:
    """Reader of the entry point `bioio`; knows the suffixes of the plugins that are installed."""

    name = "bioio"

    @property
    def suffixes(self) -> tuple[str, ...]:
        return tuple(suffix for plugin in plugins() for suffix in plugin.suffixes)

    def accepts(self, path: Path) -> bool:
        return path.is_file() and plugin_for(path) is not None

    def series(self, path: Path) -> Sequence[SourceInfo]:
        """Reads a corner of each scene: only so is a truncated file found."""
        reader, plugin = _opened(path)
        with _translated(path, plugin):
            count = len(reader.scenes)
        infos = []
        for number in range(count):
            source = BioioSource(path, number)
            source.read(Region(0, 0, 0, 1, 1), z=0, t=0, channels=range(source.info.size_c))
            infos.append(source.info)
        return infos

    def open(self, path: Path, series: int) -> ImageSource:
        return BioioSource(path, series)

    def acquisitions(self, path: Path) -> Sequence[AcquisitionMetadata]:
        text = _ome_xml(_opened(path)[0])
        if text is None:
            return []
        try:
            return parse_acquisitions(text)
        except ValueError as error:
            raise UnreadableFile(path, f"what is known of its microscope is refused: {error}.") from error


class BioioSource:
    """One scene. The readers of bioio hold state and files, so one call at a time goes to each."""

    def __init__(self, path: Path, series: int) -> None:
        self._path, self._lock = path, threading.Lock()
        reader, self._plugin = _opened(path)
        with _translated(path, self._plugin):
            if not 0 <= series < len(reader.scenes):
                raise UnreadableFile(path, f"it has no image number {series}.")
            reader.set_scene(series)
            self._array = _pixels_of(reader)
            self._sizes = dict(zip(self._array.dims, self._array.shape, strict=True))
            self._info = self._describe(reader, series)

    @property
    def info(self) -> SourceInfo:
        return self._info

    def _size(self, letter: str) -> int:
        return int(self._sizes.get(letter, 1))

    def _describe(self, reader: Any, series: int) -> SourceInfo:
        if not {"X", "Y"} <= set(self._sizes) or 0 in self._array.shape:
            raise UnreadableFile(self._path, f"its image {series} has no pixels.")
        samples = self._size("S")
        said = _said(_ome_xml(reader), series)
        pixel_type = self._pixel_type()
        is_rgb = samples in RGB_SAMPLES and self._size("C") == 1 and pixel_type == "uint8"
        size_c = len(RGB_CHANNELS) if is_rgb else self._size("C") * samples
        sizes = reader.physical_pixel_sizes
        name = self._path.name if len(reader.scenes) == 1 else f"{self._path.name} [{reader.scenes[series]}]"
        return SourceInfo(
            name=name,
            size_x=self._size("X"),
            size_y=self._size("Y"),
            size_z=self._size("Z"),
            size_c=size_c,
            size_t=self._size("T"),
            pixel_type=pixel_type,
            channels=RGB_CHANNELS if is_rgb else _channels(said, reader.channel_names, size_c),
            levels=(LevelSize(self._size("X"), self._size("Y")),),
            tile_width=min(TILE, self._size("X")),
            tile_height=min(TILE, self._size("Y")),
            is_rgb=is_rgb,
            description=said.description,
            acquired_at=said.acquired_at,
            physical_size_x_um=said.physical_size_x_um or _length(sizes.X),
            physical_size_y_um=said.physical_size_y_um or _length(sizes.Y),
            physical_size_z_um=said.physical_size_z_um or _length(sizes.Z),
            nominal_magnification=said.nominal_magnification,
        )

    def _pixel_type(self) -> str:
        try:
            return pixel_types.pixel_type(self._array.dtype)
        except (ValueError, TypeError) as error:
            raise UnknownFormat(self._path, f"{error}.") from error

    def read(self, region: Region, *, z: int, t: int, channels: Sequence[int]) -> Pixels:
        require_inside(self._info, region)
        require_plane(self._info, z, t, channels)
        rows = slice(region.y, region.y + region.height)
        columns = slice(region.x, region.x + region.width)
        dtype = pixel_types.dtype_of(self._info.pixel_type)
        result = np.empty((len(channels), region.height, region.width), dtype)
        with self._lock, _translated(self._path, self._plugin):
            for index, channel in enumerate(channels):
                c, s = divmod(channel, self._size("S")) if not self._info.is_rgb else (0, channel)
                places: dict[str, Any] = {"T": t, "Z": z, "C": c, "S": s, "Y": rows, "X": columns}
                chosen = self._array.data[tuple(places.get(letter, 0) for letter in self._array.dims)]
                plane = np.asarray(chosen)
                inverted = self._array.dims.index("X") < self._array.dims.index("Y")
                result[index] = plane.T if inverted else plane
        return result

    def close(self) -> None:
        """bioio opens files for each read."""


def _opened(path: Path) -> tuple[Any, Plugin]:
    """Raises UnknownFormat when no plugin reads it (any more)."""
    plugin = plugin_for(path)
    if plugin is None:
        raise UnknownFormat(path, "no installed bioio plugin reads this file.")
    with _translated(path, plugin):
        return plugin.reader(str(path)), plugin


@contextmanager
def _translated(path: Path, plugin: Plugin) -> Iterator[None]:
    """Plugins raise what their libraries raise, and warn of what they work around."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except ImagingError:
        raise
    except Exception as error:
        said = first_line(error)
        raise UnreadableFile(path, f"the reader {plugin.name} cannot read it ({said}).") from error


def _pixels_of(reader: Any) -> Any:
    """A lazy array with named dimensions; tiles of a mosaic are put together where the plugin can do that."""
    if "M" in reader.dims.order:
        return reader.mosaic_xarray_dask_data
    return reader.xarray_dask_data


def _ome_xml(reader: Any) -> str | None:
    """Plugins that know the OME model tell in its words; others raise what they like."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            text = reader.ome_metadata.to_xml()
    except Exception:
        return None
    return str(text)


def _said(text: str | None, series: int) -> ImageMetadata:
    try:
        images = parse_ome(text).images if text is not None else ()
    except ValueError:
        return ImageMetadata()
    return images[series] if series < len(images) else ImageMetadata()


def _channels(said: ImageMetadata, names: Sequence[str] | None, count: int) -> tuple[ChannelInfo, ...]:
    if len(said.channels) == count:
        return said.channels
    if names is not None and len(names) == count:
        return tuple(ChannelInfo(name=str(name)) for name in names)
    return (ChannelInfo(),) * count


def _length(value: float | None) -> float | None:
    return float(value) if value is not None and np.isfinite(value) and value > 0 else None
