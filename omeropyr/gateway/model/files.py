"""Files of the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OriginalFile:
    """A file of the store; `size` in bytes, `path` as the store keeps it, `client_path` where it came from."""

    id: int
    name: str
    path: str
    size: int
    mimetype: str | None = None
    checksum: str | None = None
    """`<algorithm>:<hex>`; None where none was computed."""
    client_path: str = ""
    owner_id: int | None = None
    group_id: int | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fileset:
    """Files that were imported as one, and the images that came out of them."""

    id: int
    files: tuple[OriginalFile, ...]
    image_ids: tuple[int, ...]
    in_place: bool
    """Whether the files stay where they were; otherwise the store keeps copies."""

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)
