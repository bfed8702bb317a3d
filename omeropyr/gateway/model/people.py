"""People, their groups, and who a session is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class PermissionLevel(StrEnum):
    """The four permission levels of an OMERO group, spelled as OMERO's clients spell them."""

    PRIVATE = "rw----"
    READ_ONLY = "rwr---"
    READ_ANNOTATE = "rwra--"
    READ_WRITE = "rwrw--"


class Privilege(StrEnum):
    """What an administrator may hold, spelled as OMERO spells it. `READ_SESSION` marks a full administrator."""

    CHGRP = "Chgrp"
    CHOWN = "Chown"
    DELETE_FILE = "DeleteFile"
    DELETE_MANAGED_REPO = "DeleteManagedRepo"
    DELETE_OWNED = "DeleteOwned"
    DELETE_SCRIPT_REPO = "DeleteScriptRepo"
    MODIFY_GROUP = "ModifyGroup"
    MODIFY_GROUP_MEMBERSHIP = "ModifyGroupMembership"
    MODIFY_USER = "ModifyUser"
    READ_SESSION = "ReadSession"
    SUDO = "Sudo"
    WRITE_FILE = "WriteFile"
    WRITE_MANAGED_REPO = "WriteManagedRepo"
    WRITE_OWNED = "WriteOwned"
    WRITE_SCRIPT_REPO = "WriteScriptRepo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What the asking user may do with one object."""

    can_annotate: bool = False
    can_edit: bool = False
    can_delete: bool = False
    can_link: bool = False
    can_chgrp: bool = False
    can_chown: bool = False
    can_download: bool = True
    """Whether whoever sees it may have its files; a server may restrict that. The embedded store never does."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A login by name and password. The password never shows in a repr."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Experimenter:
    id: int
    ome_name: str
    first_name: str
    last_name: str
    is_admin: bool = False
    email: str | None = None
    middle_name: str = ""
    institution: str = ""

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.ome_name


@dataclass(frozen=True, slots=True)
class Group:
    id: int
    name: str
    level: PermissionLevel
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventContext:
    """Who the session is, with OMERO's names."""

    user: Experimenter
    group: Group
    """The user's default group."""
    member_of: tuple[int, ...]
    leader_of: tuple[int, ...]
    privileges: frozenset[Privilege] = frozenset()
    """All of them for a full administrator, some for a restricted one, none for anybody else."""
    actor_id: int | None = None
    """The administrator who acts in the name of the user (`Admin.act_as`)."""

    @property
    def is_admin(self) -> bool:
        return self.user.is_admin
