"""Rows of HQL projections to values of the port."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from omeropyr.gateway.model import (
    Dataset,
    Experimenter,
    Group,
    ImageSummary,
    PermissionLevel,
    Plate,
    Project,
    Rights,
    Run,
    Screen,
    Well,
    WellField,
)
from omeropyr.gateway.omero.queries.running import Row
from omeropyr.imaging.lengths import micrometres

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


def known_moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def color(row: Row) -> str:
    """`RRGGBB`; white where the channel has none."""
    parts = [row[name] for name in ("red", "green", "blue")]
    return "FFFFFF" if None in parts else "".join(f"{part & 255:02X}" for part in parts)


def _common(row: Row) -> dict[str, Any]:
    """What every object of the tree has."""
    return {
        "id": row["id"],
        "name": row["name"] or "",
        "owner_id": row["owner_id"],
        "group_id": row["group_id"],
        "rights": rights(row["obj_details_permissions"]),
        "description": row["description"] or "",
    }


def project(row: Row) -> Project:
    return Project(**_common(row), child_count=row["child_count"])


def dataset(row: Row) -> Dataset:
    return Dataset(**_common(row), child_count=row["child_count"])


def screen(row: Row) -> Screen:
    return Screen(**_common(row), child_count=row["child_count"])


def plate(row: Row) -> Plate:
    return Plate(**_common(row), child_count=row["child_count"])


def run(row: Row) -> Run:
    return Run(
        **_common(row),
        plate_id=row["plate_id"],
        started_at=moment(row["started"]),
        ended_at=moment(row["ended"]),
        field_count=row["fields"] or 0,
    )


def image_facts(row: Row) -> dict[str, Any]:
    """The arguments of an ImageSummary. An image without pixels has no size."""
    sizes = {name: row[name] or 0 for name in ("size_x", "size_y", "size_z", "size_c", "size_t")}
    return {
        **_common(row),
        **sizes,
        "imported_at": moment(row["imported"]),
        "acquired_at": moment(row["acquired"]),
        "fileset_id": row["fileset_id"],
        "thumb_version": row["thumb_version"],
    }


def image_summary(row: Row) -> ImageSummary:
    return ImageSummary(**image_facts(row))


def well(row: Row) -> Well:
    return Well(
        id=row["id"],
        plate_id=row["plate_id"],
        plate_name=row["plate_name"] or "",
        row=row["row"] or 0,
        column=row["column"] or 0,
        owner_id=row["owner_id"],
        group_id=row["group_id"],
        rights=rights(row["obj_details_permissions"]),
    )


def field(row: Row) -> WellField:
    """Where it was taken is in micrometres, or in units of the stage that nobody knows the length of."""
    x, y = (micrometres_of(row[axis]) for axis in "xy")
    return WellField(
        well_id=row["well_id"],
        row=row["row"] or 0,
        column=row["column"] or 0,
        field=row["field"],
        image_id=row["image_id"],
        image_name=row["image_name"] or "",
        acquisition_id=row["run_id"],
        x_um=x,
        y_um=y,
        x_frame=_in_frame(row["x"]),
        y_frame=_in_frame(row["y"]),
    )


FRAME = "reference frame"


def micrometres_of(length: dict[str, Any] | None) -> float | None:
    """Of a length as the server projects it: value, unit and symbol."""
    return None if length is None else micrometres(length["value"], length["symbol"])


def _in_frame(length: dict[str, Any] | None) -> float | None:
    return None if length is None or length["symbol"] != FRAME else float(length["value"])
