"""Search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from omeropyr.gateway.model import Found, Kind, Page, Scope
from omeropyr.gateway.port.defaults import ANYWHERE, EVERYTHING


@runtime_checkable
class Search(Protocol):
    """Full text over names, descriptions, tags, comments, key-values and file names, and typed filters."""

    def find(
        self,
        query: str,
        *,
        kinds: Sequence[Kind] = (),
        scope: Scope = ANYWHERE,
        page: Page = EVERYTHING,
    ) -> Found:
        """Words are joined by AND; `"exact phrase"`, `-word`, `word*`, `a OR b`, and filters:

        `tag:mitosis`, `key:value` of key-values (`"cell line":HeLa`), `owner:name`, `group:name`,
        `date:2026-01..2026-03` (also `acquired:` and `imported:`, `<`, `>`), `channel:DAPI`, `size:>2048`
        (longest side in pixels), `name:`, `description:`, `comment:`, `file:`, `type:image`, `id:12`.
        `kinds` () = every kind of the tree.

        Raises Invalid with the part of the query that cannot be understood.
        """

    def suggest(self, prefix: str, *, limit: int = 10) -> Sequence[str]:
        """Words, tags and keys the user may read that begin so, most frequent first."""
