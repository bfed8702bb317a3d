"""The `imgData` object: what viewers must know of an image before they show it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from omeropyr.api import Channel, ChannelSettings, DataObject, Image, Model, RenderSettings

from .pixeltypes import pixel_range
from .split_channel import split_channel

Json = dict[str, Any]


def described(image: Image) -> Json:
    """What can be said of an image whose pixels cannot be had."""
    return {"id": image.id, "meta": meta(image), "perms": permissions(image)}


def img_data(image: Image, settings: RenderSettings, *, init_zoom: int, interpolate: bool) -> Json:
    """Everything; `init_zoom` counts from the smallest level, below 0 from full size."""
    return {
        **described(image),
        **pyramid(image),
        "interpolate": interpolate,
        "size": {
            "width": image.size_x,
            "height": image.size_y,
            "z": image.size_z,
            "t": image.size_t,
            "c": image.size_c,
        },
        "pixel_size": {
            "x": image.physical_size_x_um,
            "y": image.physical_size_y_um,
            "z": image.physical_size_z_um,
        },
        "init_zoom": init_zoom if init_zoom >= 0 else max(0, len(image.levels) + init_zoom),
        **({"nominalMagnification": image.nominal_magnification} if image.nominal_magnification else {}),
        **(_looks(image, settings) if _fit(image, settings) else _unknown_looks()),
    }


def _fit(image: Image, settings: RenderSettings) -> bool:
    return 0 < len(image.channels) == len(settings.channels)


def _looks(image: Image, settings: RenderSettings) -> Json:
    return {
        "pixel_range": pixel_range(image.pixel_type),
        "channels": [channel(*pair) for pair in zip(image.channels, settings.channels, strict=True)],
        "split_channel": split_channel(image.size_x, image.size_y, image.size_c),
        "rdefs": _rdefs(settings.model, settings.z, settings.t),
    }


def _unknown_looks() -> Json:
    """What clients know for pixels that make no sense."""
    return {"pixel_range": [0, 0], "channels": [], "split_channel": [], "rdefs": _rdefs(Model.COLOR, 0, 0)}


def _rdefs(model: Model, z: int, t: int) -> Json:
    return {"model": str(model), "projection": "normal", "defaultZ": z, "defaultT": t, "invertAxis": False}


def meta(image: Image) -> Json:
    timestamp = image.acquired_at or image.imported_at
    return {
        "imageId": image.id,
        "imageName": image.name,
        "imageDescription": image.description,
        "imageAuthor": image.owner.full_name,
        "imageArchived": False,
        "imageTimestamp": float(int(timestamp.timestamp())),
        "pixelsType": image.pixel_type,
        **_only("project", image.projects),
        **_only("dataset", image.datasets),
        "wellId": image.fields[0].well_id if len(image.fields) == 1 else "",
        "wellSampleId": "",
    }


def _only(kind: str, parents: Sequence[DataObject]) -> Json:
    """The one parent; clients know "Multiple" without an id both for several and for none."""
    parent = parents[0] if len(parents) == 1 else None
    return {
        f"{kind}Name": parent.name if parent else "Multiple",
        f"{kind}Id": parent.id if parent else None,
        f"{kind}Description": parent.description if parent else "",
    }


def permissions(image: Image) -> Json:
    rights = image.rights
    return {
        "canAnnotate": rights.can_annotate,
        "canEdit": rights.can_edit,
        "canDelete": rights.can_delete,
        "canLink": rights.can_link,
    }


def pyramid(image: Image) -> Json:
    """Levels by number, 0 = full size; without a pyramid these keys are absent altogether."""
    if not image.is_tiled:
        return {"tiles": False}
    numbered = {str(number): level for number, level in enumerate(image.levels)}
    return {
        "tiles": True,
        "tile_size": {"width": image.tile_width, "height": image.tile_height},
        "levels": len(image.levels),
        "resolutions": {number: {"sizeX": level.width, "sizeY": level.height} for number, level in numbered.items()},
        "zoomLevelScaling": {number: level.width / image.size_x for number, level in numbered.items()},
    }


def channel(facts: Channel, settings: ChannelSettings) -> Json:
    return {
        "label": facts.label,
        "emissionWave": facts.emission_wavelength_nm,
        "color": settings.color,
        **({"lut": settings.lut} if settings.lut else {}),
        "inverted": settings.inverted,
        "reverseIntensity": settings.inverted,
        "family": str(settings.family),
        "coefficient": settings.coefficient,
        "window": {
            "min": float(facts.minimum),
            "max": float(facts.maximum),
            "start": float(settings.start),
            "end": float(settings.end),
        },
        "active": settings.active,
    }


def select(value: Any, key: str) -> Any:
    """The part of `value` that a dotted `key` names; None for a part that is not there or is an empty object."""
    for name in key.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return None if value == {} else value
