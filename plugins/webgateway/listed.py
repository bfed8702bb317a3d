"""Objects of the tree as listings show them to clients."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pyramid.request import Request

from omeropyr.api import DataObject, Dataset, Image, ImageSummary, Plate, Project, Run, Screen, Session

Json = dict[str, Any]
_TYPES: Mapping[type, str] = {
    Project: "Project",
    Dataset: "Dataset",
    Image: "Image",
    ImageSummary: "Image",
    Screen: "Screen",
    Plate: "Plate",
    Run: "PlateAcquisition",
}


def simple(thing: DataObject) -> Json:
    """Type, id, name and description."""
    return {"type": _TYPES[type(thing)], "id": thing.id, "name": thing.name, "description": thing.description}


def taken_at(image: ImageSummary) -> int:
    """Whole seconds since the epoch: when it was taken, else when it was imported."""
    return int((image.acquired_at or image.imported_at).timestamp())


def authors(session: Session, images: Iterable[ImageSummary]) -> Mapping[int, str]:
    """Names of the owners by their ids; one call for all."""
    return {person.id: person.full_name for person in session.browse.people(list({image.owner_id for image in images}))}


def thumbnail_path(request: Request, image_id: int, size: int | None = None) -> str:
    """Root-relative; without `size` the thumbnail has the default size."""
    tail = "" if size is None else f"{size}/"
    path: str = request.route_path("webgateway_render_thumbnail", iid=image_id, size=tail)
    return path


def images_json(request: Request, images: Sequence[ImageSummary]) -> list[Json]:
    """Simple objects with author, date and the address of a thumbnail."""
    names = authors(request.gateway, images)
    return [
        {
            **simple(image),
            "author": names.get(image.owner_id, ""),
            "date": float(taken_at(image)),
            "thumb_url": thumbnail_path(request, image.id),
        }
        for image in images
    ]
