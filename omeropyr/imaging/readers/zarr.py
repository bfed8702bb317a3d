"""OME-Zarr, versions 0.4 (Zarr 2) and 0.5 (Zarr 3): images, collections, wells and plates, in folders and stores."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Hashable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from zarr.storage import LocalStore

from omeropyr.errors import ImagingError, UnknownFormat, UnreadableFile
from omeropyr.imaging import pixel_types
from omeropyr.imaging.acquisition import AcquisitionMetadata
from omeropyr.imaging.address import Address, Place
from omeropyr.imaging.arena import briefly
from omeropyr.imaging.readers import ngff, zarr_layout
from omeropyr.imaging.readers.ome_acquisition import parse_acquisitions
from omeropyr.imaging.readers.said import first_line
from omeropyr.imaging.readers.tiff_metadata import RGB_CHANNELS
from omeropyr.imaging.readers.zarr_bounds import bounded, forbidden
from omeropyr.imaging.readers.zarr_chunks import DirectArray, direct
from omeropyr.imaging.readers.zarr_folder import Folder, attributes, folder_of
from omeropyr.imaging.readers.zarr_kept import KeptFolders
from omeropyr.imaging.regions import require_inside, require_plane
from omeropyr.imaging.source import Entry, ImageSource, LevelSize, Pixels, Region, SourceInfo
from omeropyr.imaging.wells import WellPosition

MAX_SIDE = 2**31 - 1
RGB = [(channel.name, channel.color) for channel in RGB_CHANNELS]
"""Three channels of bytes called so are a colour picture."""
MAX_CHUNK = 2**29
"""Bytes of one decoded chunk: what a single read may cost in memory."""


class ZarrReader:
    """Reader of the entry point `zarr`; a folder counts as one file."""

    name = "zarr"
    suffixes = (".zarr",)

    def accepts(self, path: Path) -> bool:
        return path.is_dir() and any((path / name).is_file() for name in (".zgroup", ".zattrs", "zarr.json"))

    def series(self, path: Path) -> Sequence[SourceInfo]:
        return [self.open_entry(path, entry.inside).info for entry in self.entries(path)]

    def open(self, path: Path, series: int) -> ImageSource:
        entries = self.entries(path)
        if not 0 <= series < len(entries):
            raise UnreadableFile(path, f"it has no image number {series}.")
        return self.open_entry(path, entries[series].inside)

    def wells(self, path: Path) -> Sequence[WellPosition | None]:
        return [entry.well for entry in self.entries(path)]

    def entries(self, place: Place) -> Sequence[Entry]:
        return zarr_layout.entries(folder_of(place))

    def open_entry(self, place: Place, inside: str) -> ImageSource:
        found = place / inside if inside else place
        return ZarrSource(folder_of(found)) if isinstance(found, Address) else _kept.get(found)

    def entry_acquisitions(self, place: Place) -> Sequence[AcquisitionMetadata]:
        """From the OME-XML beside the images, where bioformats2raw left one."""
        folder = folder_of(place)
        entries = zarr_layout.entries(folder)
        text = zarr_layout.metadata_text(folder)
        if text is None:
            return [AcquisitionMetadata()] * len(entries)
        try:
            said = parse_acquisitions(text)
        except ValueError as error:
            raise UnreadableFile(place, f"its {zarr_layout.METADATA} is refused: {error}.") from error
        numbers = {path: number for number, path in enumerate(zarr_layout.series_paths(folder, len(said)))}
        found = [numbers.get(entry.inside, number) for number, entry in enumerate(entries)]
        return [said[number] if number < len(said) else AcquisitionMetadata() for number in found]

    def digest(self, place: Place) -> str:
        said = [attributes(folder_of(place))[0]]
        said += [attributes(folder_of(place / entry.inside))[0] for entry in self.entries(place)[:1] if entry.inside]
        return hashlib.blake2b(json.dumps(said, sort_keys=True).encode(), digest_size=16).hexdigest()


class ZarrSource:
    """The first multiscale image of a folder. zarr reads in threads of its own; `read` may be called from any."""

    def __init__(self, folder: Folder) -> None:
        self._place = folder.place
        try:
            said, self._format = attributes(folder)
            self._multiscale = ngff.multiscale(said)
            self._levels = self._usable([self._array(folder, dataset) for dataset in self._multiscale.datasets])
            self._pixels = [direct(array) or bounded(array) for array in self._levels]
            self._info = self._describe()
            self._dtype = pixel_types.dtype_of(self._info.pixel_type)
            self._is_turned = self._multiscale.axes.index("x") < self._multiscale.axes.index("y")
        except ImagingError:
            raise
        except ngff.NotAnImage as error:
            raise UnknownFormat(self._place, str(error)) from error
        except Exception as error:  # zarr and its codecs raise many kinds on damaged metadata
            raise UnreadableFile(self._place, f"it is not a readable OME-Zarr image ({first_line(error)}).") from error

    @property
    def info(self) -> SourceInfo:
        return self._info

    def _array(self, folder: Folder, dataset: ngff.Dataset) -> Any:
        array = folder.array(dataset.path, self._format)
        if array.ndim != len(self._multiscale.axes):
            raise UnreadableFile(self._place, f"its level {dataset.path!r} does not have the axes it claims.")
        if unread := forbidden(array):
            raise UnknownFormat(self._place, f"its chunks need {', '.join(unread)[:200]}, which is not supported.")
        if not all(0 < size <= MAX_SIDE for size in array.shape):
            raise UnreadableFile(self._place, f"its level {dataset.path!r} claims the impossible size {array.shape}.")
        if _chunk_bytes(array) > MAX_CHUNK:
            raise UnreadableFile(
                self._place, f"its chunks have more than {MAX_CHUNK // 2**20} MB each, which is too much to decode."
            )
        return array

    def _usable(self, arrays: Sequence[Any]) -> Sequence[Any]:
        """Full size, and the levels that have the same channels and times and are really smaller."""
        levels = [arrays[0]]
        for array in arrays[1:]:
            alike = all(self._size_of(array, letter) == self._size_of(levels[0], letter) for letter in "ct")
            smaller = all(self._size_of(array, letter) <= self._size_of(levels[-1], letter) for letter in "xyz")
            if alike and smaller and array.dtype == levels[0].dtype and array.shape != levels[-1].shape:
                levels.append(array)
        return levels

    def _size_of(self, array: Any, letter: str) -> int:
        axes = self._multiscale.axes
        return int(array.shape[axes.index(letter)]) if letter in axes else 1

    def _size(self, letter: str, level: int = 0) -> int:
        return self._size_of(self._levels[level], letter)

    def _describe(self) -> SourceInfo:
        first, said = self._levels[0], self._multiscale
        chunks = dict(zip(said.axes, first.chunks, strict=True))
        try:
            pixel_type = pixel_types.pixel_type(first.dtype)
        except (ValueError, TypeError) as error:
            raise UnknownFormat(self._place, f"{error}.") from error
        size_x, size_y, size_c = self._size("x"), self._size("y"), self._size("c")
        channels = said.channels(size_c)
        return SourceInfo(
            name=said.name or self._place.name,
            size_x=size_x,
            size_y=size_y,
            size_z=self._size("z"),
            size_c=size_c,
            size_t=self._size("t"),
            pixel_type=pixel_type,
            channels=channels,
            levels=tuple(LevelSize(self._size("x", n), self._size("y", n)) for n in range(len(self._levels))),
            tile_width=min(chunks["x"], size_x),
            tile_height=min(chunks["y"], size_y),
            physical_size_x_um=said.physical_size_um("x"),
            physical_size_y_um=said.physical_size_um("y"),
            physical_size_z_um=said.physical_size_um("z"),
            is_rgb=pixel_type == "uint8" and [(one.name, one.color) for one in channels] == RGB,
        )

    def read(self, region: Region, *, z: int, t: int, channels: Sequence[int]) -> Pixels:
        planes = self._planes(region, z, t, channels, brief=False)
        return np.stack(planes) if planes else np.empty((0, region.height, region.width))

    def planes(self, region: Region, *, z: int, t: int, channels: Sequence[int]) -> Sequence[Pixels]:
        """As `read`, without copying where a plane lies in one chunk; valid until this thread asks again."""
        briefly.reset()
        return self._planes(region, z, t, channels, brief=True)

    def _planes(self, region: Region, z: int, t: int, channels: Sequence[int], *, brief: bool) -> Sequence[Pixels]:
        indexes = self._indexes(region, z, t, channels)
        found = self._parts(self._pixels[region.level], indexes, brief)
        turned = [part.T for part in found] if self._is_turned else found
        return [part.astype(self._dtype, copy=False) for part in turned]

    def identity(self, region: Region, *, z: int, t: int, channels: Sequence[int]) -> Hashable | None:
        """The chunks' files as they are now; None for what zarr reads."""
        indexes = self._indexes(region, z, t, channels)
        array = self._pixels[region.level]
        return array.all_stamps(indexes) if isinstance(array, DirectArray) else None

    def require_unchanged(self, region: Region, *, z: int, t: int, channels: Sequence[int]) -> None:
        """Nothing more to ask: the identity is what the files are at this moment."""

    def _indexes(self, region: Region, z: int, t: int, channels: Sequence[int]) -> Sequence[tuple[int | slice, ...]]:
        """Of the plane of each channel. Raises Invalid for a region or plane that is not there."""
        require_inside(self._info, region)
        require_plane(self._info, z, t, channels)
        wanted: dict[str, int | slice] = {
            "t": t,
            # a pyramid may shrink in depth too: take the plane at the same height
            "z": z * self._size("z", region.level) // self._info.size_z,
            "y": slice(region.y, region.y + region.height),
            "x": slice(region.x, region.x + region.width),
        }
        return [tuple([wanted.get(letter, channel) for letter in self._multiscale.axes]) for channel in channels]

    def _parts(self, array: Any, indexes: Sequence[tuple[int | slice, ...]], brief: bool) -> Sequence[Pixels]:
        try:
            if isinstance(array, DirectArray):
                return array.parts(indexes, brief=brief)
            return [np.asarray(array[index]) for index in indexes]
        except UnreadableFile:
            raise
        except Exception as error:  # each codec has errors of its own
            raise UnreadableFile(self._place, f"a chunk cannot be decoded ({first_line(error)}).") from error

    def count_parts(self, level: int, most: int) -> int | None:
        array = self._levels[level]
        if array.shards is not None or not isinstance(array.store, LocalStore):
            return None
        files = (name for _, _, names in os.walk(array.store.root) for name in names)
        return sum(1 for _ in islice(files, most))

    def close(self) -> None:
        """Nothing is held open between reads: the same source may be opened again."""


_kept = KeptFolders(ZarrSource)


def _chunk_bytes(array: Any) -> int:
    """Of one chunk, decoded."""
    size = int(array.dtype.itemsize)
    for side in array.chunks:
        size *= int(side)
    return size
