"""Who may see and do what: this page decides it for every table of the store, at the moment of asking.

On their own data people may do everything. On other people's data it depends on the group's level and on who asks:

| level          | member                                 | leader of the group                    |
|----------------|----------------------------------------|----------------------------------------|
| private        | nothing, not even see it               | see, edit, delete, give; no annotating, no mixing |
| read-only      | see                                    | see, annotate, edit, delete, link, give |
| read-annotate  | see, annotate                          | see, annotate, edit, delete, link, give |
| read-write     | see, annotate, edit, delete, link      | see, annotate, edit, delete, link, give |

An administrator sees everything in every group, and does to the data of others what their privileges say, beside what
they may as a member or leader: WriteOwned is annotating, editing and linking, DeleteOwned deleting, Chgrp moving to
another group, Chown giving away. Files want the privilege for their kind of file as well. Nobody annotates or links
the data of others in a private group.

Who is not a member of the object's group sees nothing of it, not even their own, unless administrator. Moving to
another group is for the owner and administrators, giving away for leaders and administrators.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Flag, auto
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Integer, and_, bindparam, literal, or_, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from omeropyr.gateway.embedded.hiding import is_shown
from omeropyr.gateway.embedded.schema import GroupRow, MembershipRow
from omeropyr.gateway.embedded.statements import AnySelect
from omeropyr.gateway.model import Kind, PermissionLevel, Privilege, Rights


class Act(Flag):
    """What somebody may do to the data of another."""

    SEE = auto()
    ANNOTATE = auto()
    EDIT = auto()
    DELETE = auto()
    LINK = auto()
    MOVE = auto()
    """To another group."""
    GIVE = auto()
    """To another owner."""


NOTHING = Act(0)
EVERYTHING = Act.SEE | Act.ANNOTATE | Act.EDIT | Act.DELETE | Act.LINK
OWN = EVERYTHING | Act.MOVE
"""What everybody may do to their own data."""
MIXING = Act.ANNOTATE | Act.LINK
"""What ties the data of two people together: never in a private group."""

MEMBER = {
    PermissionLevel.PRIVATE: NOTHING,
    PermissionLevel.READ_ONLY: Act.SEE,
    PermissionLevel.READ_ANNOTATE: Act.SEE | Act.ANNOTATE,
    PermissionLevel.READ_WRITE: EVERYTHING,
}
LEADER = {
    PermissionLevel.PRIVATE: (EVERYTHING & ~MIXING) | Act.GIVE,
    PermissionLevel.READ_ONLY: EVERYTHING | Act.GIVE,
    PermissionLevel.READ_ANNOTATE: EVERYTHING | Act.GIVE,
    PermissionLevel.READ_WRITE: EVERYTHING | Act.GIVE,
}
SEEN_BY_MEMBERS = [level for level, acts in MEMBER.items() if Act.SEE in acts]

WRITING = Act.ANNOTATE | Act.EDIT | Act.LINK
ADMINISTRATOR = {
    Privilege.WRITE_OWNED: WRITING,
    Privilege.DELETE_OWNED: Act.DELETE,
    Privilege.CHGRP: Act.MOVE,
    Privilege.CHOWN: Act.GIVE,
}
"""What each privilege lets an administrator do to the data of others."""
FILES: Mapping[Kind | None, Mapping[Privilege, Act]] = {
    Kind.ORIGINAL_FILE: {Privilege.WRITE_FILE: WRITING, Privilege.DELETE_FILE: Act.DELETE},
    Kind.FILESET: {Privilege.WRITE_MANAGED_REPO: WRITING, Privilege.DELETE_MANAGED_REPO: Act.DELETE},
}
"""Without these privileges an administrator may not do this to files of that kind, whatever else they hold."""

ALL_PRIVILEGES = frozenset(Privilege)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks. `privileges` are those of an administrator; `actor_id` is who acts in the name of the user."""

    user_id: int
    is_admin: bool
    privileges: frozenset[Privilege] = frozenset()
    actor_id: int | None = None

    def holds(self, privilege: Privilege) -> bool:
        return self.is_admin and privilege in self.privileges


VIEWER_ID = "viewer_id"


