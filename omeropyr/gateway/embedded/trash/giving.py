"""Changing the owner: the plan, and the same done.

Who gets a dataset gets what is in it, whoever it belonged to, with its files and links. What people said of it remains
theirs, except what its former owners said: their tags, comments, regions and settings go along if they are about
nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, exists, false, or_, select

from omeropyr.errors import NotFound
from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Act, Viewer
from omeropyr.gateway.embedded.schema import ExperimenterRow, GroupRow
from omeropyr.gateway.embedded.targets import require_targets
from omeropyr.gateway.embedded.trash import graph
from omeropyr.gateway.embedded.trash.archive import Archive
from omeropyr.gateway.embedded.trash.bulk import derived_at_the_end
from omeropyr.gateway.embedded.trash.closure import NOTE_LINKS, Closure
from omeropyr.gateway.embedded.trash.deleting import (
    new_archive,
    raise_refusals,
    refs_from_json,
    refs_to_json,
    require_kinds,
    right_refusals,
)
from omeropyr.gateway.embedded.trash.moving import MOVABLE
from omeropyr.gateway.embedded.trash.obstacles import unique_columns
from omeropyr.gateway.embedded.trash.owners import members_among, name_of_user, owners_allowing
from omeropyr.gateway.embedded.trash.plans import cut_links, make_plan, owners_of, split_refusals
from omeropyr.gateway.embedded.trash.selection import Selection, selecting
from omeropyr.gateway.model import Contents, Kind, ObjectRef, PermissionLevel, Plan, Refusal

PERSONAL = frozenset(("annotation", "annotation_link", "tagset_tag", "roi", "rendering_def", "original_file"))
"""What somebody says of data, and attaches to them; it remains theirs unless the data were theirs too."""


@dataclass(frozen=True, slots=True)
class GiveRequest:
    refs: Sequence[ObjectRef]
    owner_id: int

    def as_json(self) -> dict[str, Any]:
        return {"refs": refs_to_json(self.refs), "owner_id": self.owner_id}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> GiveRequest:
        return cls(refs_from_json(values["refs"]), values["owner_id"])


def plan_give(chosen: Selection, viewer: Viewer, request: GiveRequest) -> Plan:
    """Fill `chosen` with all that goes. Raises NotFound, Invalid."""
    require_kinds(request.refs, MOVABLE, "given away")
    connection = chosen.connection
    require_user(connection, request.owner_id)
    refusals = list(right_refusals(connection, viewer, request.refs, Act.GIVE))
    refusals += _member_refusals(connection, viewer, request)
    closure = Closure(chosen, partial(owners_allowing, connection, viewer, Act.GIVE))
    closure.name(request.refs)
    closure.add_contents(plates_whole=True)
    closure.add_filesets()
    closure.add_annotations(frozenset(Contents))
    refusals += split_refusals(closure, "give away")
    return make_plan(chosen, refusals, links_cut_by_giving(chosen, request.owner_id))


def require_user(connection: Connection, user_id: int) -> None:
    """Raises NotFound."""
    if connection.scalar(select(ExperimenterRow.id).where(among(ExperimenterRow.id, [user_id]))) is None:
        raise NotFound(Kind.EXPERIMENTER, user_id)


def _member_refusals(connection: Connection, viewer: Viewer, request: GiveRequest) -> Iterator[Refusal]:
    """Nobody gets what they cannot see."""
    for target in require_targets(connection, viewer, request.refs):
        if not members_among(connection, [request.owner_id], target.group_id):
            name = name_of_user(connection, request.owner_id)
            what = f"{target.ref.kind} {target.ref.id}"
            yield Refusal(target.ref, f"{name} is not in the group of {what} and could not see it.")


def links_cut_by_giving(chosen: Selection, owner_id: int) -> dict[Table, ColumnElement[bool]]:
    """Links to what stays with others, where the group does not let people mix their data.

    Containers and contents are mixed in read-write groups only, annotations in all but private ones.
    """
    cut = {}
    for table, criterion in cut_links(chosen).items():
        levels = set(PermissionLevel) - {PermissionLevel.READ_WRITE}
        if table in (NOTE_LINKS, graph.table_called("tagset_tag")):
            levels = {PermissionLevel.PRIVATE}
        strict = table.c.group_id.in_(select(GroupRow.id).where(GroupRow.level.in_(sorted(levels))))
        cut[table] = and_(criterion, strict, or_(false(), *_ends_of_others(chosen, table, owner_id)))
    return cut


def _ends_of_others(chosen: Selection, table: Table, owner_id: int) -> Iterator[ColumnElement[bool]]:
    for key in graph.parts(table):
        column, end = key.columns[0], key.parent
        theirs = select(end.c.id).where(end.c.owner_id != owner_id)
        yield column.is_not(None) & ~chosen.has(end, column) & column.in_(theirs)


def give_objects(writing: Writing, request: GiveRequest) -> tuple[int, Plan]:
    """(id of the archive that takes it back, what was given). Raises Conflict with the reasons why not."""
    with selecting(writing.connection) as chosen:
        plan = plan_give(chosen, writing.viewer, request)
        raise_refusals(plan)
        archive = new_archive(writing, owners_of(chosen), "give", request, plan)
        with derived_at_the_end(writing.connection, plan.included.get(Kind.IMAGE, 0)):
            for table, criterion in links_cut_by_giving(chosen, request.owner_id).items():
                archive.take(table, criterion)
            _change_owner(archive, chosen, request.owner_id)
    for ref in request.refs:
        writing.record("give", ref.kind, ref.id, new={"trash": archive.trash_id, "owner": request.owner_id})
    return archive.trash_id, plan


def _change_owner(archive: Archive, chosen: Selection, owner_id: int) -> None:
    former = _former_owners(chosen)
    for table in graph.tables():
        if graph.is_owned(table) and chosen.may_have(table):
            whose = table.c.owner_id.in_(former) if table.name in PERSONAL else table.c.owner_id != owner_id
            going = and_(chosen.rows_of(table), whose, table.c.owner_id != owner_id)
            archive.change(table, and_(going, ~_has_twin(table, owner_id)), {"owner_id": owner_id})


def _former_owners(chosen: Selection) -> list[int]:
    """Whose the objects themselves are."""
    owners: set[int] = set()
    for kind in MOVABLE:
        table = graph.table_called(kind)
        owners.update(
            chosen.connection.scalars(select(table.c.owner_id).where(chosen.has(table, table.c.id)).distinct())
        )
    return sorted(owners)


def _has_twin(table: Table, owner_id: int) -> ColumnElement[bool]:
    """Whether the new owner has such a row already, and may have but one: their own settings, their own link."""
    twins: list[ColumnElement[bool]] = [false()]
    for columns in unique_columns(table):
        names = [column.name for column in columns if column.name != "owner_id"]
        if len(names) < len(columns):
            other = table.alias()
            twins.append(exists().where(other.c.owner_id == owner_id, *(other.c[n] == table.c[n] for n in names)))
    return or_(*twins)
