"""Facts of files: what tells whether one was imported before, is still the same, and may be registered where it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from omeropyr.imaging.address import Address, Place
from omeropyr.imaging.readers.registry import reader_for
from omeropyr.imaging.source import FolderReader

CHUNK = 4 * 2**20
WHOLE = 8 * 2**20
"""Files up to this size are marked by all of their bytes."""
SAMPLE = 2**20
"""Of larger ones so much is read from the beginning, the middle and the end."""
SAMPLED_MEMBERS = 32
"""Of the files in a folder that counts as one so many are marked, evenly spread; of all others name and size count."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """`size` in bytes; a folder that counts as one file has the sum, and the latest time, of what is in it.

    An address has neither: what is known of it is in its `mark`.
    """

    path: Place
    size: int
    modified_ns: int


def facts_of(place: Place) -> FileFacts:
    """Raises OSError."""
    if isinstance(place, Address):
        return FileFacts(place, 0, 0)
    stats = [one.stat() for one in members(place)]
    return FileFacts(place, sum(stat.st_size for stat in stats), max((stat.st_mtime_ns for stat in stats), default=0))


def members(path: Path) -> list[Path]:
    """The file itself, or all files in a folder that counts as one."""
    if not path.is_dir():
        return [path]
    return sorted(one for one in path.rglob("*") if one.is_file())


def fingerprint(files: Sequence[FileFacts]) -> str:
    """The same for the same unchanged files."""
    return _digest([[str(file.path), file.size, file.modified_ns] for file in files])


def marks_of(files: Sequence[tuple[Place, str]]) -> str:
    """Over paths and marks: the same for the same content in the same place, whatever the times say."""
    return _digest([[str(place), mark] for place, mark in files])


def combined_checksum(checksums: Sequence[str]) -> str:
    return hashlib.blake2b("\n".join(checksums).encode("utf-8", "surrogateescape"), digest_size=32).hexdigest()


def _digest(facts: object) -> str:
    return hashlib.blake2b(json.dumps(facts).encode("utf-8", "surrogateescape"), digest_size=32).hexdigest()


# marks


def mark_of(place: Place) -> str:
    """A short word for the content, cheap for files of any size; changes with every change that a program makes.

    All bytes of small files; size, beginning, middle and end of large ones; the metadata of addresses. Raises OSError,
    ImagingError for an address that cannot be reached.
    """
    if isinstance(place, Address):
        _, reader = reader_for(place)
        return reader.digest(place) if isinstance(reader, FolderReader) else ""
    if place.is_dir():
        return _mark_of_folder(place)
    return _mark_of_file(place)


def _mark_of_file(path: Path) -> str:
    size = path.stat().st_size
    digest = hashlib.blake2b(str(size).encode(), digest_size=32)
    with path.open("rb") as file:
        for start, length in _samples(size):
            file.seek(start)
            digest.update(file.read(length))
    return digest.hexdigest()


def _samples(size: int) -> Iterator[tuple[int, int]]:
    if size <= WHOLE:
        yield 0, size
        return
    for start in (0, (size - SAMPLE) // 2, size - SAMPLE):
        yield start, SAMPLE


def _mark_of_folder(folder: Path) -> str:
    files = members(folder)
    facts: list[list[object]] = [[str(file.relative_to(folder)), file.stat().st_size] for file in files]
    step = max(1, len(files) // SAMPLED_MEMBERS)
    facts += [[_mark_of_file(file)] for file in files[::step][:SAMPLED_MEMBERS]]
    return _digest(facts)


# roots


def outside(files: Sequence[Place], roots: Sequence[Path], addresses: Sequence[Address]) -> Place | None:
    """The first file that lies in none of `roots`, links followed, and below none of `addresses`; None if all do."""
    for file in files:
        if isinstance(file, Address):
            if not file.is_below(addresses):
                return file
            continue
        if not all(_is_inside(one, roots) for one in _with_links(file)):
            return file
    return None


def uncopied(place: Place) -> Path | None:
    """The first link in a folder that no copy would have as it is: one that leads out of it, or to a folder."""
    if isinstance(place, Address) or not place.is_dir():
        return None
    root = [place.resolve()]
    return next(
        (one for one in _with_links(place) if one != place and (one.is_dir() or not _is_inside(one, root))), None
    )


def _with_links(file: Path) -> Iterator[Path]:
    """The file or folder, and the links in a folder that counts as one file: they may lead anywhere."""
    yield file
    if file.is_dir():
        yield from (one for one in file.rglob("*") if one.is_symlink())


def _is_inside(path: Path, roots: Sequence[Path]) -> bool:
    real = path.resolve()
    return any(real.is_relative_to(root) for root in roots)
