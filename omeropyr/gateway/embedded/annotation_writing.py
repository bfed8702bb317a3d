"""Annotations made, changed, linked and deleted, inside an open transaction and with all that undo needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select

from omeropyr.errors import Conflict, NotFound
from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.annotation_links import ids_by_kind, on_any_of, parent_of
from omeropyr.gateway.embedded.annotation_values import Stored
from omeropyr.gateway.embedded.file_rows import readable_files
from omeropyr.gateway.embedded.history.rowchanges import RowChange, delete_rows, insert_row, inserted, update_row
from omeropyr.gateway.embedded.history.values import row_to_json
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Act, Sight, acts_for
from omeropyr.gateway.embedded.schema import (
    PARENT_COLUMNS,
    AnnotationLinkRow,
    AnnotationRow,
    KeyValueRow,
    key_value_rows,
)
from omeropyr.gateway.embedded.statements import AnyRow
from omeropyr.gateway.model import KeyValues, Kind, ObjectRef


def insert_annotation(
    writing: Writing,
    kind: Kind,
    stored: Stored,
    group_id: int,
    *,
    namespace: str | None = None,
    description: str = "",
) -> int:
    """Id of a new annotation of the user. Values are checked before. Raises NotFound, Conflict for a file."""
    _require_file(writing, stored, group_id)
    said = {"namespace": namespace, "description": description, **stored.columns}
    owner = {"owner_id": writing.viewer.user_id, "group_id": group_id}
    made, row = insert_row(writing.connection, AnnotationRow, {"kind": kind, "text": "", **said, **owner})
    pairs = _insert_pairs(writing, made, stored.pairs or ())
    writing.record("create", kind, made, new=_for_the_log(said, stored.pairs), rows=[row, *pairs])
    return made


def change_annotation(writing: Writing, ref: ObjectRef, group_id: int, stored: Stored, columns: dict[str, Any]) -> None:
    """Set a value and other `columns`. What is the same already is left alone."""
    _require_file(writing, stored, group_id)
    wanted = {**stored.columns, **columns}
    held = _columns_of(writing, ref.id, list(wanted))
    changed = {name: value for name, value in wanted.items() if value != held[name]}
    old_pairs = pairs_of(writing, ref.id) if stored.pairs is not None else None
    if not changed and old_pairs == stored.pairs:
        return
    rows = [update_row(writing.connection, AnnotationRow, ref.id, changed)] if changed else []
    if stored.pairs is not None and old_pairs != stored.pairs:
        rows += delete_rows(writing.connection, KeyValueRow, KeyValueRow.annotation_id == ref.id)
        rows += _insert_pairs(writing, ref.id, stored.pairs)
    old = _for_the_log({name: held[name] for name in changed}, old_pairs)
    writing.record("edit", ref.kind, ref.id, old=old, new=_for_the_log(changed, stored.pairs), rows=rows)


def _columns_of(writing: Writing, annotation_id: int, names: Sequence[str]) -> dict[str, Any]:
    columns = [AnnotationRow.__table__.c[name] for name in ("id", *names)]
    found = writing.connection.execute(select(*columns).where(AnnotationRow.id == annotation_id)).one()
    return dict(found._mapping)


def _for_the_log(columns: Mapping[str, Any], pairs: KeyValues | None) -> dict[str, Any]:
    """As JSON, without what says nothing."""
    said = {name: value for name, value in row_to_json(columns).items() if value not in (None, "")}
    return said if pairs is None else {**said, "pairs": [list(pair) for pair in pairs]}


def pairs_of(writing: Writing, annotation_id: int) -> KeyValues:
    pair = KeyValueRow
    found = select(pair.key, pair.value).where(pair.annotation_id == annotation_id).order_by(pair.position)
    return tuple((row.key, row.value) for row in writing.connection.execute(found))


def _insert_pairs(writing: Writing, annotation_id: int, pairs: KeyValues) -> list[RowChange]:
    values = key_value_rows(annotation_id, pairs)
    if values:
        writing.connection.execute(insert(KeyValueRow), values)
    return [inserted(KeyValueRow, row) for row in values]


def _require_file(writing: Writing, stored: Stored, group_id: int) -> None:
    """The file of a file annotation is readable and in its group. Raises NotFound, Conflict."""
    file_id = stored.columns.get("file_id")
    if file_id is None:
        return
    file = writing.connection.execute(readable_files(writing.viewer, [file_id])).one_or_none()
    if file is None:
        raise NotFound(Kind.ORIGINAL_FILE, file_id)
    if file.group_id != group_id:
        raise Conflict(f"The file {file.name} is in another group; only data of one group go together.")


def add_links(writing: Writing, annotation_id: int, group_id: int, refs: Iterable[ObjectRef]) -> int:
    """Number of links made; the user's own that exist stay as they are."""
    wanted = list(dict.fromkeys(refs))
    if not wanted:
        return 0
    link, user_id = AnnotationLinkRow, writing.viewer.user_id
    mine = select(*link.__table__.columns).where(
        link.annotation_id == annotation_id, link.owner_id == user_id, on_any_of(ids_by_kind(wanted))
    )
    there = {parent_of(row) for row in writing.connection.execute(mine)}
    missing = [ref for ref in wanted if ref not in there]
    if missing:
        _insert_links(writing, annotation_id, group_id, missing)
    return len(missing)


