"""Are the files that were registered still those that were imported? Asked whenever an image is opened."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from omeropyr.errors import UnreadableFile
from omeropyr.gateway.embedded.importing.files import mark_of
from omeropyr.gateway.embedded.importing.managed import checksum_of
from omeropyr.imaging.address import is_address
from omeropyr.imaging.opening import open_source
from omeropyr.imaging.source import ImageSource, SourceSpec

REMEMBERED = 65_536
REMEDY = "put the original back, or import the file again"


@dataclass(frozen=True, slots=True)
class Original:
    """What the store knows of a file since its import."""

    size: int
    modified_ns: int
    checksum: str | None = None
    mark: str | None = None


class Originals:
    """Knows the files of the images that were met last, and opens images only if their files are those."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Original] = OrderedDict()
        self._lock = threading.Lock()

    def learn(self, path: str, original: Original) -> None:
        with self._lock:
            self._known[path] = original
            self._known.move_to_end(path)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)

    def open(self, spec: SourceSpec) -> ImageSource:
        """Raises UnreadableFile for a file that is gone or another."""
        self.require_unchanged(spec.files)
        return open_source(spec)

    def require_unchanged(self, files: Sequence[str]) -> None:
        for file in files:
            known = self._known.get(file)
            if known is None or is_address(file):
                continue
            found = _modified(Path(file), known)
            if found is not None:
                _require_same_content(Path(file), known)
                # from now on this is its time
                self.learn(file, Original(known.size, found, known.checksum, known.mark))


def _modified(path: Path, known: Original) -> int | None:
    """The time of a file whose time is another than at its import; None if all is as it was.

    Of folders, which count as one file, it is only asked whether they are there.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise UnreadableFile(path, f"the file is gone or cannot be reached ({error.strerror}): {REMEDY}.") from error
    if path.is_dir():
        return None
    if found.st_size != known.size:
        raise _changed(path, f"it has {found.st_size} bytes, at its import it had {known.size}")
    return None if found.st_mtime_ns == known.modified_ns else found.st_mtime_ns


def _require_same_content(path: Path, known: Original) -> None:
    """A file that was restored or copied back has another time and the same bytes."""
    try:
        same = known.mark is None or mark_of(path) == known.mark
        if known.mark is None and known.checksum is not None:
            same = checksum_of(path) == known.checksum
    except OSError as error:
        raise UnreadableFile(path, f"the file cannot be read ({error.strerror or error}): {REMEDY}.") from error
    if not same:
        raise _changed(path, "it has other content than at its import")


def _changed(path: Path, how: str) -> UnreadableFile:
    return UnreadableFile(path, f"the file has changed since it was imported ({how}): {REMEDY}.")
