"""Experimenters, groups and details, through the getters of omero-py's wrappers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from omeropyr.gateway.conn.absent import Guided
from omeropyr.gateway.model import Experimenter, Group, PermissionLevel, Rights

if TYPE_CHECKING:
    from omeropyr.gateway.conn.connection import BlitzConnection


class BlitzExperimenter(Guided):
    """Somebody, as `ExperimenterWrapper` shows them."""

    OMERO_CLASS = "Experimenter"

    def __init__(self, conn: BlitzConnection, user: Experimenter) -> None:
        self._conn, self._user = conn, user

    @property
    def id(self) -> int:
        return self._user.id

    @property
    def name(self) -> str:
        return self._user.ome_name

    def getId(self) -> int:
        return self._user.id

    def getName(self) -> str:
        """The name they sign in with."""
        return self._user.ome_name

    def getOmeName(self) -> str:
        """The name they sign in with."""
        return self._user.ome_name

    def getFirstName(self) -> str:
        return self._user.first_name

    def getMiddleName(self) -> str:
        return self._user.middle_name

    def getLastName(self) -> str:
        return self._user.last_name

    def getFullName(self) -> str:
        return self._user.full_name

    def getNameWithInitial(self) -> str:
        """First letter of the first name and the last name, e.g. `A. Byron`."""
        first = self._user.first_name[:1]
        return f"{first}. {self._user.last_name}" if first and self._user.last_name else self.getFullName()

    def getEmail(self) -> str | None:
        return self._user.email

    def getInstitution(self) -> str:
        return self._user.institution

    def isAdmin(self) -> bool:
        return self._user.is_admin

    def is_self(self) -> bool:
        """Whether it is the user of this connection."""
        return self._user.id == self._conn.getUserId()


class BlitzGroup(Guided):
    """A group, as `ExperimenterGroupWrapper` shows it."""

    OMERO_CLASS = "ExperimenterGroup"

    def __init__(self, conn: BlitzConnection, group: Group) -> None:
        self._conn, self._group = conn, group

    @property
    def id(self) -> int:
        return self._group.id

    @property
    def name(self) -> str:
        return self._group.name

    def getId(self) -> int:
        return self._group.id

    def getName(self) -> str:
        return self._group.name

    def getDescription(self) -> str:
        return self._group.description

    def getMembers(self) -> Iterator[BlitzExperimenter]:
        """Everybody in it whom the user may know of."""
        return self._conn.containedExperimenters(self.getId())


class BlitzPermissions:
    """What the user may do with one object, and the level of its group (`str()` gives e.g. `rwra--`)."""

    def __init__(self, rights: Rights, level: PermissionLevel | None) -> None:
        self._rights, self._level = rights, level

    def __str__(self) -> str:
        return str(self._level or "")

    def canAnnotate(self) -> bool:
        return self._rights.can_annotate

    def canEdit(self) -> bool:
        return self._rights.can_edit

    def canDelete(self) -> bool:
        return self._rights.can_delete

    def canLink(self) -> bool:
        return self._rights.can_link

    def isUserRead(self) -> bool:
        return True

    def isGroupRead(self) -> bool:
        return self._level not in (None, PermissionLevel.PRIVATE)

    def isGroupAnnotate(self) -> bool:
        return self._level in (PermissionLevel.READ_ANNOTATE, PermissionLevel.READ_WRITE)

    def isGroupWrite(self) -> bool:
        return self._level is PermissionLevel.READ_WRITE


class BlitzDetails(Guided):
    """Owner, group and permissions of one object."""

    def __init__(self, conn: BlitzConnection, owner_id: int, group_id: int, rights: Rights) -> None:
        self._conn, self._owner_id, self._group_id, self._rights = conn, owner_id, group_id, rights

    def getOwner(self) -> BlitzExperimenter | None:
        return self._conn.person(self._owner_id)

    def getGroup(self) -> BlitzGroup | None:
        return self._conn.group(self._group_id)

    def getPermissions(self) -> BlitzPermissions:
        group = self._conn.group(self._group_id)
        return BlitzPermissions(self._rights, group._group.level if group else None)
