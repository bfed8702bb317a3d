"""What administrators see and set: accounts, groups, sessions, space."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from omeropyr.gateway.model.people import Experimenter, Group, PermissionLevel, Privilege


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    group: Group
    is_leader: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One person with everything the user form shows. `is_active`: may sign in."""

    person: Experimenter
    is_active: bool
    memberships: tuple[Membership, ...]
    default_group_id: int
    privileges: frozenset[Privilege] = frozenset()
    ldap_dn: str | None = None
    has_photo: bool = False
    last_login_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountForm:
    """What is set of a person; None leaves a value of an existing account alone.

    `groups` are all groups but the system ones, as (group id, is leader). `privileges` None: not touched.
    """

    ome_name: str | None = None
    first_name: str | None = None
    middle_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    institution: str | None = None
    is_active: bool | None = None
    is_admin: bool | None = None
    groups: tuple[tuple[int, bool], ...] | None = None
    default_group_id: int | None = None
    privileges: frozenset[Privilege] | None = None
    password: str | None = field(default=None, repr=False)
    """For new accounts; afterwards `Admin.set_password`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDetails:
    """A group with everybody in it; `member_ids` contains `leader_ids`."""

    group: Group
    member_ids: tuple[int, ...]
    leader_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupForm:
    """None leaves a value of an existing group alone. Leaders become members by themselves."""

    name: str | None = None
    description: str | None = None
    level: PermissionLevel | None = None
    member_ids: tuple[int, ...] | None = None
    leader_ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelChange:
    """A dry run of another permission level: what members gain or lose, in sentences, and what would be cut."""

    group_id: int
    level: PermissionLevel
    gains: tuple[str, ...]
    losses: tuple[str, ...]
    links_cut: int
    refusals: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """Somebody who is signed in; its key is never shown."""

    id: int
    user: Experimenter
    agent: str
    client_ip: str | None
    created_at: datetime
    used_at: datetime


@dataclass(frozen=True, slots=True)
class SpaceUse:
    """Bytes of original files and pixels of one owner in one group."""

    user_id: int
    group_id: int
    bytes: int
    files: int
