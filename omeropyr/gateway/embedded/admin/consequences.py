"""What another permission level means for the people of a group, in sentences made from the table of rights."""

from __future__ import annotations

from collections.abc import Mapping

from omeropyr.gateway.embedded.rights import LEADER, MEMBER, Act
from omeropyr.gateway.model import PermissionLevel

WORDS = {
    Act.SEE: "see the data of other members, and who is in the group",
    Act.ANNOTATE: "annotate the data of other members",
    Act.EDIT: "edit the data of other members",
    Act.LINK: "link the data of other members",
    Act.DELETE: "delete the data of other members",
}
"""In the order in which they are told."""
LEVEL_NAMES = {
    PermissionLevel.PRIVATE: "private",
    PermissionLevel.READ_ONLY: "read-only",
    PermissionLevel.READ_ANNOTATE: "read-annotate",
    PermissionLevel.READ_WRITE: "read-write",
}


def gained(old: PermissionLevel, new: PermissionLevel) -> tuple[str, ...]:
    """`Members can ...`, for what members and leaders can do under `new` and could not under `old`."""
    return _told("Members", MEMBER, new, old, "can") + _told("Leaders", LEADER, new, old, "can")


def lost(old: PermissionLevel, new: PermissionLevel) -> tuple[str, ...]:
    return _told("Members", MEMBER, old, new, "can no longer") + _told("Leaders", LEADER, old, new, "can no longer")


def _told(
    who: str, table: Mapping[PermissionLevel, Act], more: PermissionLevel, less: PermissionLevel, verb: str
) -> tuple[str, ...]:
    difference = table[more] & ~table[less]
    return tuple(f"{who} {verb} {deed}." for act, deed in WORDS.items() if act in difference)