@cache
def any_viewer(is_admin: bool) -> Viewer:
    """Stands for whoever asks in statements that are built once; their user id is bound as VIEWER_ID.

    What is seen depends on nothing else: all administrators see the same, whatever their privileges.
    """
    return Viewer(cast(int, bindparam(VIEWER_ID, type_=Integer)), is_admin)


def acts_on(viewer: Viewer, *, owner_id: int, level: str, leads: bool | None, kind: Kind | None = None) -> Act:
    """What `viewer` may do to the data of `owner_id` in a group of this level.

    `leads` is whether they lead that group, None if they are not in it (which only administrators ask about).
    """
    own = OWN if owner_id == viewer.user_id else NOTHING
    permission = PermissionLevel(level)
    return own | _by_membership(permission, leads) | _by_privilege(viewer, permission, kind)


def _by_membership(level: PermissionLevel, leads: bool | None) -> Act:
    if leads is None:
        return NOTHING
    return LEADER[level] if leads else MEMBER[level]


def _by_privilege(viewer: Viewer, level: PermissionLevel, kind: Kind | None) -> Act:
    if not viewer.is_admin:
        return NOTHING
    acts = Act.SEE
    for privilege, given in ADMINISTRATOR.items():
        acts |= given if privilege in viewer.privileges else NOTHING
    for privilege, wanting in FILES.get(kind, {}).items():
        acts &= ~(NOTHING if privilege in viewer.privileges else wanting)
    return acts & ~MIXING if level is PermissionLevel.PRIVATE else acts


def acts_for(viewer: Viewer, row: Any, kind: Kind | None = None) -> Act:
    """For a row with `owner_id` and the `level` and `leads` of `Sight`."""
    return acts_on(viewer, owner_id=row.owner_id, level=row.level, leads=row.leads, kind=kind)


def rights_on(viewer: Viewer, *, owner_id: int, level: str, leads: bool | None, kind: Kind | None = None) -> Rights:
    return rights_of_acts(acts_on(viewer, owner_id=owner_id, level=level, leads=leads, kind=kind))


def rights_of_acts(acts: Act) -> Rights:
    return Rights(
        can_annotate=Act.ANNOTATE in acts,
        can_edit=Act.EDIT in acts,
        can_delete=Act.DELETE in acts,
        can_link=Act.LINK in acts,
        can_chgrp=Act.MOVE in acts,
        can_chown=Act.GIVE in acts,
    )


def can_see(
    viewer: Viewer, owner_id: ColumnElement[int] | InstrumentedAttribute[int], level: Any, leads: Any
) -> ColumnElement[bool]:
    """The same decision as SQL, for a row of a group that `viewer` is a member of."""
    if viewer.is_admin:
        return true()
    # (bound one by one: a list of values would be written out anew whenever the statement is used)
    return or_(level.in_([literal(one, level.type) for one in SEEN_BY_MEMBERS]), leads, owner_id == viewer.user_id)


class Sight:
    """How one user sees the rows of one table: every query of owned things goes through `restrict`.

    `level` and `leads` are columns to select beside each row, for `acts_on` and `rights_on`; `leads` is NULL in groups
    that an administrator is not in.
    """

    def __init__(self, viewer: Viewer, thing: Any) -> None:
        group, membership = aliased(GroupRow), aliased(MembershipRow)
        self._viewer, self._thing, self._group, self._membership = viewer, thing, group, membership
        self.level = group.level.label("level")
        self.leads = membership.is_leader.label("leads")

    def restrict(self, statement: AnySelect) -> AnySelect:
        """Joins each row's group and the viewer's membership, and keeps the rows that the viewer may see.

        What is on its way into the trash nobody sees.
        """
        membership = self._membership
        mine = and_(membership.group_id == self._thing.group_id, membership.user_id == self._viewer.user_id)
        return (
            statement.join(self._group, self._group.id == self._thing.group_id)
            .join(membership, mine, isouter=self._viewer.is_admin)
            .where(self.sees(self._thing.owner_id), is_shown(self._thing))
        )

    def sees(self, owner_id: Any) -> ColumnElement[bool]:
        """Whether the viewer sees another row of the same group."""
        return can_see(self._viewer, owner_id, self._group.level, self._membership.is_leader)

    def sees_row(self, other: Any) -> ColumnElement[bool]:
        """The same for a row of another table, which may be hidden."""
        return and_(self.sees(other.owner_id), is_shown(other))
