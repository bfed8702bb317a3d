"""The service `Admin` of the port on the embedded store; the other modules of this folder do the work."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from omeropyr.errors import Conflict
from omeropyr.gateway.embedded.access import Access
from omeropyr.gateway.embedded.admin import account_changes, accounts, group_changes, groups, levels, photos, sessions
from omeropyr.gateway.embedded.admin.asking import require_administrator
from omeropyr.gateway.embedded.admin.fields import checked_password
from omeropyr.gateway.embedded.admin.passwords import require_may_set_password, require_proof, write_password
from omeropyr.gateway.embedded.admin.space import space_used
from omeropyr.gateway.embedded.jobs.service import EmbeddedJobs
from omeropyr.gateway.embedded.people.logins import Logins, context_of
from omeropyr.gateway.embedded.people.passwords import hash_password, hash_session_key
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
    Scope,
    SpaceUse,
)
from omeropyr.gateway.port.defaults import EVERYTHING


class EmbeddedAdmin:
    """See `port.Admin`. `key` is that of the asking session."""

    def __init__(self, access: Access, logins: Logins, key: str) -> None:
        self._access, self._viewer, self._logins = access, access.viewer, logins
        self._key_hash = hash_session_key(key)

    def accounts(
        self, text: str = "", *, is_active: bool | None = None, is_admin: bool | None = None, page: Page = EVERYTHING
    ) -> Listing[Account]:
        require_administrator(self._viewer)
        with self._access.reading() as connection:
            return accounts.all_accounts(connection, text, is_active, is_admin, page)

    def account(self, user_id: int) -> Account:
        if user_id != self._viewer.user_id:
            require_administrator(self._viewer)
        with self._access.reading() as connection:
            return accounts.one_account(connection, user_id)

    def create_account(self, form: AccountForm) -> int:
        password_hash = None if form.password is None else self._hash(form.password)
        with self._access.writing() as writing:
            return account_changes.create_account(writing, form, password_hash)

    def update_account(self, user_id: int, form: AccountForm) -> None:
        if user_id != self._viewer.user_id:
            require_administrator(self._viewer)
        with self._access.writing() as writing:
            account_changes.update_account(writing, user_id, form)

    def set_password(self, user_id: int, password: str, *, proof: str) -> None:
        with self._access.reading() as connection:
            require_may_set_password(self._viewer, self.account(user_id))
            require_proof(connection, self._viewer, proof, self._access.store.hash_cost)
        password_hash = self._hash(password)
        with self._access.writing() as writing:
            write_password(writing, user_id, password_hash, but=self._key_hash)

    def _hash(self, password: str) -> str:
        """Outside of transactions: it takes its time."""
        return hash_password(checked_password(password), self._access.store.hash_cost)

    def photo(self, user_id: int) -> tuple[bytes, str] | None:
        with self._access.reading() as connection:
            return photos.photo_of(connection, user_id)

    def set_photo(self, picture: bytes, media_type: str) -> None:
        real_type = photos.checked_photo(picture, media_type)
        with self._access.writing() as writing:
            photos.write_photo(writing, picture, real_type)

    def delete_photo(self) -> None:
        with self._access.writing() as writing:
            photos.remove_photo(writing)

    def groups(self, text: str = "", *, page: Page = EVERYTHING) -> Listing[Group]:
        with self._access.reading() as connection:
            return groups.all_groups(connection, self._viewer, text, page)

    def group(self, group_id: int) -> GroupDetails:
        with self._access.reading() as connection:
            return groups.one_group(connection, self._viewer, group_id)

    def create_group(self, form: GroupForm) -> int:
        with self._access.writing() as writing:
            return group_changes.create_group(writing, form)

    def update_group(self, group_id: int, form: GroupForm) -> None:
        with self._access.writing() as writing:
            staying = group_changes.update_group(writing, group_id, form)
        if staying:
            names = ", ".join(staying)
            raise Conflict(f"It is the only group of {names}, who stay in it; everything else is saved.")

    def plan_level(self, group_id: int, level: PermissionLevel) -> LevelChange:
        with self._access.reading() as connection:
            return levels.plan_level(connection, self._viewer, group_id, level)

    def change_level(self, group_id: int, level: PermissionLevel) -> Job:
        with self._access.reading() as connection:
            present = groups.one_group(connection, self._viewer, group_id)
            levels.require_may_change_level(self._viewer, present, level)
        title = levels.title_of(present.group.name, level)
        return EmbeddedJobs(self._access).start("level", title, {"group_id": group_id, "level": level})

    def sessions(self, *, page: Page = EVERYTHING) -> Listing[OpenSession]:
        with self._access.reading() as connection:
            return sessions.open_sessions(connection, self._viewer, self._logins.oldest(), page)

    def end_sessions(self, session_ids: Collection[int]) -> int:
        with self._access.writing() as writing:
            return sessions.end_sessions(writing, session_ids)

    def space(self, *, group_id: int | None = None, user_id: int | None = None) -> Sequence[SpaceUse]:
        with self._access.reading() as connection:
            return space_used(connection, self._viewer, Scope(group_id, user_id))

    def act_as(self, user_id: int) -> str:
        with self._access.writing() as writing:
            return sessions.act_as(writing, user_id, self._key_hash)

    def server_context(self, user_id: int) -> EventContext:
        require_administrator(self._viewer)
        with self._access.reading() as connection:
            return context_of(connection, user_id)
