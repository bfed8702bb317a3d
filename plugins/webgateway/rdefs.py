"""Rendering settings as clients write them: the definitions of an image, and what is copied from one to others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from omeropyr.api import ChannelSettings, Image, Model, RenderingDef, RenderSettings

from .pixeltypes import pixel_range

Json = dict[str, Any]
_MODEL_NAMES: Mapping[Model, str] = {Model.COLOR: "rgb", Model.GREYSCALE: "greyscale"}
"""Here colour is called `rgb`, in `imgData` it is `color`: clients know both."""


def definition(saved: RenderingDef) -> Json:
    """What one person saved for an image; `z` and `t` count from 0."""
    owner, settings = saved.owner, saved.settings
    return {
        "id": saved.id,
        "owner": {"id": owner.id, "firstName": owner.first_name, "lastName": owner.last_name},
        "z": settings.z,
        "t": settings.t,
        "model": _MODEL_NAMES[settings.model],
        "c": [_channel(channel) for channel in settings.channels],
    }


def _channel(channel: ChannelSettings) -> Json:
    red, green, blue = bytes.fromhex(channel.color)
    return {
        "active": channel.active,
        "start": float(channel.start),
        "end": float(channel.end),
        "color": channel.color,
        "inverted": channel.inverted,
        "reverseIntensity": channel.inverted,
        "family": str(channel.family),
        "coefficient": float(channel.coefficient),
        "rgb": {"red": red, "green": green, "blue": blue},
        **({"lut": channel.lut} if channel.lut else {}),
    }


def as_query(image: Image, settings: RenderSettings) -> Json:
    """Settings as rendering parameters, for a client that pastes them into another image."""
    low, high = pixel_range(image.pixel_type)
    return {
        "c": ",".join(_entry(number, channel) for number, channel in enumerate(settings.channels, start=1)),
        "m": str(settings.model),
        "pixel_range": f"{low}:{high}",
        "maps": [_map(channel) for channel in settings.channels],
    }


def _entry(number: int, channel: ChannelSettings) -> str:
    sign = "" if channel.active else "-"
    return f"{sign}{number}|{float(channel.start)}:{float(channel.end)}${channel.lut or channel.color}"


def _map(channel: ChannelSettings) -> Json:
    return {
        "inverted": {"enabled": channel.inverted},
        "quantization": {"family": str(channel.family), "coefficient": float(channel.coefficient)},
    }
