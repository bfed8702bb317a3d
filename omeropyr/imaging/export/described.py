"""An image under another description: what the store knows of it instead of what the file says."""

from __future__ import annotations

from collections.abc import Sequence

from omeropyr.imaging.source import ImageSource, Pixels, Region, SourceInfo


class Described:
    """The pixels of `source` with `info`, whose sizes are the same. Closing it closes the source."""

    def __init__(self, source: ImageSource, info: SourceInfo) -> None:
        self._source, self._info = source, info

    @property
    def info(self) -> SourceInfo:
        return self._info

    def read(self, region: Region, *, z: int, t: int, channels: Sequence[int]) -> Pixels:
        return self._source.read(region, z=z, t=t, channels=channels)

    def close(self) -> None:
        self._source.close()
