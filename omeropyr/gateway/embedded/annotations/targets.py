"""What annotations can be put on, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from omeropyr.errors import Conflict, Forbidden, Invalid, NotFound
from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.people.persons import is_member, may_know
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Act
from omeropyr.gateway.embedded.schema import PARENT_COLUMNS, ExperimenterRow, GroupRow, MembershipRow
from omeropyr.gateway.embedded.targets import require_targets
from omeropyr.gateway.model import Kind, ObjectRef, Privilege

DIRECTORY = (Kind.EXPERIMENTER, Kind.GROUP)
"""Nobody owns these: people annotate themselves, leaders their groups, administrators both."""


@dataclass(frozen=True, slots=True)
class Annotatable:
    """Objects that the user may annotate, each once; `group_id` is None for people, who are in no group alone."""

    refs: Sequence[ObjectRef]
    group_id: int | None

    def require_group(self, group_id: int) -> None:
        """Raises Conflict."""
        if self.group_id not in (None, group_id):
            raise Conflict(f"{_named(self.refs[0])} is in another group; only data of one group go together.")


def _named(ref: ObjectRef) -> str:
    return f"{ref.kind} {ref.id}"


def annotatable(writing: Writing, refs: Sequence[ObjectRef]) -> Annotatable:
    """All of `refs`. Raises Invalid, NotFound, Forbidden, and Conflict if they are in several groups."""
    wanted = list(dict.fromkeys(refs))
    for ref in wanted:
        if ref.kind not in PARENT_COLUMNS:
            raise Invalid("targets", f"a {ref.kind} cannot be annotated")
    homes = [*_homes_of_owned(writing, wanted), *_homes_of_groups(writing, wanted)]
    for ref in wanted:
        if ref.kind is Kind.EXPERIMENTER:
            _require_person(writing, ref.id)
    for ref, group_id in homes:
        Annotatable([ref], group_id).require_group(homes[0][1])
    return Annotatable(wanted, homes[0][1] if homes else None)


def _homes_of_owned(writing: Writing, refs: Sequence[ObjectRef]) -> list[tuple[ObjectRef, int]]:
    owned = [ref for ref in refs if ref.kind not in DIRECTORY]
    if refs and not owned:
        return []
    targets = require_targets(writing.connection, writing.viewer, owned)
    return [(target.ref, target.require(Act.ANNOTATE).group_id) for target in targets]


def _homes_of_groups(writing: Writing, refs: Sequence[ObjectRef]) -> list[tuple[ObjectRef, int]]:
    return [(ref, _own_group(writing, ref.id)) for ref in refs if ref.kind is Kind.GROUP]


def _own_group(writing: Writing, group_id: int) -> int:
    """A group that the user leads or administers. Raises NotFound, Forbidden."""
    viewer, here = writing.viewer, among(GroupRow.id, [group_id])
    belongs = writing.connection.scalar(select(is_member(viewer.user_id)).where(here))
    if belongs is None or not (belongs or viewer.is_admin):
        raise NotFound(Kind.GROUP, group_id)
    mine = select(MembershipRow.is_leader).where(
        MembershipRow.group_id == group_id, MembershipRow.user_id == viewer.user_id
    )
    if not (viewer.holds(Privilege.MODIFY_GROUP) or writing.connection.scalar(mine)):
        raise Forbidden(f"You may not annotate group {group_id}: you do not lead it.")
    return group_id


def _require_person(writing: Writing, user_id: int) -> None:
    """Oneself, or anybody for administrators. Raises NotFound, Forbidden."""
    viewer, person = writing.viewer, ExperimenterRow
    known = select(person.id).where(among(person.id, [user_id]), may_know(viewer, person.id))
    if writing.connection.scalar(known) is None:
        raise NotFound(Kind.EXPERIMENTER, user_id)
    if user_id != viewer.user_id and not viewer.holds(Privilege.MODIFY_USER):
        raise Forbidden("You may annotate no other person than yourself.")
