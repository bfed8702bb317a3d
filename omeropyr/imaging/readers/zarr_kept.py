"""Parsed OME-Zarr images, kept while their metadata stay what they were: opening takes more time than a thumbnail."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from omeropyr.imaging.readers.file_stamp import FileStamp, stamp_or_none
from omeropyr.imaging.readers.zarr_folder import LocalFolder

T = TypeVar("T")
LIMIT = 256
"""Images; one with four levels takes 18 KB."""


class _Kept(NamedTuple, Generic[T]):
    value: T
    asked: Mapping[str, FileStamp | None]

    def is_current(self) -> bool:
        return all(stamp_or_none(path) == stamp for path, stamp in self.asked.items())


class KeptFolders(Generic[T]):
    """What `parse` makes of folders on this machine, the least recently used out first; safe for several threads."""

    def __init__(self, parse: Callable[[LocalFolder], T], limit: int = LIMIT) -> None:
        self._parse, self._limit = parse, limit
        self._held: OrderedDict[str, _Kept[T]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, place: Path) -> T:
        """Parsed again if a file that mattered has changed, appeared or gone. Raises what `parse` raises."""
        name = str(place)
        with self._lock:
            found = self._held.get(name)
        if found is None or not found.is_current():
            folder = LocalFolder(place)
            found = _Kept(self._parse(folder), folder.asked)
        with self._lock:
            self._held[name] = found
            self._held.move_to_end(name)
            while len(self._held) > self._limit:
                self._held.popitem(last=False)
        return found.value
