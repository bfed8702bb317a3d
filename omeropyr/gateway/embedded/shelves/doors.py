"""Which stretches of a shelf somebody may see: the rights of `rights`, once for each group instead of for each row."""

from __future__ import annotations

from dataclasses import dataclass

from omeropyr.gateway.embedded.rights import SEEN_BY_MEMBERS
from omeropyr.gateway.embedded.shelves.catalogue import ANY

OPEN_LEVELS = ", ".join(f"'{level}'" for level in SEEN_BY_MEMBERS)
SEES_ALL = f"(room.level IN ({OPEN_LEVELS}) OR mine.is_leader)"


@dataclass(frozen=True, slots=True)
class Door:
    """Who asks for what, as far as the statement depends on it; the ids are bound when it is run."""

    is_admin: bool
    in_container: bool
    by_tag: bool = False
    one_group: bool = False
    one_owner: bool = False

    def sql(self) -> str:
        """SELECT of (group_id, owner_id) of the stretches; binds viewer_id, shelf, container_id, and the scope's."""
        return self._of_administrator() if self.is_admin else self._of_member()

    def _of_member(self) -> str:
        """Their groups; in each of them all owners, or where they may not see others nobody's but their own."""
        conditions = ["mine.user_id = :viewer_id"]
        if self.one_owner:
            owner = "CAST(:scope_owner AS INTEGER)"
            conditions.append(f"({SEES_ALL} OR :scope_owner = :viewer_id)")
        else:
            owner = f"CASE WHEN {SEES_ALL} THEN {ANY} ELSE mine.user_id END"
        if self.one_group:
            conditions.append("mine.group_id = :scope_group")
        if self.by_tag:
            conditions.append(
                "EXISTS (SELECT 1 FROM annotation AS tag WHERE tag.id = :container_id"
                f" AND tag.group_id = mine.group_id AND ({SEES_ALL} OR tag.owner_id = mine.user_id))"
            )
        return (
            f"SELECT mine.group_id AS group_id, {owner} AS owner_id FROM membership AS mine"
            f" JOIN experimenter_group AS room ON room.id = mine.group_id WHERE {' AND '.join(conditions)}"
        )

    def _of_administrator(self) -> str:
        """Everything: by the stretch of all groups where there is one, else by those of the groups in the container."""
        owner = "CAST(:scope_owner AS INTEGER)" if self.one_owner else str(ANY)
        if self.one_group:
            return f"SELECT CAST(:scope_group AS INTEGER) AS group_id, {owner} AS owner_id"
        if not self.in_container:
            return f"SELECT {ANY} AS group_id, {owner} AS owner_id"
        return (
            f"SELECT DISTINCT group_id, {owner} AS owner_id FROM shelf_block"
            f" WHERE shelf = :shelf AND container_id = :container_id"
        )
