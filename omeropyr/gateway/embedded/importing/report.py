"""What an import says of each file, and of all of them at its end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from omeropyr.imaging.address import Place


class Status(StrEnum):
    IMPORTED = "imported"
    FOUND = "found"
    """It would be imported: a dry run says so."""
    PRESENT = "present"
    """It was imported before; nothing was done."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the files of one fileset; `path` is the first of them, `detail` one sentence, `size` in bytes."""

    path: Place
    status: Status
    detail: str
    image_ids: tuple[int, ...] = ()
    files: tuple[Place, ...] = ()
    size: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """Outcomes in the order of the files; `seconds` is what all of it took."""

    outcomes: Sequence[Outcome]
    seconds: float = 0.0

    def with_status(self, status: Status) -> Sequence[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.status is status]

    @property
    def imported(self) -> Sequence[Outcome]:
        return self.with_status(Status.IMPORTED)

    @property
    def found(self) -> Sequence[Outcome]:
        return self.with_status(Status.FOUND)

    @property
    def present(self) -> Sequence[Outcome]:
        return self.with_status(Status.PRESENT)

    @property
    def refused(self) -> Sequence[Outcome]:
        return self.with_status(Status.REFUSED)

    @property
    def failed(self) -> bool:
        return bool(self.refused)

    @property
    def image_ids(self) -> tuple[int, ...]:
        return tuple(image_id for outcome in self.imported for image_id in outcome.image_ids)


Progress = Callable[[int, int, Outcome | None], None]
"""Called with (done, total, outcome), both counted in images: now and then with a total of 0 while files are looked
for, with None when the total is known, then after each image with None and after each fileset with its outcome. What it
raises stops the import between two images."""


def as_json(report: Report) -> dict[str, Any]:
    """Numbers of filesets by status, and every outcome."""
    return {
        **{status.value: len(report.with_status(status)) for status in Status},
        "images": len(report.image_ids),
        "bytes": sum(outcome.size for outcome in report.imported),
        "seconds": round(report.seconds, 3),
        "outcomes": [_outcome_as_json(outcome) for outcome in report.outcomes],
    }


def _outcome_as_json(outcome: Outcome) -> Mapping[str, Any]:
    return {
        "path": printable(str(outcome.path)),
        "files": [printable(str(file)) for file in outcome.files],
        "status": outcome.status.value,
        "detail": printable(outcome.detail),
        "images": list(outcome.image_ids),
        "bytes": outcome.size,
    }


def as_text(report: Report) -> Iterator[str]:
    """A line for each fileset, and one for all."""
    for outcome in report.outcomes:
        yield line_of(outcome)
    yield summary(report)


def line_of(outcome: Outcome) -> str:
    """One line, whatever the file is called: line breaks and what steers a terminal are written as escapes."""
    return printable(f"{outcome.status:8}  {outcome.path}  {outcome.detail}")


def printable(text: str) -> str:
    """Also for names of files that are no text."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


def summary(report: Report) -> str:
    done = f"{count(len(report.image_ids), 'image')} imported"
    if report.found:
        done = f"{count(len(report.found), 'fileset')} to import"
    return (
        f"{done}, {count(len(report.present), 'fileset')} there already, {count(len(report.refused), 'file')} refused."
    )


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def write_report(report: Report, path: Path) -> None:
    """As JSON if the name ends in .json, else as text. Raises OSError."""
    if path.suffix.lower() == ".json":
        text = json.dumps(as_json(report), indent=2) + "\n"
    else:
        text = "".join(f"{line}\n" for line in as_text(report))
    path.write_text(text, encoding="utf-8")
