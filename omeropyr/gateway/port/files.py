"""Files of the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, runtime_checkable

from omeropyr.gateway.model import OriginalFile


@runtime_checkable
class Files(Protocol):
    """Original files and attachments, as streams."""

    def get(self, file_id: int) -> OriginalFile:
        """Raises NotFound."""

    def many(self, file_ids: Sequence[int]) -> Sequence[OriginalFile]:
        """Those that are readable, in the order asked."""

    def read(self, file_id: int, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """The bytes from `start` on, in pieces of at most 1 MiB. Raises NotFound, Invalid for a start outside, and
        UnreadableFile, all before the first piece."""

    def store(
        self,
        name: str,
        pieces: Iterable[bytes],
        *,
        mimetype: str | None = None,
        group_id: int | None = None,
        checksum: str | None = None,
    ) -> OriginalFile:
        """A new file of the user. Appears complete or not at all; the same bytes in the same group are kept once.

        Raises Invalid when `checksum` (`<algorithm>:<hex>`) is not that of the bytes, Unavailable for a full disk.
        """
