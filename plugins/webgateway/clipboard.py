"""Rendering settings that a person has copied: kept in the web session until something else is copied."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pyramid.request import Request

from omeropyr.api import Invalid

from .numbers import integer

IMAGE = "rdef_image"
SETTINGS = "rdef_settings"
NAMES = ("c", "m", "z", "t", "pixel_range")
"""What is kept as it was sent, besides `maps` and `imageId`."""
LONGEST = 64 * 1024
"""Characters of one parameter; a web session is no place for more."""

Json = dict[str, Any]


def copy_image(request: Request, image_id: int) -> None:
    """Remember an image whose settings are to be pasted as they will be then."""
    request.session[IMAGE] = image_id
    request.session.pop(SETTINGS, None)


def copy_settings(request: Request, settings: Json) -> None:
    """Remember settings as `settings_in` gives them."""
    request.session[SETTINGS] = settings
    request.session.pop(IMAGE, None)


def copied_image(request: Request) -> int | None:
    image_id = request.session.get(IMAGE)
    return image_id if isinstance(image_id, int) else None


def copied_settings(request: Request) -> Json | None:
    settings = request.session.get(SETTINGS)
    return settings if isinstance(settings, dict) else None


def settings_in(parameters: Mapping[str, str]) -> Json | None:
    """The settings that a request brings, None without `c`. Texts, but `maps` a list and `imageId` a number.

    Raises Invalid for `maps` or `imageId` that are none.
    """
    if "c" not in parameters:
        return None
    found: Json = {name: _short(name, parameters[name]) for name in NAMES if name in parameters}
    if "maps" in parameters:
        found["maps"] = _maps(_short("maps", parameters["maps"]))
    if "imageId" in parameters:
        found["imageId"] = _image_id(parameters["imageId"])
    return found


def _short(name: str, value: str) -> str:
    if len(value) > LONGEST:
        raise Invalid(name, f"At most {LONGEST:,} characters can be kept.")
    return value


def _maps(text: str) -> list[Any]:
    try:
        maps = json.loads(text)
    except (ValueError, RecursionError):
        maps = None
    if not isinstance(maps, list):
        raise Invalid("maps", 'A JSON array is wanted, as in maps=[{"inverted": {"enabled": true}}].')
    return maps


def _image_id(text: str) -> int:
    number = integer(text)
    if number is None:
        raise Invalid("imageId", "An image is named by a whole number.")
    return number
