"""Where imported images go: containers are found by name and owner, and made when they are missing."""

from __future__ import annotations

from dataclasses import dataclass
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
from omeropyr.imaging.discover import Found


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
    """A dataset, perhaps in a project; or a plate in a screen (`is_plate`)."""

    outer: str | None
    inner: str
    is_plate: bool = False

    @property
    def tables(self) -> tuple[Any, Any, Any]:
        """(outer, link, inner)"""
        if self.is_plate:
            return ScreenRow, ScreenPlateRow, PlateRow
        return ProjectRow, ProjectDatasetRow, DatasetRow

    def target(self, inner_id: int) -> str:
        """How import records name it."""
        return f"{'plate' if self.is_plate else 'dataset'}-{inner_id}"


def destination_of(found: Found, project: str | None, dataset: str | None) -> Destination:
    """What was asked for; else the plate it is a field of, else a dataset named after its folder."""
    folder = _name(Path(found.spec.files[0]).parent.name or "Images")
    if dataset is None and found.well is not None:
        return Destination(project or folder, _name(found.well.plate), is_plate=True)
    return Destination(project, dataset or folder)


def _name(text: str) -> str:
    """File systems allow names that are no text; what cannot be written is replaced."""
    return text.encode("utf-8", "replace").decode()[:NAME_LENGTH]


def find_inner(connection: Connection, destination: Destination, owner: Owner) -> int | None:
    """The dataset or plate, if it is there."""
    outer, link, inner = destination.tables
    wanted = _called(inner, destination.inner, owner)
    if destination.outer is not None:
        holding = _called(outer, destination.outer, owner).subquery()
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
    if destination.outer is not None:
        holding = connection.scalar(_called(outer, destination.outer, owner).limit(1))
        if holding is None:
            holding = _make(connection, outer, destination.outer, owner)
        connection.execute(insert(link).values(parent_id=holding, child_id=made, **owner.columns))
    return made


def _called(table: Any, name: str, owner: Owner) -> Any:
    """The oldest first."""
    mine = (table.group_id == owner.group_id, table.owner_id == owner.owner_id)
    return select(table.id).where(*mine, table.sort_name == sort_key(name), table.name == name).order_by(table.id)


def _make(connection: Connection, table: Any, name: str, owner: Owner) -> int:
    made: int = connection.execute(insert(table).values(name=name, **owner.columns).returning(table.id)).scalar_one()
    return made
