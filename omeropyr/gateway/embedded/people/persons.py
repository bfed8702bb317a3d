"""Queries about people: the columns that make an Experimenter, and who may know of whom."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlalchemy.orm import aliased

from omeropyr.gateway.embedded.rights import SEEN_BY_MEMBERS, Viewer
from omeropyr.gateway.embedded.schema import (
    SYSTEM_GROUP,
    USER_GROUP,
    ExperimenterRow,
    GroupRow,
    MembershipRow,
)

PERSON = ("id", "ome_name", "first_name", "middle_name", "last_name", "email", "institution")


def person_columns(person: Any = ExperimenterRow, prefix: str = "") -> list[ColumnElement[Any]]:
    """The columns that `rows.experimenter` reads; `prefix` keeps several people in one row apart."""
    admin = exists().where(MembershipRow.user_id == person.id, MembershipRow.group_id == SYSTEM_GROUP)
    admin = admin.correlate_except(MembershipRow)
    return [*(getattr(person, name).label(f"{prefix}{name}") for name in PERSON), admin.label(f"{prefix}is_admin")]


def may_know(viewer: Viewer, person_id: Any) -> ColumnElement[bool]:
    """Oneself and those one shares a group with; members of a private group do not know of each other."""
    if viewer.is_admin:
        return true()
    mine, theirs = aliased(MembershipRow), aliased(MembershipRow)
    shared = (
        select(theirs.user_id)
        .join(mine, and_(mine.group_id == theirs.group_id, mine.user_id == viewer.user_id))
        .join(GroupRow, GroupRow.id == theirs.group_id)
        .where(GroupRow.id != USER_GROUP, or_(GroupRow.level.in_(SEEN_BY_MEMBERS), mine.is_leader))
    )
    return or_(person_id == viewer.user_id, person_id.in_(shared))


def is_member(user_id: Any, group_id: Any = GroupRow.id) -> ColumnElement[bool]:
    return exists().where(MembershipRow.group_id == group_id, MembershipRow.user_id == user_id)
