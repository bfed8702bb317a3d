"""Which annotation is on which object: one statement for any mixture of objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, null, or_, select, true
from sqlalchemy.orm import aliased

from omeropyr.gateway.embedded import rows
from omeropyr.gateway.embedded.annotations.rows import AnnotationDetails, annotation
from omeropyr.gateway.embedded.people.persons import may_know, person_columns
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Sight, Viewer, rights_on
from omeropyr.gateway.embedded.schema import (
    PARENT_COLUMNS,
    AnnotationLinkRow,
    AnnotationRow,
    ExperimenterRow,
    GroupRow,
)
from omeropyr.gateway.embedded.statements import AnyRow, AnySelect
from omeropyr.gateway.embedded.targets import TABLES
from omeropyr.gateway.model import AnnotationLink, Kind, ObjectRef, well_label

DIRECTORY: Mapping[Kind, Any] = {Kind.EXPERIMENTER: ExperimenterRow, Kind.GROUP: GroupRow}
NAMES: Mapping[Kind, str] = {Kind.EXPERIMENTER: "ome_name", Kind.WELL: "", Kind.FILESET: ""}
"""The column with the name of an object, where it is not `name`; nothing for those without."""
NAMELESS: Mapping[Kind, str] = {Kind.ACQUISITION: "Run", Kind.FILESET: "Fileset", Kind.ROI: "ROI"}
"""What is called by its number when it has no name."""


def parent_column(kind: Kind) -> Any:
    """The column of the link table that names objects of this kind."""
    return getattr(AnnotationLinkRow, PARENT_COLUMNS[kind])


def ids_by_kind(refs: Sequence[ObjectRef]) -> dict[Kind, list[int]]:
    """Without kinds that nothing can be on."""
    wanted: dict[Kind, list[int]] = {}
    for ref in refs:
        if ref.kind in PARENT_COLUMNS:
            wanted.setdefault(ref.kind, []).append(ref.id)
    return wanted


def on_any_of(wanted: Mapping[Kind, Sequence[int]]) -> ColumnElement[bool]:
    return or_(*(among(parent_column(kind), ids) for kind, ids in wanted.items()))


def links_of(
    connection: Connection, viewer: Viewer, targets: Sequence[ObjectRef], kinds: Sequence[Kind]
) -> Sequence[AnnotationLink]:
    """Links of the objects, by link id; `kinds` are kinds of annotations."""
    wanted = ids_by_kind(targets)
    if not wanted:
        return []
    found = _links(viewer, list(wanted)).where(on_any_of(wanted))
    if kinds:
        found = found.where(AnnotationRow.kind.in_(kinds))
    return [_link(row, viewer) for row in connection.execute(found)]


def links_of_annotations(
    connection: Connection, viewer: Viewer, annotation_ids: Sequence[int], kinds: Sequence[Kind]
) -> Sequence[AnnotationLink]:
    """Links of the annotations, by link id; `kinds` are kinds of objects."""
    parents = [kind for kind in PARENT_COLUMNS if kind in kinds or not kinds]
    if not parents:
        return []
    on_one = or_(*(parent_column(kind).is_not(None) for kind in parents))
    found = _links(viewer, parents).where(among(AnnotationLinkRow.annotation_id, annotation_ids), on_one)
    return [_link(row, viewer) for row in connection.execute(found)]


def usage_of(connection: Connection, viewer: Viewer, annotation_ids: Sequence[int]) -> Mapping[int, int]:
    """On how many readable objects each readable annotation is, however many people put it there."""
    link, sight, parents = AnnotationLinkRow, Sight(viewer, AnnotationRow), _parents(list(PARENT_COLUMNS))
    seen = {kind: sight.sees_row(link) & _is_seen(viewer, sight, kind, table) for kind, table in parents.items()}
    counted = [func.count(case((seen[kind], parent_column(kind))).distinct()) for kind in parents]
    objects = sum(counted[1:], start=counted[0])
    found = select(AnnotationRow.id, objects.label("objects")).select_from(AnnotationRow)
    found = found.join(link, link.annotation_id == AnnotationRow.id, isouter=True)
    found = sight.restrict(_join_parents(found, parents)).where(among(AnnotationRow.id, annotation_ids))
    return {row.id: row.objects for row in connection.execute(found.group_by(AnnotationRow.id))}


def _links(viewer: Viewer, kinds: Sequence[Kind]) -> AnySelect:
    """Readable links to objects of these kinds with everything that is said of them."""
    link, maker, details = AnnotationLinkRow, aliased(ExperimenterRow), AnnotationDetails()
    sight, parents = Sight(viewer, link), _parents(kinds)
    columns = [column.label(f"link_{column.name}") for column in link.__table__.columns]
    names = [_name(kind, table).label(f"name_{kind}") for kind, table in parents.items()]
    found = (
        select(*columns, *names, *AnnotationRow.__table__.columns, sight.level, sight.leads)
        .add_columns(*person_columns(maker, "maker_"), *details.columns)
        .select_from(link)
        .join(AnnotationRow, AnnotationRow.id == link.annotation_id)
        .join(maker, maker.id == link.owner_id)
    )
    seen = [or_(parent_column(kind).is_(None), _is_seen(viewer, sight, kind, table)) for kind, table in parents.items()]
    found = sight.restrict(_join_parents(details.join(found), parents))
    return found.where(sight.sees_row(AnnotationRow), *seen).order_by(link.id)


def _parents(kinds: Sequence[Kind]) -> dict[Kind, Any]:
    """The tables of the objects, under names of their own: people and groups play other parts in a link, too."""
    return {kind: aliased(DIRECTORY.get(kind) or TABLES[kind]) for kind in kinds}


def _join_parents(found: AnySelect, parents: Mapping[Kind, Any]) -> AnySelect:
    for kind, table in parents.items():
        found = found.join(table, table.id == parent_column(kind), isouter=True)
    return found


def _is_seen(viewer: Viewer, sight: Sight, kind: Kind, table: Any) -> ColumnElement[bool]:
    """Whether the viewer may know of the object; `sight` is that of the group of the link."""
    if kind is Kind.EXPERIMENTER:
        return may_know(viewer, table.id)
    if kind is Kind.GROUP:
        return true()  # it is the group of the link
    return and_(table.group_id == AnnotationLinkRow.group_id, sight.sees_row(table))


def _name(kind: Kind, table: Any) -> ColumnElement[Any]:
    """Wells are called by their place, as row * PLACES + column; everything else by its name."""
    if kind is Kind.WELL:
        place: ColumnElement[Any] = table.row * PLACES + table.column
        return place
    column = NAMES.get(kind, "name")
    return getattr(table, column) if column else null()


PLACES = 100_000


def parent_of(row: AnyRow, prefix: str = "") -> ObjectRef:
    """The object of a link, from the parent columns."""
    values = row._mapping
    return next(
        ObjectRef(kind, values[f"{prefix}{column}"])
        for kind, column in PARENT_COLUMNS.items()
        if values[f"{prefix}{column}"] is not None
    )


def _parent_name(parent: ObjectRef, row: AnyRow) -> str:
    name = row._mapping[f"name_{parent.kind}"]
    if parent.kind is Kind.WELL:
        return well_label(*divmod(name, PLACES))
    return name or (f"{NAMELESS[parent.kind]} {parent.id}" if parent.kind in NAMELESS else "")


def _link(row: AnyRow, viewer: Viewer) -> AnnotationLink:
    parent = parent_of(row, "link_")
    rights = rights_on(viewer, owner_id=row.link_owner_id, level=row.level, leads=row.leads)
    return AnnotationLink(
        id=row.link_id,
        parent=parent,
        parent_name=_parent_name(parent, row),
        annotation=annotation(row, viewer),
        owner=rows.experimenter(row, "maker_"),
        created_at=row.link_created_at,
        can_delete=rights.can_delete,
    )
