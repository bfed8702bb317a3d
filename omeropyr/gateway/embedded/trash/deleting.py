"""Deleting: the plan, and the same done, into the trash."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, false, func, insert, select

from omeropyr.errors import Conflict, Forbidden, Invalid
from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.history.titles import named
from omeropyr.gateway.embedded.rights import Act, Viewer
from omeropyr.gateway.embedded.schema import TrashRow, now
from omeropyr.gateway.embedded.targets import TABLES, require_targets
from omeropyr.gateway.embedded.trash import graph
from omeropyr.gateway.embedded.trash.archive import Archive
from omeropyr.gateway.embedded.trash.bulk import derived_at_the_end
from omeropyr.gateway.embedded.trash.closure import Closure
from omeropyr.gateway.embedded.trash.files import list_files
from omeropyr.gateway.embedded.trash.hidden import Way
from omeropyr.gateway.embedded.trash.owners import owners_allowing
from omeropyr.gateway.embedded.trash.plans import cut_links, make_plan, owners_of, split_refusals
from omeropyr.gateway.embedded.trash.selection import Selection, selecting
from omeropyr.gateway.model import Contents, Kind, ObjectRef, Plan, Refusal

DELETABLE = frozenset(TABLES) - {Kind.ORIGINAL_FILE}
MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class DeleteRequest:
    refs: Sequence[ObjectRef]
    contents: Collection[Contents]

    def as_json(self) -> dict[str, Any]:
        return {"refs": refs_to_json(self.refs), "contents": sorted(self.contents)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> DeleteRequest:
        return cls(refs_from_json(values["refs"]), frozenset(Contents(one) for one in values["contents"]))


def refs_to_json(refs: Sequence[ObjectRef]) -> list[list[Any]]:
    return [[ref.kind, ref.id] for ref in refs]


def refs_from_json(values: Sequence[Sequence[Any]]) -> list[ObjectRef]:
    return [ObjectRef(Kind(kind), object_id) for kind, object_id in values]


def require_kinds(refs: Sequence[ObjectRef], possible: Collection[Kind], verb: str) -> None:
    """Raises Invalid."""
    for ref in refs:
        if ref.kind not in possible:
            raise Invalid("kind", f"a {ref.kind} cannot be {verb} by itself")


def right_refusals(connection: Connection, viewer: Viewer, refs: Sequence[ObjectRef], act: Act) -> Iterator[Refusal]:
    """Those among `refs` that the user may not do `act` to. Raises NotFound."""
    for target in require_targets(connection, viewer, refs):
        try:
            target.require(act)
        except Forbidden as refused:
            yield Refusal(target.ref, str(refused))


def raise_refusals(plan: Plan) -> None:
    """Raises Conflict with the first reasons."""
    reasons = list(dict.fromkeys(refusal.reason for refusal in plan.refusals))
    if reasons:
        more = f" ({len(reasons) - MOST_TOLD} more)" if len(reasons) > MOST_TOLD else ""
        raise Conflict(" ".join(reasons[:MOST_TOLD]) + more)


def plan_delete(chosen: Selection, viewer: Viewer, request: DeleteRequest) -> Plan:
    """Fill `chosen` with all that goes. Raises NotFound, Invalid."""
    require_kinds(request.refs, DELETABLE, "deleted")
    connection = chosen.connection
    refusals = list(right_refusals(connection, viewer, request.refs, Act.DELETE))
    closure = Closure(chosen, partial(owners_allowing, connection, viewer, Act.DELETE))
    closure.name(request.refs)
    if Contents.CHILDREN in request.contents:
        closure.add_contents()
    closure.add_attachments()
    closure.add_filesets()
    closure.add_annotations(request.contents)
    refusals += split_refusals(closure, "delete")
    return make_plan(chosen, refusals, cut_links(chosen))


def delete_objects(writing: Writing, request: DeleteRequest) -> tuple[int, Plan]:
    """(id of the new trash, what is in it). Raises Conflict with the reasons why not."""
    with selecting(writing.connection) as chosen:
        plan = plan_delete(chosen, writing.viewer, request)
        raise_refusals(plan)
        archive = new_archive(writing, owners_of(chosen), "delete", request, plan)
        list_files(archive, chosen)
        with derived_at_the_end(writing.connection, plan.included.get(Kind.IMAGE, 0)):
            let_go(archive, chosen)
            _take_away(archive, chosen)
    record_delete(writing, request, archive.trash_id)
    return archive.trash_id, plan


def record_delete(writing: Writing, request: DeleteRequest, trash_id: int) -> None:
    for ref in request.refs:
        writing.record("delete", ref.kind, ref.id, new={"trash": trash_id})


def new_archive(
    writing: Writing,
    owners: Sequence[Sequence[int]],
    act: str,
    request: Any,
    plan: Plan,
    *,
    way: Way | None = None,
    job_id: int | None = None,
) -> Archive:
    """Empty; with a `way` it is going to be filled by later steps of a job."""
    lifetime = writing.store.trash_lifetime
    values = {
        "owner_id": writing.viewer.user_id,
        "act": act,
        "title": _title(writing.connection, request.refs),
        "expires_at": None if lifetime is None else now() + lifetime,
        "included": dict(plan.included),
        "owners": [list(pair) for pair in owners],
        "bytes": plan.bytes,
        "request": request.as_json(),
        "way": way,
        "job_id": job_id,
    }
    made = writing.connection.execute(insert(TrashRow).values(values).returning(TrashRow.id)).scalar_one()
    return Archive(writing.connection, made, writing.checkpoint)


def _title(connection: Connection, refs: Sequence[ObjectRef]) -> str:
    """With its name, where there is one object that has a name."""
    words = named(refs)
    words = words[:1].upper() + words[1:]
    table = TABLES[refs[0].kind].__table__
    column = table.c.get("name", table.c.get("text"))
    if len(set(refs)) > 1 or column is None:
        return words
    name = connection.execute(select(column).where(table.c.id == refs[0].id)).scalar_one()
    return f"{words}: {name}" if name else words


def let_go(archive: Archive, chosen: Selection) -> None:
    """What stays and refers to something that goes, refers to nothing from now on."""
    for parent in graph.tables():
        for key in graph.loose_ends(parent) if chosen.may_have(parent) else ():
            stays = ~func.coalesce(chosen.rows_of(key.child), false())
            archive.change(
                key.child, chosen.has(parent, key.columns[0]) & stays, {column.name: None for column in key.columns}
            )


def _take_away(archive: Archive, chosen: Selection) -> None:
    """All is written down before anything is deleted, since parts are found by what they belong to."""
    going = [(table, criterion) for table, criterion in _rows(chosen) if archive.write(table, criterion)]
    for table, criterion in reversed(going):
        archive.connection.execute(delete(table).where(criterion))


def _rows(chosen: Selection) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    for table in graph.tables():
        if chosen.may_have(table):
            yield table, chosen.rows_of(table)
