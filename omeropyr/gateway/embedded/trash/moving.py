"""Moving to another group: the plan, and the same done."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, exists, select
from sqlalchemy.orm import aliased

from omeropyr.errors import Conflict
from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.edit.containers import link_pair
from omeropyr.gateway.embedded.edit.links import CONTAINERS
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Act, Viewer
from omeropyr.gateway.embedded.schema import USER_GROUP, GroupRow, ImportRow
from omeropyr.gateway.embedded.targets import require_group, require_targets
from omeropyr.gateway.embedded.trash import graph
from omeropyr.gateway.embedded.trash.archive import Archive
from omeropyr.gateway.embedded.trash.bulk import derived_at_the_end
from omeropyr.gateway.embedded.trash.closure import Closure
from omeropyr.gateway.embedded.trash.deleting import (
    new_archive,
    raise_refusals,
    refs_from_json,
    refs_to_json,
    require_kinds,
    right_refusals,
)
from omeropyr.gateway.embedded.trash.owners import Owner, members_among, name_of_user, owners_allowing
from omeropyr.gateway.embedded.trash.plans import cut_links, make_plan, owners_of, split_refusals
from omeropyr.gateway.embedded.trash.selection import Selection, selecting
from omeropyr.gateway.model import Contents, Kind, ObjectRef, Plan, Privilege, Refusal

MOVABLE = frozenset((Kind.PROJECT, Kind.DATASET, Kind.IMAGE, Kind.SCREEN, Kind.PLATE, Kind.FILESET))


@dataclass(frozen=True, slots=True)
class MoveRequest:
    """`parent` is a container in the group for the objects that it can hold."""

    refs: Sequence[ObjectRef]
    group_id: int
    parent: ObjectRef | None = None

    def as_json(self) -> dict[str, Any]:
        parent = None if self.parent is None else refs_to_json([self.parent])[0]
        return {"refs": refs_to_json(self.refs), "group_id": self.group_id, "parent": parent}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> MoveRequest:
        parent = values["parent"]
        return cls(
            refs_from_json(values["refs"]), values["group_id"], None if parent is None else refs_from_json([parent])[0]
        )


def plan_move(chosen: Selection, viewer: Viewer, request: MoveRequest) -> Plan:
    """Fill `chosen` with all that goes. Raises NotFound, Invalid, Forbidden."""
    require_kinds(request.refs, MOVABLE, "moved to another group")
    connection = chosen.connection
    require_target_group(connection, viewer, request.group_id)
    refusals = list(right_refusals(connection, viewer, request.refs, Act.MOVE))
    refusals += _owner_refusals(connection, viewer, request)

    def allowed(owners: Iterable[Owner]) -> Collection[Owner]:
        found = owners_allowing(connection, viewer, Act.MOVE, owners)
        members = members_among(connection, {owner_id for owner_id, _ in found}, request.group_id)
        return [owner for owner in found if owner[0] in members]

    closure = Closure(chosen, allowed)
    closure.name(request.refs)
    closure.add_contents(plates_whole=True)
    closure.add_filesets()
    closure.add_annotations(frozenset(Contents))
    refusals += split_refusals(closure, "move")
    return make_plan(chosen, refusals, cut_links(chosen))


def require_target_group(connection: Connection, viewer: Viewer, group_id: int) -> None:
    """One's own groups, and with the privilege all others. Raises NotFound, Forbidden."""
    is_there = connection.scalar(select(GroupRow.id).where(among(GroupRow.id, [group_id]))) is not None
    if not (is_there and viewer.holds(Privilege.CHGRP) and group_id != USER_GROUP):
        require_group(connection, viewer, group_id)


def _owner_refusals(connection: Connection, viewer: Viewer, request: MoveRequest) -> Iterator[Refusal]:
    """Nobody's data go where they cannot see them, and nothing goes where it is."""
    targets = require_targets(connection, viewer, request.refs)
    members = members_among(connection, {target.owner_id for target in targets}, request.group_id)
    for target in targets:
        what = f"{target.ref.kind} {target.ref.id}"
        if target.group_id == request.group_id:
            yield Refusal(target.ref, f"{what.capitalize()} is in that group already.")
        elif target.owner_id not in members:
            name = name_of_user(connection, target.owner_id)
            yield Refusal(target.ref, f"{what.capitalize()} belongs to {name}, who is not in that group.")


def move_objects(writing: Writing, request: MoveRequest) -> tuple[int, Plan]:
    """(id of the archive that takes it back, what was moved). Raises Conflict with the reasons why not."""
    with selecting(writing.connection) as chosen:
        plan = plan_move(chosen, writing.viewer, request)
        raise_refusals(plan)
        # the link to the parent is an event of its own, and undone and redone by itself
        archive = new_archive(writing, owners_of(chosen), "move", replace(request, parent=None), plan)
        with derived_at_the_end(writing.connection, plan.included.get(Kind.IMAGE, 0)):
            for table, criterion in cut_links(chosen).items():
                archive.take(table, criterion)
            _drop_clashing_imports(archive, chosen, request.group_id)
            _change_group(archive, chosen, request.group_id)
    for ref in request.refs:
        writing.record("move", ref.kind, ref.id, new={"trash": archive.trash_id, "group": request.group_id})
    _put_into(writing, request)
    return archive.trash_id, plan


def _change_group(archive: Archive, chosen: Selection, group_id: int) -> None:
    """Of everything that belongs to a group, parts of other people included."""
    for table in graph.tables():
        if "group_id" in table.c and chosen.may_have(table):
            archive.change(table, chosen.rows_of(table) & (table.c.group_id != group_id), {"group_id": group_id})


def _drop_clashing_imports(archive: Archive, chosen: Selection, group_id: int) -> None:
    """Where the same files were imported to the same place there, one record is enough."""
    table: Any = ImportRow.__table__
    other = aliased(ImportRow)
    same = exists().where(
        other.group_id == group_id, other.target == table.c.target, other.fingerprint == table.c.fingerprint
    )
    archive.take(table, chosen.rows_of(table) & same)


def _put_into(writing: Writing, request: MoveRequest) -> None:
    """Raises NotFound, Forbidden, Conflict for a parent that cannot have them."""
    if request.parent is None:
        return
    (parent,) = require_targets(writing.connection, writing.viewer, [request.parent])
    if parent.group_id != request.group_id:
        raise Conflict(f"{parent.ref.kind.capitalize()} {parent.ref.id} is not in that group.")
    for kind in dict.fromkeys(ref.kind for ref in request.refs):
        pair = CONTAINERS.get((parent.ref.kind, kind))
        if pair is not None:
            link_pair(writing, pair, parent.ref, [ref for ref in request.refs if ref.kind is kind])
