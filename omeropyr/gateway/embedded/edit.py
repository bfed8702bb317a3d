"""Changes to the tree: create, rename, describe, link, unlink."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update

from omeropyr.errors import Invalid
from omeropyr.gateway.embedded.access import Access, Writing
from omeropyr.gateway.embedded.containers import link_pair, unlink_pair
from omeropyr.gateway.embedded.links import CONTAINERS, Pair
from omeropyr.gateway.embedded.rights import Act
from omeropyr.gateway.embedded.schema import AnnotationRow, ExperimenterRow, sort_key
from omeropyr.gateway.embedded.targets import TABLES, require_group, require_targets
from omeropyr.gateway.embedded.texts import checked_name, checked_text
from omeropyr.gateway.model import Kind, ObjectRef

CREATED = (Kind.PROJECT, Kind.DATASET, Kind.SCREEN)
NAMED = (Kind.PROJECT, Kind.DATASET, Kind.IMAGE, Kind.SCREEN, Kind.PLATE, Kind.ACQUISITION, Kind.TAG, Kind.TAGSET)


class EmbeddedEdit:
    """See `port.Edit`."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def create(
        self,
        kind: Kind,
        name: str,
        *,
        description: str = "",
        group_id: int | None = None,
        parent: ObjectRef | None = None,
        children: Sequence[ObjectRef] = (),
    ) -> int:
        if kind not in CREATED:
            raise Invalid("kind", f"a {kind} cannot be made like this")
        above = None if parent is None else _pair(parent.kind, kind)
        below = [_pair(kind, child.kind) for child in children]
        values = {"name": checked_name(name), "description": checked_text("description", description)}
        with self._access.writing() as writing:
            relative = parent or (children[0] if children else None)
            new = ObjectRef(kind, _insert(writing, kind, values, _group_for(writing, group_id, relative)))
            if parent is not None and above is not None:
                link_pair(writing, above, parent, [new])
            if below:
                link_pair(writing, below[0], new, children)
            return new.id

    def rename(self, ref: ObjectRef, name: str) -> None:
        checked = checked_name(name)
        if TABLES.get(ref.kind) is AnnotationRow:
            self._change(ref, "rename", {"text": checked})
        else:
            self._change(ref, "rename", {"name": checked, "sort_name": sort_key(checked)})

    def describe(self, ref: ObjectRef, description: str) -> None:
        self._change(ref, "describe", {"description": checked_text("description", description)})

    def link(self, parent: ObjectRef, children: Sequence[ObjectRef]) -> int:
        pair = _pair_of(parent, children)
        with self._access.writing() as writing:
            return link_pair(writing, pair, parent, children)

    def unlink(self, parent: ObjectRef, children: Sequence[ObjectRef]) -> int:
        pair = _pair_of(parent, children)
        with self._access.writing() as writing:
            return unlink_pair(writing, pair, parent, children)

    def _change(self, ref: ObjectRef, action: str, values: dict[str, Any]) -> None:
        """Set columns of one object and log what they were before."""
        if ref.kind not in NAMED:
            raise Invalid("kind", f"a {ref.kind} has no name or description of its own")
        with self._access.writing() as writing:
            (target,) = require_targets(writing.connection, writing.viewer, [ref])
            target.require(Act.EDIT)
            table = TABLES[ref.kind]
            columns = [getattr(table, name) for name in values]
            old = writing.connection.execute(select(*columns).where(table.id == ref.id)).one()
            writing.connection.execute(update(table).where(table.id == ref.id).values(values))
            writing.record(action, ref.kind, ref.id, old=dict(old._mapping), new=values)


def _pair(parent: Kind, child: Kind) -> Pair:
    pair = CONTAINERS.get((parent, child))
    if pair is None:
        raise Invalid("parent", f"a {parent} cannot hold a {child}")
    return pair


def _pair_of(parent: ObjectRef, children: Sequence[ObjectRef]) -> Pair:
    if not children:
        raise Invalid("children", "at least one object must be named")
    pairs = [_pair(parent.kind, child.kind) for child in children]
    return pairs[0]


def _group_for(writing: Writing, group_id: int | None, relative: ObjectRef | None) -> int:
    """The group of a parent or child, else the one asked for, else the user's default group."""
    connection, viewer = writing.connection, writing.viewer
    if relative is not None:
        (target,) = require_targets(connection, viewer, [relative])
        return target.group_id
    if group_id is None:
        default = select(ExperimenterRow.default_group_id).where(ExperimenterRow.id == viewer.user_id)
        group_id = connection.execute(default).scalar_one()
    return require_group(connection, viewer, group_id)


def _insert(writing: Writing, kind: Kind, values: dict[str, Any], group_id: int) -> int:
    table = TABLES[kind]
    row = {**values, "owner_id": writing.viewer.user_id, "group_id": group_id}
    made: int = writing.connection.execute(insert(table).values(row).returning(table.id)).scalar_one()
    writing.record("create", kind, made, new=values)
    return made
