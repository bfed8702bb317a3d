"""Who the user of a connection is, and whom they may know of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from omeropyr.errors import NotFound
from omeropyr.gateway.conn.part import Part
from omeropyr.gateway.conn.people import BlitzExperimenter, BlitzGroup
from omeropyr.gateway.model import EventContext, Group, Privilege
from omeropyr.gateway.port import Session


@dataclass(frozen=True, slots=True)
class BlitzEventContext:
    """`conn.getEventContext()`: attributes with OMERO's names. The key shows only when it is asked for by name."""

    _session: Session

    @property
    def _context(self) -> EventContext:
        return self._session.context

    def __repr__(self) -> str:
        return f"<EventContext of {self.userName}>"

    @property
    def userId(self) -> int:
        return self._context.user.id

    @property
    def userName(self) -> str:
        return self._context.user.ome_name

    @property
    def groupId(self) -> int:
        return self._context.group.id

    @property
    def groupName(self) -> str:
        return self._context.group.name

    @property
    def isAdmin(self) -> bool:
        return self._context.is_admin

    @property
    def memberOfGroups(self) -> list[int]:
        return list(self._context.member_of)

    @property
    def leaderOfGroups(self) -> list[int]:
        return list(self._context.leader_of)

    @property
    def adminPrivileges(self) -> list[str]:
        return sorted(self._context.privileges)

    @property
    def sessionUuid(self) -> str:
        """The secret that joins this session: never log it."""
        return self._session.key


class Who(Part):
    """The part of a connection about people."""

    def getEventContext(self) -> BlitzEventContext:
        """User, group, memberships and the key of the session, with OMERO's names."""
        return BlitzEventContext(self.session)

    def getUser(self) -> BlitzExperimenter:
        return BlitzExperimenter(self._conn, self.session.context.user)

    def getUserId(self) -> int:
        return self.session.context.user.id

    def isAdmin(self) -> bool:
        return self.session.context.is_admin

    def isFullAdmin(self) -> bool:
        """Whether the user holds every privilege."""
        return self.session.context.privileges >= set(Privilege)

    def getCurrentAdminPrivileges(self) -> list[str]:
        """Names of the privileges the user holds."""
        return sorted(self.session.context.privileges)

    def isLeader(self, gid: int | None = None) -> bool:
        """Whether the user leads that group, else their current one."""
        group = self.session.context.group.id if gid is None else gid
        return group in self.session.context.leader_of

    def canBeAdmin(self) -> bool:
        return self.isAdmin()

    def canCreate(self) -> bool:
        """Whether anything can be made in this store."""
        return True

    def getGroupFromContext(self) -> BlitzGroup:
        """The group that listings look at, else the user's default group."""
        chosen = self.SERVICE_OPTS.scope.group_id
        found = None if chosen is None else self.group(chosen)
        return found or BlitzGroup(self._conn, self.session.context.group)

    def setGroupForSession(self, groupid: int | str) -> bool:
        """Look at this group from now on; False if the user may not know of it."""
        if self.group(int(groupid)) is None:
            return False
        self.SERVICE_OPTS.setOmeroGroup(groupid)
        return True

    def _groups(self, member_id: int | None = None) -> list[Group]:
        return list(self.session.browse.groups(member_id=member_id).items)

    def group(self, group_id: int) -> BlitzGroup | None:
        """A group the user may know of."""
        found = (group for group in self._groups() if group.id == group_id)
        return next((BlitzGroup(self._conn, group) for group in found), None)

    def person(self, experimenter_id: int) -> BlitzExperimenter | None:
        """Somebody the user may know of."""
        try:
            return BlitzExperimenter(self._conn, self.session.browse.experimenter(experimenter_id))
        except NotFound:
            return None

    def listGroups(self) -> Iterator[BlitzGroup]:
        """Every group the user may know of."""
        return (BlitzGroup(self._conn, group) for group in self._groups())

    def getGroupsMemberOf(self) -> Iterator[BlitzGroup]:
        return (BlitzGroup(self._conn, group) for group in self._groups(self.getUserId()))

    def getGroupsLeaderOf(self) -> Iterator[BlitzGroup]:
        leads = self.session.context.leader_of
        return (group for group in self.getGroupsMemberOf() if group.getId() in leads)

    listOwnedGroups = getGroupsLeaderOf

    def containedExperimenters(self, gid: int) -> Iterator[BlitzExperimenter]:
        """Members of a group, by name. Raises NotFound."""
        return (BlitzExperimenter(self._conn, person) for person in self.session.browse.members(gid))

    def listColleagues(self) -> Iterator[BlitzExperimenter]:
        """Everybody else in the current group."""
        members = self.containedExperimenters(self.getGroupFromContext().getId())
        return (person for person in members if not person.is_self())
