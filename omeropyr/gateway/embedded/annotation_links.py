"""Which annotation is on which object: one statement for any mixture of objects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select
from sqlalchemy.orm import aliased

from omeropyr.gateway.embedded import rows
from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.persons import person_columns
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Act, Sight, Viewer, acts_for, rights_on
from omeropyr.gateway.embedded.schema import AnnotationLinkRow, AnnotationRow, ExperimenterRow
from omeropyr.gateway.embedded.statements import AnyRow, AnySelect
from omeropyr.gateway.embedded.targets import TABLES
from omeropyr.gateway.model import Annotation, AnnotationLink, Kind, ObjectRef

PARENTS = (
    Kind.PROJECT,
    Kind.DATASET,
    Kind.IMAGE,
    Kind.SCREEN,
    Kind.PLATE,
    Kind.ACQUISITION,
    Kind.WELL,
)
"""What annotations can be on."""


def parent_column(kind: Kind) -> Any:
    """The column of the link table that names objects of this kind."""
    return getattr(AnnotationLinkRow, f"{kind}_id")


def ids_by_kind(refs: Sequence[ObjectRef]) -> dict[Kind, list[int]]:
    """Without kinds that nothing can be on."""
    wanted: dict[Kind, list[int]] = {}
    for ref in refs:
        if ref.kind in PARENTS:
            wanted.setdefault(ref.kind, []).append(ref.id)
    return wanted


def on_any_of(wanted: dict[Kind, list[int]]) -> ColumnElement[bool]:
    return or_(*(among(parent_column(kind), ids) for kind, ids in wanted.items()))


def links_of(
    connection: Connection, viewer: Viewer, targets: Sequence[ObjectRef], kinds: Sequence[Kind]
) -> Sequence[AnnotationLink]:
    """By link id."""
    wanted = ids_by_kind(targets)
    if not wanted:
        return []
    found = _links(viewer, list(wanted)).where(on_any_of(wanted)).order_by(AnnotationLinkRow.id)
    if kinds:
        found = found.where(AnnotationRow.kind.in_(kinds))
    return [_link(row, viewer) for row in connection.execute(found)]


def _links(viewer: Viewer, parents: Sequence[Kind]) -> AnySelect:
    """Readable links to objects of the kinds `parents` with everything that is said of them."""
    link, maker, owner = AnnotationLinkRow, aliased(ExperimenterRow), aliased(ExperimenterRow)
    sight = Sight(viewer, link)
    tables = {kind: TABLES[kind] for kind in parents}
    seen = [or_(table.id.is_(None), sight.sees(table.owner_id)) for table in tables.values()]
    columns = [column.label(f"link_{column.name}") for column in link.__table__.columns]
    names = [_name(kind, table).label(f"name_{kind}") for kind, table in tables.items()]
    found = (
        select(*columns, *names, *AnnotationRow.__table__.columns, sight.level, sight.leads)
        .add_columns(*person_columns(maker, "maker_"), *person_columns(owner, "by_"))
        .select_from(link)
        .join(AnnotationRow, AnnotationRow.id == link.annotation_id)
        .join(maker, maker.id == link.owner_id)
        .join(owner, owner.id == AnnotationRow.owner_id)
    )
    for kind, table in tables.items():
        found = found.join(table, table.id == parent_column(kind), isouter=True)
    return sight.restrict(found).where(sight.sees(AnnotationRow.owner_id), *seen)


def _name(kind: Kind, table: Any) -> ColumnElement[Any]:
    """Wells are called by their place, as row * 1000 + column; everything else by its name."""
    return table.row * PLACES + table.column if kind is Kind.WELL else func.coalesce(table.name, "")


PLACES = 100_000
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def well_name(row: int, column: int) -> str:
    """`A1` for the first well; rows go on with AA after Z."""
    letters = ""
    number = row + 1
    while number:
        number, letter = divmod(number - 1, len(LETTERS))
        letters = LETTERS[letter] + letters
    return f"{letters}{column + 1}"


def _parent(row: AnyRow) -> tuple[ObjectRef, str]:
    values = row._mapping
    kind = next(kind for kind in PARENTS if values[f"link_{kind}_id"] is not None)
    ref, name = ObjectRef(kind, values[f"link_{kind}_id"]), values[f"name_{kind}"]
    if kind is Kind.WELL:
        return ref, well_name(*divmod(name, PLACES))
    return ref, name or (f"Run {ref.id}" if kind is Kind.ACQUISITION else "")


def _link(row: AnyRow, viewer: Viewer) -> AnnotationLink:
    parent, name = _parent(row)
    rights = rights_on(viewer, owner_id=row.link_owner_id, level=row.level, leads=row.leads)
    return AnnotationLink(
        id=row.link_id,
        parent=parent,
        parent_name=name,
        annotation=annotation(row, viewer),
        owner=rows.experimenter(row, "maker_"),
        created_at=row.link_created_at,
        can_delete=rights.can_delete,
    )


def annotation(row: AnyRow, viewer: Viewer, child_count: int = 0) -> Annotation:
    """From the columns of AnnotationRow and its owner (`by_...`)."""
    return Annotation(
        id=row.id,
        kind=Kind(row.kind),
        text=row.text,
        owner=rows.experimenter(row, "by_"),
        group_id=row.group_id,
        created_at=row.created_at,
        rights=rows.rights_of(row, viewer),
        description=row.description,
        namespace=row.namespace,
        child_count=child_count,
    )


def add_links(writing: Writing, annotation_id: int, group_id: int, targets: Sequence[ObjectRef]) -> int:
    """Number of links made; the user's own that exist stay as they are."""
    wanted = ids_by_kind(targets)
    link, user_id = AnnotationLinkRow, writing.viewer.user_id
    mine = select(link).where(link.annotation_id == annotation_id, link.owner_id == user_id, on_any_of(wanted))
    there = {_parent_of(row) for row in writing.connection.execute(mine.with_only_columns(*link.__table__.columns))}
    missing = [ref for ref in dict.fromkeys(targets) if ref not in there]
    for ref in missing:
        values = {"annotation_id": annotation_id, "owner_id": user_id, "group_id": group_id, f"{ref.kind}_id": ref.id}
        writing.connection.execute(insert(link).values(values))
        writing.record("link", ref.kind, ref.id, new={"annotation": annotation_id})
    return len(missing)


def _parent_of(row: AnyRow) -> ObjectRef:
    values = row._mapping
    kind = next(kind for kind in PARENTS if values[f"{kind}_id"] is not None)
    return ObjectRef(kind, values[f"{kind}_id"])


def remove_links(writing: Writing, annotation_id: int, targets: Sequence[ObjectRef], *, own_only: bool) -> int:
    """Number of links removed: those that the user sees and may delete, or with `own_only` those they made."""
    wanted = ids_by_kind(targets)
    if not wanted:
        return 0
    link, viewer = AnnotationLinkRow, writing.viewer
    sight = Sight(viewer, link)
    found = sight.restrict(select(*link.__table__.columns, sight.level, sight.leads))
    found = found.where(link.annotation_id == annotation_id, on_any_of(wanted))
    if own_only:
        found = found.where(link.owner_id == viewer.user_id)
    removable = [row for row in writing.connection.execute(found) if Act.DELETE in _acts(row, viewer)]
    for row in removable:
        writing.connection.execute(delete(link).where(link.id == row.id))
        parent = _parent_of(row)
        old = {"annotation": annotation_id, "owner": row.owner_id}
        writing.record("unlink", parent.kind, parent.id, old=old)
    return len(removable)


def _acts(row: AnyRow, viewer: Viewer) -> Act:
    return acts_for(viewer, row)
