"""Where the data of different people hang together in a group: links that can be cut, and what cannot be parted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, or_, select
from sqlalchemy.orm import aliased

from omeropyr.gateway.embedded.edit.links import CONTAINERS, Pair
from omeropyr.gateway.embedded.schema import (
    PARENT_COLUMNS,
    AnnotationLinkRow,
    AnnotationRow,
    FilesetRow,
    ImageRow,
    PlateRow,
    RoiRow,
    WellRow,
    WellSampleRow,
)
from omeropyr.gateway.embedded.statements import AnySelect
from omeropyr.gateway.embedded.targets import TABLES
from omeropyr.gateway.model import Kind


@dataclass(frozen=True, slots=True)
class Crossing:
    """The links of one table between data of different people. `statement` selects id, owner, parent and child."""

    link: Any
    parent_kind: Kind
    child_name: str
    """What the event log calls the child."""
    statement: AnySelect


def crossings(group_id: int) -> Iterator[Crossing]:
    """Every kind of link there is in the group."""
    for pair in CONTAINERS.values():
        yield _tree_links(pair, group_id)
    for kind, column in PARENT_COLUMNS.items():
        if kind in TABLES:
            yield _annotation_links(kind, getattr(AnnotationLinkRow, column), group_id)


def _tree_links(pair: Pair, group_id: int) -> Crossing:
    link, parent, child = pair.link, pair.parent, pair.child
    columns = (link.id, link.owner_id, link.parent_id.label("parent_id"), link.child_id.label("child_id"))
    found = (
        select(*columns)
        .join(parent, parent.id == link.parent_id)
        .join(child, child.id == link.child_id)
        .where(link.group_id == group_id, parent.owner_id != child.owner_id)
    )
    return Crossing(link, pair.parent_kind, pair.child_kind, found)


def _annotation_links(kind: Kind, column: Any, group_id: int) -> Crossing:
    """Also those that somebody else made between an object and an annotation of its owner: they are not theirs."""
    link, thing, annotation = AnnotationLinkRow, aliased(TABLES[kind]), AnnotationRow
    columns = (link.id, link.owner_id, column.label("parent_id"), link.annotation_id.label("child_id"))
    found = (
        select(*columns)
        .join(thing, thing.id == column)
        .join(annotation, annotation.id == link.annotation_id)
        .where(link.group_id == group_id)
        .where(or_(annotation.owner_id != thing.owner_id, link.owner_id != thing.owner_id))
    )
    return Crossing(link, kind, "annotation", found)


def count_crossings(connection: Connection, group_id: int) -> int:
    counts = (select(func.count()).select_from(one.statement.subquery()) for one in crossings(group_id))
    return sum(connection.execute(count).scalar_one() for count in counts)


def entanglements(connection: Connection, group_id: int) -> tuple[str, ...]:
    """What of different people cannot be parted, in sentences."""
    counted = ((connection.execute(count).scalar_one(), sentence) for sentence, count in _inseparable(group_id))
    return tuple(sentence.format(number) for number, sentence in counted if number)


def _inseparable(group_id: int) -> Iterator[tuple[str, AnySelect]]:
    image, count = ImageRow, select(func.count()).select_from(ImageRow).where(ImageRow.group_id == group_id)
    regions = count.join(RoiRow, RoiRow.image_id == image.id).where(RoiRow.owner_id != image.owner_id)
    yield "{} regions of interest are on images of somebody else; delete them or give them away first.", regions
    files = count.join(FilesetRow, FilesetRow.id == image.fileset_id).where(FilesetRow.owner_id != image.owner_id)
    yield "{} images come from files of somebody else; give them to one owner first.", files
    fields = (
        count.join(WellSampleRow, WellSampleRow.image_id == image.id)
        .join(WellRow, WellRow.id == WellSampleRow.well_id)
        .join(PlateRow, PlateRow.id == WellRow.plate_id)
        .where(PlateRow.owner_id != image.owner_id)
    )
    yield "{} images are in plates of somebody else; give them to one owner first.", fields
