"""Where imported images go: containers are found by name and owner, and made when they are missing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, exists, insert, select

from omeropyr.gateway.embedded.schema import (
    NAME_LENGTH,
    DatasetRow,
    PlateRow,
    ProjectDatasetRow,
    ProjectRow,
    ScreenPlateRow,
    ScreenRow,
    sort_key,
)
from omeropyr.imaging.address import place_of
from omeropyr.imaging.discover import Found
from omeropyr.imaging.wells import WellPosition


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose the imported things are."""

    owner_id: int
    group_id: int

    @property
    def columns(self) -> dict[str, int]:
        return {"owner_id": self.owner_id, "group_id": self.group_id}


@dataclass(frozen=True, slots=True)
class Destination:
    """A dataset, perhaps in a project; or a plate in a screen (`is_plate`).

    `inner_id` and `outer_id` name containers that are there; then their names say nothing.
    """

    outer: str | None
    inner: str
    is_plate: bool = False
    inner_id: int | None = None
    outer_id: int | None = None

    @property
    def tables(self) -> tuple[Any, Any, Any]:
        """(outer, link, inner)"""
        if self.is_plate:
            return ScreenRow, ScreenPlateRow, PlateRow
        return ProjectRow, ProjectDatasetRow, DatasetRow

    def called(self, inner: str) -> Destination:
        """Another dataset or plate in the same place."""
        return replace(self, inner=inner, inner_id=None)

    def target(self, inner_id: int) -> str:
        """How import records name it."""
        return f"{'plate' if self.is_plate else 'dataset'}-{inner_id}"


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for with the paths: names of containers, or ids of ones that are there; and copies or not.

    `within` are the folders that files must lie in, also those that are copied; None = copies may come from anywhere.
    """

    project: str | None = None
    dataset: str | None = None
    managed: bool = False
    dataset_id: int | None = None
    screen_id: int | None = None
    project_id: int | None = None
    within: tuple[Path, ...] | None = None


def destination_of(found: Found, wish: Wish) -> Destination:
    """What was asked for; else the plate it is a field of, else a dataset named after its folder."""
    if wish.dataset_id is not None:
        return Destination(None, "", inner_id=wish.dataset_id)
    folder = _name(place_of(found.spec.files[0]).parent.name or "Images")
    if wish.dataset is None and found.well is not None and wish.project_id is None:
        screen = None if wish.screen_id is not None else wish.project or folder
        return Destination(screen, plate_name(found.well), is_plate=True, outer_id=wish.screen_id)
    return Destination(wish.project, wish.dataset or folder, outer_id=wish.project_id)


def plate_name(well: WellPosition) -> str:
    return _name(well.plate)


def _name(text: str) -> str:
    """File systems allow names that are no text; what cannot be written is replaced."""
    return text.encode("utf-8", "replace").decode()[:NAME_LENGTH]


def find_inner(connection: Connection, destination: Destination, owner: Owner) -> int | None:
    """The dataset or plate, if it is there."""
    if destination.inner_id is not None:
        return destination.inner_id
    outer, link, inner = destination.tables
    wanted = _called(inner, destination.inner, owner)
    if destination.outer is not None or destination.outer_id is not None:
        holding = _outer(outer, destination, owner).subquery()
        inside = exists().where(link.child_id == inner.id, link.parent_id.in_(select(holding.c.id)))
        wanted = wanted.where(inside.correlate(inner))
    found: int | None = connection.scalar(wanted.limit(1))
    return found


def find_or_make_inner(connection: Connection, destination: Destination, owner: Owner) -> int:
    outer, link, inner = destination.tables
    found = find_inner(connection, destination, owner)
    if found is not None:
        return found
    made = _make(connection, inner, destination.inner, owner)
    if destination.outer is not None or destination.outer_id is not None:
        holding = connection.scalar(_outer(outer, destination, owner).limit(1))
        if holding is None and destination.outer is not None:
            holding = _make(connection, outer, destination.outer, owner)
        connection.execute(insert(link).values(parent_id=holding, child_id=made, **owner.columns))
    return made


def _outer(table: Any, destination: Destination, owner: Owner) -> Any:
    if destination.outer_id is not None:
        return select(table.id).where(table.id == destination.outer_id)
    return _called(table, destination.outer or "", owner)


def _called(table: Any, name: str, owner: Owner) -> Any:
    """The oldest first."""
    mine = (table.group_id == owner.group_id, table.owner_id == owner.owner_id)
    return select(table.id).where(*mine, table.sort_name == sort_key(name), table.name == name).order_by(table.id)


def _make(connection: Connection, table: Any, name: str, owner: Owner) -> int:
    made: int = connection.execute(insert(table).values(name=name, **owner.columns).returning(table.id)).scalar_one()
    return made