def _insert_links(writing: Writing, annotation_id: int, group_id: int, refs: Sequence[ObjectRef]) -> None:
    link = AnnotationLinkRow
    shared = {"annotation_id": annotation_id, "owner_id": writing.viewer.user_id, "group_id": group_id}
    nothing = dict.fromkeys(PARENT_COLUMNS.values())
    values = [{**shared, **nothing, PARENT_COLUMNS[ref.kind]: ref.id} for ref in refs]
    returning = insert(link).returning(link.id, sort_by_parameter_order=True)
    for ref, row, made in zip(refs, values, writing.connection.scalars(returning, values), strict=True):
        named = {**shared, PARENT_COLUMNS[ref.kind]: row[PARENT_COLUMNS[ref.kind]]}
        change = inserted(link, {"id": made, **named})
        writing.record("link", ref.kind, ref.id, new={"annotation": annotation_id}, rows=[change])


def removable_links(
    writing: Writing, annotation_ids: Sequence[int], refs: Sequence[ObjectRef], *, own_only: bool
) -> Sequence[AnyRow]:
    """Links that the user sees and may delete; with `own_only` those they made."""
    wanted = ids_by_kind(refs)
    if not wanted:
        return []
    link, viewer = AnnotationLinkRow, writing.viewer
    sight = Sight(viewer, link)
    found = sight.restrict(select(*link.__table__.columns, sight.level, sight.leads))
    found = found.where(among(link.annotation_id, annotation_ids), on_any_of(wanted))
    if own_only:
        found = found.where(link.owner_id == viewer.user_id)
    return [row for row in writing.connection.execute(found) if Act.DELETE in acts_for(viewer, row)]


def remove_links(writing: Writing, links: Sequence[AnyRow]) -> int:
    """Number of links removed. `links` are whole rows of the table."""
    changes = delete_rows(writing.connection, AnnotationLinkRow, among(AnnotationLinkRow.id, [row.id for row in links]))
    by_id = {change.key["id"]: change for change in changes}
    for row in links:
        parent, old = parent_of(row), {"annotation": row.annotation_id, "owner": row.owner_id}
        writing.record("unlink", parent.kind, parent.id, old=old, rows=[by_id[row.id]])
    return len(links)


def delete_unlinked(writing: Writing, refs: Iterable[ObjectRef]) -> None:
    """Of these comments, maps and numbers delete those that are on nothing any more."""
    wanted = {ref.id: ref for ref in refs}
    linked = select(AnnotationLinkRow.annotation_id).where(among(AnnotationLinkRow.annotation_id, wanted))
    for annotation_id in writing.connection.scalars(linked):
        wanted.pop(annotation_id, None)
    pairs: dict[int, list[RowChange]] = {}
    for pair in delete_rows(writing.connection, KeyValueRow, among(KeyValueRow.annotation_id, wanted)):
        pairs.setdefault(pair.key["annotation_id"], []).append(pair)
    for row in delete_rows(writing.connection, AnnotationRow, among(AnnotationRow.id, wanted)):
        ref = wanted[row.key["id"]]
        rows = [*pairs.get(ref.id, ()), row]
        writing.record("delete", ref.kind, ref.id, old=_for_the_log(row.old or {}, None), rows=rows)
