"""Copies that the store keeps: checked by checksum, safe on the disk before anybody hears of them."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from omeropyr.gateway.embedded.importing.files import CHUNK, combined_checksum, members

UNFINISHED = ".unfinished-"
ALGORITHM = "blake2b-256"


@dataclass(frozen=True, slots=True)
class Copy:
    """One copied file, and the checksum `algorithm:hex` of its content."""

    path: Path
    checksum: str


def copy_files(files: Sequence[Path], managed: Path) -> list[Copy]:
    """Copy a fileset into a new folder below `managed`, keeping how its files lie to each other.

    The folder gets its name when all is written and synchronised: whoever finds it finds it whole. Raises OSError.
    """
    name = uuid.uuid4().hex
    unfinished, final = managed / f"{UNFINISHED}{name}", managed / name
    base = Path(os.path.commonpath([file.parent for file in files]))
    try:
        checksums = [_copy(file, unfinished / file.relative_to(base)) for file in files]
        os.replace(unfinished, final)
        _sync_folder(managed)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return [Copy(final / file.relative_to(base), checksum) for file, checksum in zip(files, checksums, strict=True)]


def discard(copies: Sequence[Copy], managed: Path) -> None:
    """Remove copies that nobody needs, with their folder."""
    for folder in {managed / copy.path.relative_to(managed).parts[0] for copy in copies}:
        shutil.rmtree(folder, ignore_errors=True)


def _copy(source: Path, target: Path) -> str:
    """A file, or a folder that counts as one."""
    if not source.is_dir():
        return f"{ALGORITHM}:{_copy_file(source, target)}"
    checksums = [
        f"{one.relative_to(source)} {_copy_file(one, target / one.relative_to(source))}" for one in members(source)
    ]
    return f"{ALGORITHM}:{combined_checksum(checksums)}"


def _copy_file(source: Path, target: Path) -> str:
    target.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    digest = hashlib.blake2b(digest_size=32)
    with source.open("rb") as read, target.open("xb") as written:
        while chunk := read.read(CHUNK):
            digest.update(chunk)
            written.write(chunk)
        written.flush()
        os.fsync(written.fileno())
    return digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def checksum_of(path: Path) -> str:
    """What `copy_files` said of a copy with this content. Raises OSError."""
    if not path.is_dir():
        return f"{ALGORITHM}:{_digest_of(path)}"
    checksums = [f"{one.relative_to(path)} {_digest_of(one)}" for one in members(path)]
    return f"{ALGORITHM}:{combined_checksum(checksums)}"


def _digest_of(path: Path) -> str:
    digest = hashlib.blake2b(digest_size=32)
    with path.open("rb") as read:
        while chunk := read.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
