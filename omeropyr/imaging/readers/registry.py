"""The installed readers: found through entry points, guarded, and chosen by suffix and then by content."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

from omeropyr.errors import UnknownFormat, UnreadableFile
from omeropyr.imaging.address import Address, Place
from omeropyr.imaging.readers import vendors
from omeropyr.imaging.source import FolderReader, MultiFileReader, Reader, SourceInfo

GROUP = "omeropyr.readers"
log = logging.getLogger(__name__)


@cache
def readers() -> Mapping[str, Reader]:
    """Readers by name. One that fails to load is logged and left out, the others stay."""
    found: dict[str, Reader] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            found[point.name] = point.load()()
        except Exception:
            log.exception("The reader %r (%s) could not be loaded and is switched off.", point.name, point.value)
    return found


def reader_named(name: str) -> Reader:
    """Raises UnknownFormat when the reader is not installed (any more)."""
    if name not in readers():
        raise UnknownFormat(name, "this reader is not installed.")
    return readers()[name]


def reader_for(path: Place) -> tuple[str, Reader]:
    """Name and reader for a file. Raises UnknownFormat, or UnreadableFile for an empty or missing file."""
    if isinstance(path, Address):
        return _reader_of_folders(path)
    _require_content(path)
    candidates = readers().items()
    by_suffix = [(name, reader) for name, reader in candidates if path.name.lower().endswith(reader.suffixes)]
    others = [(name, reader) for name, reader in candidates if (name, reader) not in by_suffix]
    for name, reader in [*by_suffix, *others]:
        if reader.accepts(path):
            return name, reader
    raise UnknownFormat(path, _refusal(path, [name for name, _ in by_suffix]))


def _reader_of_folders(address: Address) -> tuple[str, Reader]:
    """Addresses are those of folders that count as one file. The first reader of such folders is asked."""
    found = [(name, reader) for name, reader in readers().items() if isinstance(reader, FolderReader)]
    if not found:
        raise UnknownFormat(address, "no installed reader reads images from addresses.")
    return found[0]


def inspect(path: Path) -> tuple[str, Sequence[SourceInfo], Sequence[Path]]:
    """Name of the reader, the images of a file, and its files (more than one if it is spread over several).

    Raises UnknownFormat or UnreadableFile with one sentence that says why there is nothing to be had.
    """
    name, reader = reader_for(path)
    if isinstance(reader, MultiFileReader):
        infos, files = reader.inspect(path)
        return name, infos, files
    return name, reader.series(path), (path,)


def _require_content(path: Path) -> None:
    try:
        if path.is_file() and path.stat().st_size == 0:
            raise UnreadableFile(path, "the file is empty (0 bytes).")
        if not path.exists():
            raise UnreadableFile(path, "there is no such file.")
    except PermissionError as error:
        raise UnreadableFile(path, "the file may not be read (permission denied).") from error


def _refusal(path: Path, expected: list[str]) -> str:
    if expected:
        return f"the name ends in {path.suffix}, but the content is not in that format."
    return vendors.reason(path)


def suffixes() -> tuple[str, ...]:
    """Every suffix an installed reader claims."""
    return tuple(suffix for reader in readers().values() for suffix in reader.suffixes)
