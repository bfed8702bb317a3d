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
    x, y = (micrometres(row[axis]) for axis in "xy")
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


MICROMETRES = {
    "m": 1e6,
    "dm": 1e5,
    "cm": 1e4,
    "mm": 1e3,
    "µm": 1.0,
    "nm": 1e-3,
    "pm": 1e-6,
    "Å": 1e-4,
    "in": 25_400.0,
}
"""Length of a unit by its symbol in the OME model (2016-06, UnitsLength)."""
FRAME = "reference frame"


def micrometres(length: dict[str, Any] | None) -> float | None:
    """Of a length as the server projects it: value, unit and symbol."""
    factor = None if length is None else MICROMETRES.get(length["symbol"].replace("\N{GREEK SMALL LETTER MU}", "µ"))
    return None if length is None or factor is None else float(length["value"]) * factor


def _in_frame(length: dict[str, Any] | None) -> float | None:
    return None if length is None or length["symbol"] != FRAME else float(length["value"])
