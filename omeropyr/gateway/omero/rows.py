"""Rows of HQL projections to values of the port."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from omeropyr.gateway.model import Experimenter, Group, PermissionLevel, Rights
from omeropyr.gateway.omero.queries.running import Row

RIGHTS = {
    "can_annotate": "canAnnotate",
    "can_edit": "canEdit",
    "can_delete": "canDelete",
    "can_link": "canLink",
    "can_chgrp": "canChgrp",
    "can_chown": "canChown",
}


def experimenter(row: Row, prefix: str = "") -> Experimenter:
    return Experimenter(
        id=row[f"{prefix}id"],
        ome_name=row[f"{prefix}ome_name"],
        first_name=row[f"{prefix}first_name"] or "",
        last_name=row[f"{prefix}last_name"] or "",
        is_admin=bool(row[f"{prefix}admins"]),
        email=row[f"{prefix}email"],
        middle_name=row[f"{prefix}middle_name"] or "",
        institution=row[f"{prefix}institution"] or "",
    )


def group(row: Row) -> Group:
    return Group(row["id"], row["name"], level(row["permissions"]["perm"]), row["description"] or "")


def level(permissions: str) -> PermissionLevel:
    """Of a group's permissions; settings that OMERO no longer offers count as the nearest one below."""
    try:
        return PermissionLevel(permissions)
    except ValueError:
        return PermissionLevel.READ_ONLY if permissions[2] == "r" else PermissionLevel.PRIVATE


def rights(permissions: dict[str, Any]) -> Rights:
    """Of the map that the server makes of an object's permissions for whoever asks."""
    restrictions = permissions.get("restrictions") or ()
    held = {name: bool(permissions.get(key)) for name, key in RIGHTS.items()}
    return Rights(**held, can_download="DOWNLOAD" not in restrictions)


def moment(milliseconds: int | None) -> datetime | None:
    """OMERO counts from 1970 in UTC."""
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)
