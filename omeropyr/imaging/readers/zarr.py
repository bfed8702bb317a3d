"""OME-Zarr images, versions 0.4 (Zarr 2) and 0.5 (Zarr 3), in a local folder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import zarr
from zarr.storage import LocalStore

from omeropyr.errors import ImagingError, UnknownFormat, UnreadableFile
from omeropyr.imaging import pixel_types
from omeropyr.imaging.readers import ngff
from omeropyr.imaging.regions import require_inside, require_plane
from omeropyr.imaging.source import ImageSource, LevelSize, Pixels, Region, SourceInfo


class ZarrReader:
    """Reader of the entry point `zarr`; a folder counts as one file."""

    name = "zarr"
    suffixes = (".zarr",)

    def accepts(self, path: Path) -> bool:
        return path.is_dir() and any((path / name).is_file() for name in (".zgroup", ".zattrs", "zarr.json"))

    def series(self, path: Path) -> Sequence[SourceInfo]:
        return [ZarrSource(path).info]

    def open(self, path: Path, series: int) -> ImageSource:
        if series != 0:
            raise UnreadableFile(path, f"it has no image number {series}.")
        return ZarrSource(path)


class ZarrSource:
    """The first multiscale image of a folder. zarr reads in threads of its own; `read` may be called from any."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._multiscale = ngff.multiscale(attributes(path))
            self._levels = [self._array(dataset) for dataset in self._multiscale.datasets]
            self._info = self._describe()
        except ImagingError:
            raise
        except ngff.NotAnImage as error:
            raise UnknownFormat(path, str(error)) from error
        except Exception as error:  # zarr and its codecs raise many kinds on damaged metadata
            raise UnreadableFile(path, f"it is not a readable OME-Zarr image ({_first_line(error)}).") from error

    @property
    def info(self) -> SourceInfo:
        return self._info

    def _array(self, dataset: ngff.Dataset) -> Any:
        folder = (self._path / dataset.path).resolve()
        if not folder.is_relative_to(self._path.resolve()):
            raise UnreadableFile(self._path, f"its level {dataset.path!r} lies outside the folder.")
        if not folder.is_dir():
            raise UnreadableFile(self._path, f"its level {dataset.path!r} is missing.")
        array = zarr.open_array(LocalStore(folder, read_only=True), mode="r")
        if array.ndim != len(self._multiscale.axes):
            raise UnreadableFile(self._path, f"its level {dataset.path!r} does not have the axes it claims.")
        return array

    def _size(self, letter: str, level: int = 0) -> int:
        axes = self._multiscale.axes
        return int(self._levels[level].shape[axes.index(letter)]) if letter in axes else 1

    def _describe(self) -> SourceInfo:
        first, said = self._levels[0], self._multiscale
        chunks = dict(zip(said.axes, first.chunks, strict=True))
        try:
            pixel_type = pixel_types.pixel_type(first.dtype)
        except (ValueError, TypeError) as error:
            raise UnknownFormat(self._path, f"{error}.") from error
        size_x, size_y, size_c = self._size("x"), self._size("y"), self._size("c")
        return SourceInfo(
            name=said.name or self._path.name,
            size_x=size_x,
            size_y=size_y,
            size_z=self._size("z"),
            size_c=size_c,
            size_t=self._size("t"),
            pixel_type=pixel_type,
            channels=said.channels(size_c),
            levels=tuple(LevelSize(self._size("x", n), self._size("y", n)) for n in range(len(self._levels))),
            tile_width=min(chunks["x"], size_x),
            tile_height=min(chunks["y"], size_y),
            physical_size_x_um=said.physical_size_um("x"),
            physical_size_y_um=said.physical_size_um("y"),
            physical_size_z_um=said.physical_size_um("z"),
        )

    def read(self, region: Region, *, z: int, t: int, channels: Sequence[int]) -> Pixels:
        require_inside(self._info, region)
        require_plane(self._info, z, t, channels)
        planes = [self._plane(region, z, t, channel) for channel in channels]
        return np.stack(planes) if planes else np.empty((0, region.height, region.width))

    def _plane(self, region: Region, z: int, t: int, c: int) -> Pixels:
        wanted: Mapping[str, int | slice] = {
            "t": t,
            "c": c,
            # a pyramid may shrink in depth too: take the plane at the same height
            "z": z * self._size("z", region.level) // self._info.size_z,
            "y": slice(region.y, region.y + region.height),
            "x": slice(region.x, region.x + region.width),
        }
        axes = self._multiscale.axes
        try:
            plane = np.asarray(self._levels[region.level][tuple(wanted[letter] for letter in axes)])
        except Exception as error:  # each codec has errors of its own
            raise UnreadableFile(self._path, f"a chunk cannot be decoded ({_first_line(error)}).") from error
        if axes.index("x") < axes.index("y"):
            plane = plane.T
        return plane.astype(pixel_types.dtype_of(self._info.pixel_type), copy=False)

    def close(self) -> None:
        """Nothing is held open between reads."""


def attributes(path: Path) -> Mapping[str, Any]:
    """The OME metadata of a group: `ome` of zarr.json (0.5) or .zattrs (0.4). Raises UnreadableFile."""
    for name in ("zarr.json", ".zattrs"):
        file = path / name
        if not file.is_file():
            continue
        try:
            content = json.loads(file.read_text("utf-8"))
        except (ValueError, OSError) as error:
            raise UnreadableFile(path, f"its {name} cannot be read ({_first_line(error)}).") from error
        content = content if isinstance(content, dict) else {}
        found = content.get("attributes", {}).get("ome", {}) if name == "zarr.json" else content
        return found if isinstance(found, dict) else {}
    return {}


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__
