"""Administration."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol, runtime_checkable

from omeropyr.gateway.model import (
    Account,
    AccountForm,
    EventContext,
    Group,
    GroupDetails,
    GroupForm,
    Job,
    LevelChange,
    Listing,
    OpenSession,
    Page,
    PermissionLevel,
    SpaceUse,
)
from omeropyr.gateway.port.defaults import EVERYTHING


@runtime_checkable
class Admin(Protocol):
    """Users, groups and sessions. Each method says who may; everybody else gets Forbidden.

    Nobody grants or takes a privilege they do not hold themselves (contract/webadmin, PRV-05).
    """

    def accounts(
        self, text: str = "", *, is_active: bool | None = None, is_admin: bool | None = None, page: Page = EVERYTHING
    ) -> Listing[Account]:
        """By name; `text` is searched in names and addresses. For administrators."""

    def account(self, user_id: int) -> Account:
        """For administrators, and one's own. Raises NotFound."""

    def create_account(self, form: AccountForm) -> int:
        """ModifyUser; groups need ModifyGroupMembership. Raises Invalid naming the field, Conflict for a name or
        address that is taken."""

    def update_account(self, user_id: int, form: AccountForm) -> None:
        """ModifyUser, or one's own names, address and default group. Groups are brought to exactly the given ones
        (needs ModifyGroupMembership), additions first. Root and oneself stay active and keep their name."""

    def set_password(self, user_id: int, password: str, *, proof: str) -> None:
        """`proof` is the asker's own present password, also when the password is somebody else's (ModifyUser).
        Raises LoginFailed for a wrong proof, Invalid for a password under 3 characters. All sessions of that user
        but the asker's end."""

    def photo(self, user_id: int) -> tuple[bytes, str] | None:
        """Picture and media type; everybody may see everybody's."""

    def set_photo(self, picture: bytes, media_type: str) -> None:
        """One's own. Raises Invalid for what is no JPEG, PNG or GIF, or over 204,800 bytes."""

    def delete_photo(self) -> None: ...

    def groups(self, text: str = "", *, page: Page = EVERYTHING) -> Listing[Group]:
        """All groups for administrators, else those the user leads."""

    def group(self, group_id: int) -> GroupDetails:
        """For administrators and leaders. Raises NotFound."""

    def create_group(self, form: GroupForm) -> int:
        """ModifyGroup; members need ModifyGroupMembership. Raises Invalid, Conflict."""

    def update_group(self, group_id: int, form: GroupForm) -> None:
        """ModifyGroup for name and description, ModifyGroupMembership or leadership for members and leaders. Nobody
        is taken out of their only group (Conflict names them; the rest is saved). The level changes by
        `change_level`."""

    def plan_level(self, group_id: int, level: PermissionLevel) -> LevelChange:
        """What `change_level` would do."""

    def change_level(self, group_id: int, level: PermissionLevel) -> Job:
        """ModifyGroup, or leaders except up to read-write. Links that the new level forbids are cut."""

    def sessions(self, *, page: Page = EVERYTHING) -> Listing[OpenSession]:
        """Who is signed in, last used first: administrators all (ReadSession), others their own."""

    def end_sessions(self, session_ids: Collection[int]) -> int:
        """Number ended; of others with ReadSession only."""

    def space(self, *, group_id: int | None = None, user_id: int | None = None) -> Sequence[SpaceUse]:
        """Storage by owner and group, of what the user may read; one statement."""

    def act_as(self, user_id: int) -> str:
        """Key of a new session of that user (Sudo). Raises Forbidden for administrators with more privileges."""

    def server_context(self, user_id: int) -> EventContext:
        """Who somebody is, as `Session.context` would say. For administrators."""
