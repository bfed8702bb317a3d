"""Who may see and do what: this page decides it for every table of the store, at the moment of asking.

On their own data people may do everything. On other people's data it depends on the group's level and on who asks:

| level          | member                                 | leader of the group, administrator     |
|----------------|----------------------------------------|----------------------------------------|
| private        | nothing, not even see it               | see, edit, delete; no annotating, no mixing |
| read-only      | see                                    | see, annotate, edit, delete, link      |
| read-annotate  | see, annotate                          | see, annotate, edit, delete, link      |
| read-write     | see, annotate, edit, delete, link      | see, annotate, edit, delete, link      |

Who is not a member of the object's group sees nothing of it, not even their own, unless administrator. Moving to
another group is for the owner and administrators, giving away for leaders and administrators.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Integer, and_, bindparam, false, func, or_, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from omeropyr.gateway.embedded.schema import GroupRow, MembershipRow
from omeropyr.gateway.embedded.statements import AnySelect
from omeropyr.gateway.model import PermissionLevel, Rights


class Act(Flag):
    """What somebody may do to the data of another."""

    SEE = auto()
    ANNOTATE = auto()
    EDIT = auto()
    DELETE = auto()
    LINK = auto()


NOTHING = Act(0)
EVERYTHING = Act.SEE | Act.ANNOTATE | Act.EDIT | Act.DELETE | Act.LINK

MEMBER = {
    PermissionLevel.PRIVATE: NOTHING,
    PermissionLevel.READ_ONLY: Act.SEE,
    PermissionLevel.READ_ANNOTATE: Act.SEE | Act.ANNOTATE,
    PermissionLevel.READ_WRITE: EVERYTHING,
}
LEADER = {
    PermissionLevel.PRIVATE: Act.SEE | Act.EDIT | Act.DELETE,
    PermissionLevel.READ_ONLY: EVERYTHING,
    PermissionLevel.READ_ANNOTATE: EVERYTHING,
    PermissionLevel.READ_WRITE: EVERYTHING,
}
SEEN_BY_MEMBERS = [level for level, acts in MEMBER.items() if Act.SEE in acts]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks."""

    user_id: int
    is_admin: bool


VIEWER_ID = "viewer_id"


@cache
def any_viewer(is_admin: bool) -> Viewer:
    """Stands for whoever asks in statements that are built once; their user id is bound as VIEWER_ID."""
    return Viewer(cast(int, bindparam(VIEWER_ID, type_=Integer)), is_admin)


def acts_on(viewer: Viewer, *, owner_id: int, level: str, leads: bool) -> Act:
    """What `viewer`, who is a member of the group or an administrator, may do to the data of `owner_id`."""
    if owner_id == viewer.user_id:
        return EVERYTHING
    table = LEADER if leads or viewer.is_admin else MEMBER
    return table[PermissionLevel(level)]


def rights_on(viewer: Viewer, *, owner_id: int, level: str, leads: bool) -> Rights:
    acts = acts_on(viewer, owner_id=owner_id, level=level, leads=leads)
    return Rights(
        can_annotate=Act.ANNOTATE in acts,
        can_edit=Act.EDIT in acts,
        can_delete=Act.DELETE in acts,
        can_link=Act.LINK in acts,
        can_chgrp=viewer.is_admin or owner_id == viewer.user_id,
        can_chown=viewer.is_admin or leads,
    )


def can_see(
    viewer: Viewer, owner_id: ColumnElement[int] | InstrumentedAttribute[int], level: Any, leads: Any
) -> ColumnElement[bool]:
    """The same decision as SQL, for a row of a group that `viewer` is a member of."""
    if viewer.is_admin:
        return true()
    return or_(level.in_(SEEN_BY_MEMBERS), leads, owner_id == viewer.user_id)


class Sight:
    """How one user sees the rows of one table: every query of owned things goes through `restrict`.

    `level` and `leads` are columns to select beside each row, for `rights_on`.
    """

    def __init__(self, viewer: Viewer, thing: Any) -> None:
        group, membership = aliased(GroupRow), aliased(MembershipRow)
        self._viewer, self._thing, self._group, self._membership = viewer, thing, group, membership
        self.level = group.level.label("level")
        self.leads = func.coalesce(membership.is_leader, false()).label("leads")

    def restrict(self, statement: AnySelect) -> AnySelect:
        """Joins each row's group and the viewer's membership, and keeps the rows that the viewer may see."""
        membership = self._membership
        mine = and_(membership.group_id == self._thing.group_id, membership.user_id == self._viewer.user_id)
        return (
            statement.join(self._group, self._group.id == self._thing.group_id)
            .join(membership, mine, isouter=self._viewer.is_admin)
            .where(self.sees(self._thing.owner_id))
        )

    def sees(self, owner_id: Any) -> ColumnElement[bool]:
        """Whether the viewer sees another row of the same group."""
        return can_see(self._viewer, owner_id, self._group.level, func.coalesce(self._membership.is_leader, false()))
