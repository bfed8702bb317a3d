"""What an import says of each file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Status(StrEnum):
    IMPORTED = "imported"
    PRESENT = "present"
    """It was imported before; nothing was done."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the files of one fileset; `path` is the first of them, `detail` one sentence."""

    path: Path
    status: Status
    detail: str
    image_ids: tuple[int, ...] = ()
    files: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Outcomes in the order of the files."""

    outcomes: Sequence[Outcome]

    def with_status(self, status: Status) -> Sequence[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.status is status]

    @property
    def imported(self) -> Sequence[Outcome]:
        return self.with_status(Status.IMPORTED)

    @property
    def present(self) -> Sequence[Outcome]:
        return self.with_status(Status.PRESENT)

    @property
    def refused(self) -> Sequence[Outcome]:
        return self.with_status(Status.REFUSED)

    @property
    def failed(self) -> bool:
        return bool(self.refused)


Progress = Callable[[int, int, Outcome | None], None]
"""Called with (done, total, outcome): once with None when the total is known, then after each fileset."""
