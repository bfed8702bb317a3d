"""Bytes that the store keeps under the name of their content: attachments and the like.

The same bytes are kept once, whoever brings them. A file is written beside its place, synchronised, and moved there
inside the transaction that names it: a row without bytes never appears. Bytes that no row names are removed with the
last trash that does, or by `store gc`.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from omeropyr.errors import Invalid, Unavailable
from omeropyr.gateway.embedded.importing.managed import ALGORITHM, UNFINISHED
from omeropyr.gateway.embedded.store import Store

log = logging.getLogger(__name__)

ATTACHMENTS = PurePosixPath("managed", "attachments")
"""The folder of everything that belongs to no fileset, below that of the store."""
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Digest(Protocol):
    def update(self, data: bytes, /) -> None: ...

    def hexdigest(self) -> str: ...


def _blake2b() -> Digest:
    return hashlib.blake2b(digest_size=32)


def _md5() -> Digest:
    return hashlib.md5(usedforsecurity=False)


def _sha1() -> Digest:
    return hashlib.sha1(usedforsecurity=False)


DIGESTS: Mapping[str, Callable[[], Digest]] = {
    ALGORITHM: _blake2b,
    "md5": _md5,
    "md5-128": _md5,
    "sha1": _sha1,
    "sha1-160": _sha1,
    "sha256": hashlib.sha256,
    "sha512": hashlib.sha512,
}
"""What checksums can be given in; the long names are OMERO's."""


@dataclass(frozen=True, slots=True)
class Checksum:
    """What somebody says the bytes are: `<algorithm>:<hex>`, in any case of letters."""

    algorithm: str
    value: str

    @classmethod
    def parse(cls, text: str) -> Checksum:
        """Raises Invalid."""
        algorithm, _, value = text.strip().lower().partition(":")
        if algorithm not in DIGESTS:
            raise Invalid("checksum", f"must begin with one of {', '.join(f'{name}:' for name in DIGESTS)}")
        if len(value) != len(DIGESTS[algorithm]().hexdigest()) or not set(value) <= set("0123456789abcdef"):
            raise Invalid("checksum", f"is no {algorithm} in hexadecimal digits")
        return cls(algorithm, value)


@dataclass(slots=True)
class Written:
    """A whole file that has no place yet. `size` in bytes, `checksum` as `blake2b-256:<hex>`."""

    unfinished: Path
    folder: Path
    size: int
    facts: os.stat_result
    checksum: str
    is_new: bool = False
    """Whether it appeared where nothing was."""

    @property
    def path(self) -> Path:
        """Where it belongs; spread over 256 folders."""
        digest = self.checksum.partition(":")[2]
        return self.folder / digest[:2] / digest

    def appear(self) -> None:
        """Move it there for good, also over the same bytes: whoever looks at its age finds it young.

        Call it while holding the write lock of the database. Raises Unavailable.
        """
        with disk_told_of(self.path.name):
            self.is_new = not self.path.exists()
            self._move()
            for folder in (self.path.parent, self.folder):
                _synchronise(folder)

    def _move(self) -> None:
        self.path.parent.mkdir(mode=0o750, exist_ok=True)
        try:
            os.replace(self.unfinished, self.path)
        except FileNotFoundError:  # `store gc` has just removed the empty folder
            self.path.parent.mkdir(mode=0o750, exist_ok=True)
            os.replace(self.unfinished, self.path)

    def withdraw(self) -> None:
        """Undo that, for a transaction that failed: unless others have brought the same bytes meanwhile."""
        if self.is_new and self.path.exists():
            os.rename(self.path, self.unfinished)
            if not os.path.samestat(self.unfinished.stat(), self.facts):
                os.rename(self.unfinished, self.path)


def attachments_of(store: Store) -> Path:
    return store.path / ATTACHMENTS


@contextmanager
def written(store: Store, name: str, pieces: Iterable[bytes], said: Checksum | None) -> Iterator[Written]:
    """The bytes on the disk, gone again at the end unless they `appear` and nothing fails; `name` is for messages.

    Raises Invalid if they are not what was `said`, Unavailable for a full disk.
    """
    folder = attachments_of(store)
    unfinished = folder / f"{UNFINISHED}{uuid.uuid4().hex}"
    try:
        with disk_told_of(name):
            folder.mkdir(mode=0o750, exist_ok=True)
        size, digest = _write(unfinished, name, pieces, said)
        file = Written(unfinished, folder, size, unfinished.stat(), f"{ALGORITHM}:{digest}")
        try:
            yield file
        except BaseException:
            file.withdraw()
            raise
    finally:
        unfinished.unlink(missing_ok=True)


def _write(path: Path, name: str, pieces: Iterable[bytes], said: Checksum | None) -> tuple[int, str]:
    """Size and digest. The caller's pieces may fail in their own way."""
    own, size = _blake2b(), 0
    theirs = None if said is None else DIGESTS[said.algorithm]()
    with disk_told_of(name):
        target = path.open("xb")
    with target:
        for piece in pieces:
            with disk_told_of(name):
                target.write(piece)
            size += len(piece)
            for digest in (own, theirs):
                if digest is not None:
                    digest.update(piece)
        with disk_told_of(name):
            target.flush()
            os.fsync(target.fileno())
    if said is not None and theirs is not None and theirs.hexdigest() != said.value:
        raise Invalid("checksum", f"{name} did not arrive as it was sent; please send it again")
    return size, own.hexdigest()


@contextmanager
def disk_told_of(name: str) -> Iterator[None]:
    """Errors of the disk become a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            reason = f"The disk of the image store is full: {name} was not kept. Free some space and try again."
        else:
            log.exception("%s cannot be kept", name)
            reason = f"{name} was not kept: the image store's folder cannot be written at the moment."
        raise Unavailable(reason) from error


def _synchronise(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
