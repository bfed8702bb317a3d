"""Pasting copied rendering settings into other images."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pyramid.request import Request

from omeropyr.api import Applied, Image, Invalid, Kind, RenderSettings, Session

from .apply import apply_all
from .grammar import parse_rendering
from .numbers import integer
from .targets import images_of, images_on_plates

Json = dict[str, Any]
_WORDS = {"dataset": Kind.DATASET, "plate": Kind.PLATE, "acquisition": Kind.ACQUISITION}


def pasted_kind(request: Request) -> Kind:
    """`to_type` of the form; every other word means images."""
    return _WORDS.get(str(request.POST.get("to_type")).lower(), Kind.IMAGE)


def targets(session: Session, kind: Kind, ids: Sequence[int]) -> Sequence[int]:
    """Of a run the images of its whole plate: clients know it so."""
    return images_on_plates(session, ids) if kind is Kind.ACQUISITION else images_of(session, kind, ids)


def paste_image(session: Session, source_id: int, image_ids: Sequence[int]) -> Json | bool:
    """Give images the settings that the user sees of another. Raises NotFound for the source."""
    source = session.images.get(source_id)
    if not source.rights.can_annotate:
        return False
    return _outcome(session.pixels.copy_settings(source_id, _others(image_ids, source_id)), source_id)


def paste_settings(session: Session, copied: Json, image_ids: Sequence[int], kind: Kind) -> Json | bool:
    """Give images settings that a client describes; the image they were made with keeps them too unless images are
    named one by one and it is none of them. Raises NotFound for that image, Invalid if it or the model is not named.
    """
    source = _source(session, copied)
    if not source.rights.can_annotate:
        return False
    settings = described_settings(copied, session.pixels.settings(source.id), source)
    to_source = kind is not Kind.IMAGE or source.id in image_ids
    reached = _others(image_ids, source.id) + [source.id] * to_source
    return _outcome(session.pixels.apply_settings(settings, reached, like=source.id), source.id)


def _source(session: Session, copied: Json) -> Image:
    if "imageId" not in copied:
        raise Invalid("imageId", "Name the image that the settings were made with.")
    if not copied.get("m"):
        raise Invalid("m", "The model is c for colour or g for greyscale.")
    return session.images.get(copied["imageId"])


def described_settings(copied: Json, stored: RenderSettings, image: Image) -> RenderSettings:
    """`stored` changed as a client describes; `z` and `t` count from 1, and those beyond the image are its last."""
    query: dict[str, str] = {"c": copied["c"], "m": copied["m"][:1], "maps": json.dumps(copied.get("maps", []))}
    asked = parse_rendering(query)
    settings = apply_all(asked.channels, asked.model, stored)
    z, t = _index(copied, "z", stored.z, image.size_z), _index(copied, "t", stored.t, image.size_t)
    return replace(settings, z=z, t=t)


def _index(copied: Mapping[str, str], name: str, stored: int, size: int) -> int:
    number = integer(copied.get(name, ""))
    return stored if number is None else min(max(number - 1, 0), size - 1)


def _others(image_ids: Sequence[int], source_id: int) -> list[int]:
    return [image_id for image_id in image_ids if image_id != source_id]


def _outcome(reached: Applied, source_id: int) -> Json | bool:
    """The source itself is not listed. False where nothing was reached."""
    if not reached.done:
        return False
    return {"true": _others(reached.done, source_id), "false": _others(reached.refused, source_id)}
