"""What is searched for, and what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from omeropyr.gateway.model.kinds import Kind, ObjectRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One object; `snippet` is the text that matched, with `«` and `»` around the words."""

    ref: ObjectRef
    name: str
    owner_id: int
    group_id: int
    created_at: datetime
    acquired_at: datetime | None
    snippet: str
    field: str
    """Where the best match is: name, description, tag, comment, keyvalue, file, id."""
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits, best first; `counts` of each kind and `total` are over all pages.

    Where `complete` is False there are more than the store counts: `total` and `counts` are the least there are, and
    hits are the best and newest.
    """

    hits: Sequence[Hit]
    total: int
    counts: Mapping[Kind, int]
    complete: bool = True
