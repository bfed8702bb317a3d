"""Objects of the tree: projects, datasets, screens, plates with their runs and wells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from omeropyr.gateway.model.kinds import ObjectRef
from omeropyr.gateway.model.people import Rights


@dataclass(frozen=True, slots=True, kw_only=True)
class DataObject:
    """What every object of the tree has. `owner_id` and `group_id` are experimenter and group ids."""

    id: int
    name: str
    owner_id: int
    group_id: int
    rights: Rights
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(DataObject):
    child_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset(DataObject):
    child_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen(DataObject):
    child_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate(DataObject):
    """`child_count` is the number of runs (plate acquisitions)."""

    child_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run(DataObject):
    """A plate acquisition: one run of the microscope over a plate. `field_count` is the most fields in a well."""

    plate_id: int
    started_at: datetime | None = None
    ended_at: datetime | None = None
    field_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WellField:
    """One field of view of a well: `field` counts from 0 within the well."""

    well_id: int
    row: int
    column: int
    field: int
    image_id: int
    image_name: str
    acquisition_id: int | None = None
    """The run it was taken in; None where the plate has none."""
    x_um: float | None = None
    y_um: float | None = None
    """Where in the well it was taken, in micrometres."""
    x_frame: float | None = None
    y_frame: float | None = None
    """The same in units of the stage, where nobody says how long these are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Well:
    """A well and the plate it is in; `row` and `column` count from 0."""

    id: int
    plate_id: int
    plate_name: str
    row: int
    column: int
    owner_id: int
    group_id: int
    rights: Rights

    @property
    def label(self) -> str:
        return well_label(self.row, self.column)


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def well_label(row: int, column: int) -> str:
    """`A1` for the first well; rows go on with AA after Z."""
    letters = ""
    number = row + 1
    while number:
        number, letter = divmod(number - 1, len(LETTERS))
        letters = LETTERS[letter] + letters
    return f"{letters}{column + 1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlateGrid:
    """Wells of a plate that hold images; rows and columns count from 0, `fields` is the largest number in a well."""

    plate: Plate
    rows: int
    columns: int
    fields: int
    wells: Sequence[WellField]
    rows_are_letters: bool = True
    columns_are_letters: bool = False
    """How people name them; by numbers otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathStep:
    """One step from the owner down to an object; the counts are given for datasets (and orphans) only."""

    kind: str
    """A Kind, 'orphaned' (its id is the owner's) or 'wellsample' (a field of a well)."""
    id: int
    child_count: int | None = None
    child_index: int | None = None
    """0-based position of the next step among this one's children."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """What an object is called, whose it is, in which group, and what the user may do with it; of whatever kind.

    Wells are called by their label, annotations by their text or file, what has no name by its number.
    """

    ref: ObjectRef
    name: str
    owner_id: int
    group_id: int
    rights: Rights


@dataclass(frozen=True, slots=True, kw_only=True)
class Descent:
    """An object and something that it is in, however far up."""

    ref: ObjectRef
    ancestor: ObjectRef
