"""Facts of files: what tells whether one was imported before, and whether it may be registered where it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

CHUNK = 4 * 2**20


@dataclass(frozen=True, slots=True)
class FileFacts:
    """`size` in bytes; a folder that counts as one file has the sum, and the latest time, of what is in it."""

    path: Path
    size: int
    modified_ns: int


def facts_of(path: Path) -> FileFacts:
    """Raises OSError."""
    stats = [one.stat() for one in members(path)]
    return FileFacts(path, sum(stat.st_size for stat in stats), max((stat.st_mtime_ns for stat in stats), default=0))


def members(path: Path) -> list[Path]:
    """The file itself, or all files in a folder that counts as one."""
    if not path.is_dir():
        return [path]
    return sorted(one for one in path.rglob("*") if one.is_file())


def fingerprint(files: Sequence[FileFacts]) -> str:
    """The same for the same unchanged files."""
    facts = json.dumps([[str(file.path), file.size, file.modified_ns] for file in files])
    return hashlib.blake2b(facts.encode("utf-8", "surrogateescape"), digest_size=32).hexdigest()


def combined_checksum(checksums: Sequence[str]) -> str:
    return hashlib.blake2b("\n".join(checksums).encode(), digest_size=32).hexdigest()


def outside(files: Sequence[Path], roots: Sequence[Path]) -> Path | None:
    """The first file that lies in none of `roots`, links followed; None if all are inside."""
    for file in files:
        real = file.resolve()
        if not any(real.is_relative_to(root) for root in roots):
            return file
    return None
