"""An image whose planes are spread over several files."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from omeropyr.errors import UnreadableFile
from omeropyr.imaging import pixel_types
from omeropyr.imaging.regions import require_inside, require_plane
from omeropyr.imaging.source import ChannelInfo, ImageSource, Part, Pixels, Region, SourceInfo, SourceSpec

MAX_OPEN = 16


def merged_info(first: SourceInfo, parts: Sequence[Part]) -> SourceInfo:
    """Facts of the whole, when every file is like `first`; parts say where the first plane of each file goes."""
    size_c = max(part.c for part in parts) + first.size_c
    channels = first.channels if size_c == first.size_c else (ChannelInfo(),) * size_c
    return replace(
        first,
        size_c=size_c,
        size_z=max(part.z for part in parts) + first.size_z,
        size_t=max(part.t for part in parts) + first.size_t,
        channels=channels,
    )


class CompositeSource:
    """Files open when a plane of theirs is read; at most MAX_OPEN stay open.

    `info` is what the first file says, with the sizes of the whole: names that came from file names are not in it.
    """

    def __init__(self, spec: SourceSpec, open_file: Callable[[str], ImageSource]) -> None:
        self._spec = spec
        self._open_file = open_file
        self._sources: OrderedDict[int, ImageSource] = OrderedDict()
        self._leases: dict[int, int] = {}
        self._lock = threading.Lock()
        self._file = self._borrow(spec.parts[0].file).info
        self._give_back(spec.parts[0].file)
        self._info = merged_info(self._file, spec.parts)
        self._places = {self._cell(part.c, part.z, part.t): part for part in spec.parts}

    @property
    def info(self) -> SourceInfo:
        return self._info

    def _cell(self, c: int, z: int, t: int) -> tuple[int, int, int]:
        return c // self._file.size_c, z // self._file.size_z, t // self._file.size_t

    def read(self, region: Region, *, z: int, t: int, channels: Sequence[int]) -> Pixels:
        require_inside(self._info, region)
        require_plane(self._info, z, t, channels)
        if self._info.size_c == self._file.size_c:
            return self._read_file(self._places[self._cell(0, z, t)], region, z, t, channels)
        shape = (len(channels), region.height, region.width)
        result = np.empty(shape, pixel_types.dtype_of(self._info.pixel_type))
        for index, channel in enumerate(channels):
            part = self._places[self._cell(channel, z, t)]
            result[index] = self._read_file(part, region, z, t, [channel])[0]
        return result

    def identity(self, region: Region, *, z: int, t: int, channels: Sequence[int]) -> Hashable | None:
        """Those of all files that are read, in the order of the channels; None if one of them has none."""
        require_inside(self._info, region)
        require_plane(self._info, z, t, channels)
        return self._named(region, z, t, channels, check=False)

    def require_unchanged(self, region: Region, *, z: int, t: int, channels: Sequence[int]) -> None:
        """Raises UnreadableFile if a file with pixels of these channels was changed, replaced or removed."""
        self._named(region, z, t, channels, check=True)

    def _named(self, region: Region, z: int, t: int, channels: Sequence[int], *, check: bool) -> Hashable | None:
        found = []
        for channel in channels:
            part = self._places[self._cell(channel, z, t)]
            place = {"z": z - part.z, "t": t - part.t, "channels": [channel - part.c]}
            with self._lent(part.file) as source:
                identity = source.identity(region, **place) if hasattr(source, "identity") else None
                if check and identity is not None:
                    source.require_unchanged(region, **place)  # type: ignore[attr-defined]
            found.append((identity, z - part.z, t - part.t, channel - part.c))
        return None if any(one[0] is None for one in found) else tuple(found)

    @contextmanager
    def _lent(self, number: int) -> Iterator[ImageSource]:
        source = self._borrow(number)
        try:
            yield source
        finally:
            self._give_back(number)

    def _read_file(self, part: Part, region: Region, z: int, t: int, channels: Sequence[int]) -> Pixels:
        with self._lent(part.file) as source:
            return source.read(region, z=z - part.z, t=t - part.t, channels=[one - part.c for one in channels])

    def _borrow(self, number: int) -> ImageSource:
        with self._lock:
            if number not in self._sources:
                self._sources[number] = self._open(number)
            self._sources.move_to_end(number)
            self._leases[number] = self._leases.get(number, 0) + 1
            return self._sources[number]

    def _open(self, number: int) -> ImageSource:
        path = self._spec.files[number]
        source = self._open_file(path)
        known = getattr(self, "_file", source.info)
        if (source.info.levels, source.info.pixel_type) != (known.levels, known.pixel_type):
            source.close()
            raise UnreadableFile(path, "it has changed and is no longer like the other files of its image.")
        return source

    def _give_back(self, number: int) -> None:
        with self._lock:
            self._leases[number] -= 1
            for old in list(self._sources):
                if len(self._sources) <= MAX_OPEN:
                    return
                if not self._leases[old]:
                    self._sources.pop(old).close()

    def close(self) -> None:
        with self._lock:
            while self._sources:
                self._sources.popitem()[1].close()
