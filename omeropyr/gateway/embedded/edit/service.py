"""Changes to the tree: made at once, or planned and then done by a job."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import select

from omeropyr.errors import Invalid
from omeropyr.gateway.embedded.access import Access, Writing
from omeropyr.gateway.embedded.edit.channels import name_channels
from omeropyr.gateway.embedded.edit.containers import link_pair, unlink_pair
from omeropyr.gateway.embedded.edit.links import CONTAINERS, Pair
from omeropyr.gateway.embedded.history.rowchanges import insert_row, update_row
from omeropyr.gateway.embedded.history.titles import named
from omeropyr.gateway.embedded.jobs.service import EmbeddedJobs
from omeropyr.gateway.embedded.rights import Act, Viewer
from omeropyr.gateway.embedded.schema import AnnotationRow, ExperimenterRow, sort_key
from omeropyr.gateway.embedded.targets import TABLES, require_group, require_owner, require_targets
from omeropyr.gateway.embedded.texts import checked_name, checked_text
from omeropyr.gateway.embedded.trash.deleting import DELETABLE, DeleteRequest, plan_delete, require_kinds
from omeropyr.gateway.embedded.trash.details import Cut, left_behind, objects_of
from omeropyr.gateway.embedded.trash.giving import GiveRequest, links_cut_by_giving, plan_give, require_user
from omeropyr.gateway.embedded.trash.moving import MOVABLE, MoveRequest, plan_move, require_target_group
from omeropyr.gateway.embedded.trash.plans import cut_links
from omeropyr.gateway.embedded.trash.selection import Selection, selecting
from omeropyr.gateway.model import Applied, Contents, Job, Kind, ObjectRef, Plan

Request = TypeVar("Request")

CREATED = (Kind.PROJECT, Kind.DATASET, Kind.SCREEN)
NAMED = (Kind.PROJECT, Kind.DATASET, Kind.IMAGE, Kind.SCREEN, Kind.PLATE, Kind.ACQUISITION, Kind.TAG, Kind.TAGSET)


class EmbeddedEdit:
    """See `port.Edit`."""

    def __init__(self, access: Access, jobs: EmbeddedJobs) -> None:
        self._access, self._jobs = access, jobs

    def create(
        self,
        kind: Kind,
        name: str,
        *,
        description: str = "",
        group_id: int | None = None,
        parent: ObjectRef | None = None,
        children: Sequence[ObjectRef] = (),
        owner_id: int | None = None,
    ) -> int:
        if kind not in CREATED:
            raise Invalid("kind", f"a {kind} cannot be made like this")
        above = None if parent is None else _pair(parent.kind, kind)
        below = [_pair(kind, child.kind) for child in children]
        values = {"name": checked_name(name), "description": checked_text("description", description)}
        with self._access.writing() as writing:
            relative = parent or (children[0] if children else None)
            group_id = _group_for(writing, group_id, relative)
            whose = {"owner_id": require_owner(writing, owner_id, group_id), "group_id": group_id}
            new = ObjectRef(kind, _insert(writing, kind, values, whose))
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

    def name_channels(self, image_ids: Sequence[int], names: Sequence[str]) -> Applied:
        checked = [checked_name(name) for name in names]
        with self._access.writing() as writing:
            return name_channels(writing, image_ids, checked)

    def link(self, parent: ObjectRef, children: Sequence[ObjectRef]) -> int:
        return self.link_all(_with_parent(parent, children))

    def unlink(self, parent: ObjectRef, children: Sequence[ObjectRef]) -> int:
        return self.unlink_all(_with_parent(parent, children))

    def link_all(self, links: Sequence[tuple[ObjectRef, ObjectRef]]) -> int:
        together = _by_parent(links)
        with self._access.writing() as writing:
            return sum(link_pair(writing, pair, parent, children) for pair, parent, children in together)

    def unlink_all(self, links: Sequence[tuple[ObjectRef, ObjectRef]]) -> int:
        together = _by_parent(links)
        with self._access.writing() as writing:
            return sum(unlink_pair(writing, pair, parent, children) for pair, parent, children in together)

    def plan_delete(self, refs: Sequence[ObjectRef], contents: Collection[Contents] = ()) -> Plan:
        return self._plan(plan_delete, DeleteRequest(refs, contents))

    def delete(self, refs: Sequence[ObjectRef], contents: Collection[Contents] = ()) -> Job:
        require_kinds(refs, DELETABLE, "deleted")
        self._require(refs, Act.DELETE)
        return self._jobs.start("delete", f"Delete {named(refs)}", DeleteRequest(refs, contents).as_json())

    def plan_move(self, refs: Sequence[ObjectRef], group_id: int, *, detailed: bool = False) -> Plan:
        return self._plan(plan_move, MoveRequest(refs, group_id), cut_links if detailed else None)

    def move(self, refs: Sequence[ObjectRef], group_id: int, *, parent: ObjectRef | None = None) -> Job:
        require_kinds(refs, MOVABLE, "moved to another group")
        with self._access.reading() as connection:
            require_target_group(connection, self._access.viewer, group_id)
        self._require(refs, Act.MOVE)
        if parent is not None:
            self._require([parent], Act.LINK)
        title = f"Move {named(refs)} to group {group_id}"
        return self._jobs.start("move", title, MoveRequest(refs, group_id, parent).as_json())

    def plan_give(self, refs: Sequence[ObjectRef], owner_id: int, *, detailed: bool = False) -> Plan:
        cut = partial(links_cut_by_giving, owner_id=owner_id) if detailed else None
        return self._plan(plan_give, GiveRequest(refs, owner_id), cut)

    def give(self, refs: Sequence[ObjectRef], owner_id: int) -> Job:
        require_kinds(refs, MOVABLE, "given away")
        with self._access.reading() as connection:
            require_user(connection, owner_id)
        self._require(refs, Act.GIVE)
        return self._jobs.start("give", f"Give {named(refs)} to user {owner_id}", GiveRequest(refs, owner_id).as_json())

    def _plan(
        self,
        planned: Callable[[Selection, Viewer, Request], Plan],
        request: Request,
        cut: Callable[[Selection], Cut] | None = None,
    ) -> Plan:
        """`cut` says which links would be cut, for a plan with all details."""
        viewer = self._access.viewer
        with self._access.reading() as connection, selecting(connection) as chosen:
            plan = planned(chosen, viewer, request)
            if cut is None:
                return plan
            return replace(plan, objects=objects_of(chosen), left_behind=left_behind(chosen, viewer, cut(chosen)))

    def _require(self, refs: Sequence[ObjectRef], act: Act) -> None:
        with self._access.reading() as connection:
            for target in require_targets(connection, self._access.viewer, refs):
                target.require(act)

    def _change(self, ref: ObjectRef, action: str, values: dict[str, Any]) -> None:
        """Set columns of one object and log what they were before."""
        if ref.kind not in NAMED:
            raise Invalid("kind", f"a {ref.kind} has no name or description of its own")
        with self._access.writing() as writing:
            (target,) = require_targets(writing.connection, writing.viewer, [ref])
            target.require(Act.EDIT)
            row = update_row(writing.connection, TABLES[ref.kind], ref.id, values)
            writing.record(action, ref.kind, ref.id, old=dict(row.old or {}), new=values, rows=[row])


def _pair(parent: Kind, child: Kind) -> Pair:
    pair = CONTAINERS.get((parent, child))
    if pair is None:
        raise Invalid("parent", f"a {parent} cannot hold a {child}")
    return pair


def _with_parent(parent: ObjectRef, children: Sequence[ObjectRef]) -> list[tuple[ObjectRef, ObjectRef]]:
    if not children:
        raise Invalid("children", "at least one object must be named")
    return [(parent, child) for child in children]


def _by_parent(links: Sequence[tuple[ObjectRef, ObjectRef]]) -> list[tuple[Pair, ObjectRef, list[ObjectRef]]]:
    """Each parent with its children of one kind. Raises Invalid for what cannot be linked."""
    together: dict[tuple[ObjectRef, Kind], list[ObjectRef]] = {}
    for parent, child in links:
        together.setdefault((parent, child.kind), []).append(child)
    return [(_pair(parent.kind, kind), parent, children) for (parent, kind), children in together.items()]


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


def _insert(writing: Writing, kind: Kind, values: dict[str, Any], whose: dict[str, int]) -> int:
    made, row = insert_row(writing.connection, TABLES[kind], {**values, **whose})
    writing.record("create", kind, made, new=values, rows=[row])
    return made
