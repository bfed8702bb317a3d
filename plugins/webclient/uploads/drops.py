"""Uploads on disk: every drop is a folder of its own in the upload folder of its user.

<drop>/uploads/<file>.json      what is to come: path and length
<drop>/parts/<file>             what has come so far; its size is the offset, so a killed process loses nothing
<drop>/Uploaded 2026-11-21/...  files that are complete, under the names they had; datasets may be named after it
<drop>/job                      the import that was started from them
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from omeropyr.api import Conflict, NotFound

DAY = 86_400
_BEFORE = re.compile(r"[^\s»“]*/[0-9a-f]{16}/Uploaded \d{4}-\d\d-\d\d/")


def without_folders(text: str) -> str:
    """What a job says of uploads, with paths as they were in what was dropped: where they lie is nobody's business."""
    return _BEFORE.sub("", text)


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a drop; `path` is relative, `length` and `offset` are bytes. Complete when they are equal."""

    drop: Drop
    name: str
    path: PurePosixPath
    length: int

    @property
    def id(self) -> str:
        return f"{self.drop.id}-{self.name}"

    @property
    def part(self) -> Path:
        return self.drop.folder / "parts" / self.name

    @property
    def final(self) -> Path:
        return self.drop.files / self.path

    @property
    def offset(self) -> int:
        """Raises NotFound when neither the part nor the file is there any more."""
        for place in (self.part, self.final):
            try:
                return place.stat().st_size
            except (FileNotFoundError, NotADirectoryError):
                continue
        raise NotFound("upload", self.id)


@dataclass(frozen=True, slots=True)
class Drop:
    """What somebody dropped in one go; `id` are 16 hexadecimal digits that the browser chose."""

    folder: Path

    @property
    def id(self) -> str:
        return self.folder.name

    @property
    def files(self) -> Path:
        named = next(self.folder.glob("Uploaded *"), None)
        return named or self.folder / f"Uploaded {datetime.now(UTC):%Y-%m-%d}"

    def create(self, path: PurePosixPath, length: int) -> Upload:
        """Begins a file; one of the same path in the same drop begins anew. An empty file is complete at once."""
        (self.folder / "job").unlink(missing_ok=True)
        for folder in (self.folder / "uploads", self.folder / "parts", self.files):
            folder.mkdir(parents=True, exist_ok=True)
        upload = Upload(self, hashlib.sha256(str(path).encode()).hexdigest()[:32], path, length)
        upload.final.unlink(missing_ok=True)
        upload.part.write_bytes(b"")
        _write(self._record(upload.name), json.dumps({"path": str(path), "length": length}))
        if length == 0:
            self.complete(upload)
        return upload

    def upload(self, name: str) -> Upload:
        """Raises NotFound."""
        try:
            record = json.loads(self._record(name).read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            raise NotFound("upload", f"{self.id}-{name}") from None
        return Upload(self, name, PurePosixPath(record["path"]), record["length"])

    def uploads(self) -> Iterator[Upload]:
        for record in sorted((self.folder / "uploads").glob("*.json")):
            yield self.upload(record.stem)

    def complete(self, upload: Upload) -> None:
        """Puts a file that has all its bytes under its name, in one step. Raises Conflict where a folder has it."""
        try:
            upload.final.parent.mkdir(parents=True, exist_ok=True)
            os.replace(upload.part, upload.final)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            raise Conflict(f"{upload.path} is the name of a file and of a folder in this upload.") from None
        sync_folder(upload.final.parent)

    def remove(self, upload: Upload) -> None:
        self._record(upload.name).unlink(missing_ok=True)
        upload.part.unlink(missing_ok=True)
        upload.final.unlink(missing_ok=True)

    def discard(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def last_change(self) -> float:
        """Seconds since the epoch."""
        return max(
            place.stat().st_mtime for place in (self.folder, *self.folder.glob("*"), *self.folder.glob("parts/*"))
        )

    @property
    def job_id(self) -> int | None:
        """The import of these files."""
        try:
            return int((self.folder / "job").read_text(encoding="ascii"))
        except (FileNotFoundError, NotADirectoryError):
            return None

    def note_job(self, job_id: int) -> None:
        """What was uploaded is the job's now: the uploads are forgotten, their files stay until it has copied them."""
        _write(self.folder / "job", str(job_id))
        shutil.rmtree(self.folder / "uploads", ignore_errors=True)

    def _record(self, name: str) -> Path:
        return self.folder / "uploads" / f"{name}.json"


def discard_stale(root: Path, days: int) -> None:
    """Drops that nobody has added to for so many days."""
    for folder in root.iterdir():
        if folder.is_dir() and not folder.is_symlink() and Drop(folder).last_change() < time.time() - days * DAY:
            Drop(folder).discard()


def sync_folder(folder: Path) -> None:
    """Names in it survive a power cut from now on."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(path: Path, text: str) -> None:
    """In one step, and for good."""
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as target:
        target.write(text)
        target.flush()
        os.fsync(target.fileno())
    os.replace(fresh, path)
    sync_folder(path.parent)
