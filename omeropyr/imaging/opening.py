"""Opening images again, and keeping the busy ones open."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from omeropyr.imaging.address import place_of
from omeropyr.imaging.composite import CompositeSource
from omeropyr.imaging.readers.registry import reader_named
from omeropyr.imaging.source import FolderReader, ImageSource, SourceSpec


def open_source(spec: SourceSpec) -> ImageSource:
    """The image; close it when done. Raises UnknownFormat if its reader is gone, UnreadableFile if its file is."""
    reader = reader_named(spec.reader)
    if isinstance(reader, FolderReader) and not spec.parts:
        return reader.open_entry(place_of(spec.files[0]), spec.inside)
    if not spec.parts:
        return reader.open(Path(spec.files[0]), spec.series)
    return CompositeSource(spec, lambda path: reader.open(Path(path), spec.series))


class SourceCache:
    """Open images, at most `limit` of them beside those in use; safe for several threads.

    Use `with cache.lease(spec) as source:`; an image in use is never closed.
    """

    def __init__(self, limit: int = 64, opener: Callable[[SourceSpec], ImageSource] = open_source) -> None:
        self.limit = limit
        self._opener = opener
        self._entries: OrderedDict[SourceSpec, _Entry] = OrderedDict()
        self._lock = threading.Lock()

    @contextmanager
    def lease(self, spec: SourceSpec) -> Iterator[ImageSource]:
        """An open image for the time of the `with` block."""
        entry = self._enter(spec)
        try:
            yield entry.open(spec, self._opener)
        finally:
            self._leave(spec, entry)

    def _enter(self, spec: SourceSpec) -> _Entry:
        with self._lock:
            entry = self._entries.setdefault(spec, _Entry())
            self._entries.move_to_end(spec)
            entry.users += 1
            return entry

    def _leave(self, spec: SourceSpec, entry: _Entry) -> None:
        with self._lock:
            entry.users -= 1
            unused = not entry.users
            if unused and entry.source is None and self._entries.get(spec) is entry:
                del self._entries[spec]
            if unused and self._entries.get(spec) is not entry:
                entry.close()
            self._shrink()

    def _shrink(self) -> None:
        for spec in list(self._entries):
            if len(self._entries) <= self.limit:
                return
            if not self._entries[spec].users:
                self._entries.pop(spec).close()

    def forget(self, spec: SourceSpec) -> None:
        """Close an image (now, or when its last user is done), for instance because its file is deleted."""
        with self._lock:
            entry = self._entries.pop(spec, None)
            if entry is not None and not entry.users:
                entry.close()

    def close(self) -> None:
        """Close every image, those in use when their last user is done."""
        for spec in list(self._entries):
            self.forget(spec)


class _Entry:
    """One image of the cache; opened by its first user, outside the lock of the cache."""

    def __init__(self) -> None:
        self.users = 0
        self.source: ImageSource | None = None
        self._lock = threading.Lock()

    def open(self, spec: SourceSpec, opener: Callable[[SourceSpec], ImageSource]) -> ImageSource:
        with self._lock:
            if self.source is None:
                self.source = opener(spec)
            return self.source

    def close(self) -> None:
        if self.source is not None:
            self.source.close()
            self.source = None
