"""Pages of listings, and which part of the store they look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page:
    """A slice of a listing. `limit` None means all."""

    offset: int = 0
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """One page of a listing and the number of items in all pages."""

    items: Sequence[T]
    total: int


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of the store to look at; None means all that the user may read."""

    group_id: int | None = None
    owner_id: int | None = None
