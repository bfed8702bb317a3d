"""Annotations made, changed, linked and deleted, inside an open transaction and with all that undo needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update

from omeropyr.errors import Conflict, NotFound
from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.annotations.links import ids_by_kind, on_any_of, parent_of
from omeropyr.gateway.embedded.annotations.values import Stored
from omeropyr.gateway.embedded.files.rows import readable_files
from omeropyr.gateway.embedded.history.rowchanges import RowChange, delete_rows, inserted, updated
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
from omeropyr.gateway.embedded.targets import require_owner
from omeropyr.gateway.model import KeyValues, Kind, ObjectRef


@dataclass(frozen=True, slots=True)
class New:
    """An annotation to be made; its values are checked."""

    kind: Kind
    stored: Stored
    namespace: str | None = None
    description: str = ""
    owner_id: int | None = None
    """Somebody else than the user, who may make it for them."""


def insert_annotation(writing: Writing, new: New, group_id: int) -> int:
    """Id of a new annotation of the user. Raises NotFound, Conflict for a file."""
    return insert_annotations(writing, new, group_id, 1)[0]


def insert_annotations(writing: Writing, new: New, group_id: int, count: int) -> Sequence[int]:
    """Ids of so many new annotations of the user that say the same. Raises NotFound, Conflict for a file."""
    if count == 0:
        return []
    _require_file(writing, new.stored, group_id)
    said = {"namespace": new.namespace, "description": new.description, **new.stored.columns}
    owner = {"owner_id": require_owner(writing, new.owner_id, group_id), "group_id": group_id}
    values = {"kind": new.kind, "text": "", **said, **owner}
    made = writing.connection.scalars(insert(AnnotationRow).returning(AnnotationRow.id), [values] * count).all()
    pairs = _insert_pairs(writing, made, new.stored.pairs or ())
    for annotation_id in made:
        rows = [inserted(AnnotationRow, {"id": annotation_id, **values}), *pairs.get(annotation_id, ())]
        writing.record("create", new.kind, annotation_id, new=_for_the_log(said, new.stored.pairs), rows=rows)
    return made


def change_annotations(
    writing: Writing, kind: Kind, ids: Sequence[int], group_id: int, stored: Stored, columns: Mapping[str, Any]
) -> None:
    """Give annotations of one kind and group a value and other `columns`. What is the same already is left alone."""
    _require_file(writing, stored, group_id)
    rows = _change_columns(writing, ids, {**stored.columns, **columns})
    pairs = {} if stored.pairs is None else _change_pairs(writing, ids, stored.pairs)
    for annotation_id in ids:
        changed = [*rows.get(annotation_id, ()), *pairs.get(annotation_id, ())]
        if changed:
            _record_edited(writing, ObjectRef(kind, annotation_id), changed)


def _change_columns(writing: Writing, ids: Sequence[int], wanted: Mapping[str, Any]) -> Mapping[int, list[RowChange]]:
    if not wanted:
        return {}
    table, chosen = AnnotationRow.__table__, among(AnnotationRow.id, ids)
    found = writing.connection.execute(select(table.c.id, *(table.c[name] for name in wanted)).where(chosen))
    changes = {}
    for held in found.mappings():
        new = {name: value for name, value in wanted.items() if value != held[name]}
        if new:
            changes[held["id"]] = [updated(AnnotationRow, {"id": held["id"]}, {name: held[name] for name in new}, new)]
    if changes:
        writing.connection.execute(update(AnnotationRow).where(among(AnnotationRow.id, changes)).values(dict(wanted)))
    return changes


def _change_pairs(writing: Writing, ids: Sequence[int], pairs: KeyValues) -> Mapping[int, list[RowChange]]:
    pair = KeyValueRow
    found = select(pair.annotation_id, pair.key, pair.value).where(among(pair.annotation_id, ids))
    held: dict[int, list[tuple[str, str]]] = {annotation_id: [] for annotation_id in ids}
    for row in writing.connection.execute(found.order_by(pair.position)):
        held[row.annotation_id].append((row.key, row.value))
    different = [annotation_id for annotation_id in ids if tuple(held[annotation_id]) != pairs]
    changes = _by_annotation(delete_rows(writing.connection, pair, among(pair.annotation_id, different)))
    for annotation_id, made in _insert_pairs(writing, different, pairs).items():
        changes.setdefault(annotation_id, []).extend(made)
    return changes


def _by_annotation(pairs: Iterable[RowChange]) -> dict[int, list[RowChange]]:
    found: dict[int, list[RowChange]] = {}
    for pair in pairs:
        found.setdefault(pair.key["annotation_id"], []).append(pair)
    return found


def _record_edited(writing: Writing, ref: ObjectRef, rows: Sequence[RowChange]) -> None:
    """The pairs of a map are told as a whole, before and after."""
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    for row in rows:
        if row.table == AnnotationRow.__tablename__:
            old, new = {**old, **(row.old or {})}, {**new, **(row.new or {})}
        else:
            side, values = (old, row.old) if row.new is None else (new, row.new)
            side.setdefault("pairs", []).append([(values or {})[name] for name in ("key", "value")])
    writing.record("edit", ref.kind, ref.id, old=old, new=new, rows=rows)


def _for_the_log(columns: Mapping[str, Any], pairs: KeyValues | None) -> dict[str, Any]:
    """As JSON, without what says nothing."""
    said = {name: value for name, value in row_to_json(columns).items() if value not in (None, "")}
    return said if pairs is None else {**said, "pairs": [list(pair) for pair in pairs]}


def _insert_pairs(writing: Writing, ids: Sequence[int], pairs: KeyValues) -> Mapping[int, list[RowChange]]:
    """The same pairs for each of the annotations."""
    values = [row for annotation_id in ids for row in key_value_rows(annotation_id, pairs)]
    if values:
        writing.connection.execute(insert(KeyValueRow), values)
    return _by_annotation(inserted(KeyValueRow, row) for row in values)


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
    insert_links(writing, [(annotation_id, ref) for ref in missing], group_id)
    return len(missing)


def insert_links(writing: Writing, pairs: Sequence[tuple[int, ObjectRef]], group_id: int) -> None:
    """Links of the user that are not there yet."""
    if not pairs:
        return
    link = AnnotationLinkRow
    shared = {"owner_id": writing.viewer.user_id, "group_id": group_id, **dict.fromkeys(PARENT_COLUMNS.values())}
    values = [{**shared, "annotation_id": note, PARENT_COLUMNS[ref.kind]: ref.id} for note, ref in pairs]
    for row in writing.connection.execute(insert(link).returning(*link.__table__.columns), values).all():
        parent, said = parent_of(row), {"annotation": row.annotation_id}
        change = inserted(link, {name: value for name, value in row._mapping.items() if value is not None})
        writing.record("link", parent.kind, parent.id, new=said, rows=[change])


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
    pairs = _by_annotation(delete_rows(writing.connection, KeyValueRow, among(KeyValueRow.annotation_id, wanted)))
    for row in delete_rows(writing.connection, AnnotationRow, among(AnnotationRow.id, wanted)):
        ref = wanted[row.key["id"]]
        rows = [*pairs.get(ref.id, ()), row]
        writing.record("delete", ref.kind, ref.id, old=_for_the_log(row.old or {}, None), rows=rows)
