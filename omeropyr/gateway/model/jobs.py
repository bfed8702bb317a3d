"""Long work, what it would do, and what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from omeropyr.gateway.model.kinds import Kind, ObjectRef


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """The process that did it died, and it is not of a kind that can go on by itself."""

    @property
    def is_over(self) -> bool:
        return self not in (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`done` of `total` steps (0 = not known yet), `result` is JSON, `error` one sentence for the owner."""

    id: int
    kind: str
    """delete, move, give, restore, import, pyramid, ..."""
    title: str
    state: JobState
    owner_id: int
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    done: int = 0
    total: int = 0
    message: str = ""
    error: str | None = None
    result: Mapping[str, Any] = field(default_factory=dict)
    rate: float | None = None
    """Steps in a second."""
    remaining_seconds: float | None = None
    refs: Sequence[ObjectRef] = ()
    """The objects it was asked to delete, move or give away."""
    destination: ObjectRef | None = None
    """The group that a move leads to, or the person who is given something."""
    change_id: int | None = None
    """What `History.undo` takes; None where nothing can be undone."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One object that cannot be part of it, and why, in a sentence."""

    ref: ObjectRef
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftBehind:
    """Something that stays while what it was linked to goes. `role`: it was its parent, child or annotation."""

    ref: ObjectRef
    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A dry run: what would happen, without doing it. Nothing at all is done while there are refusals."""

    included: Mapping[Kind, int]
    """How many objects of each kind would be deleted, moved or given away."""
    unlinked: Mapping[Kind, int] = field(default_factory=dict)
    """How many stay where they are but lose their link, e.g. tags of other people."""
    refusals: Sequence[Refusal] = ()
    bytes: int = 0
    """Size of the original files among them."""
    objects: Mapping[Kind, Sequence[int]] = field(default_factory=dict)
    """Ids of the included projects, datasets, images, screens, plates and wells; of a detailed plan only."""
    left_behind: Sequence[LeftBehind] = ()
    """What is counted as unlinked, one by one, as far as the user sees it; of a detailed plan only."""


class Contents(StrEnum):
    """What a delete takes along beside what is named: its children, or its annotations."""

    CHILDREN = "children"
    TAGS = "tags"
    FILES = "files"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something somebody did in one go; the event log holds its parts."""

    id: int
    user_id: int
    at: datetime
    title: str
    """In words, e.g. `Renamed dataset 12`."""
    refs: Sequence[ObjectRef]
    can_undo: bool
    undone_by: int | None = None
    """Change that took it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the event log. `old` and `new` hold the changed fields only."""

    id: int
    at: datetime
    user_id: int
    action: str
    kind: str
    object_id: int
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None
    change_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trash:
    """What one delete took away and can be restored."""

    id: int
    title: str
    owner_id: int
    deleted_at: datetime
    included: Mapping[Kind, int]
    bytes: int
    expires_at: datetime | None
    """When it is deleted for good; None = never by itself."""
