"""Shapes on the planes of their images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from omeropyr.errors import NotFound
from omeropyr.gateway.embedded.pixels.sources import Shown, Sources
from omeropyr.gateway.embedded.rights import Viewer
from omeropyr.gateway.embedded.rois.query import rois_of_shapes
from omeropyr.gateway.model import Kind, Shape


@dataclass(frozen=True, slots=True)
class Placed:
    """A shape, its image, and the plane on which it is looked at."""

    shape_id: int
    shape: Shape
    shown: Shown
    z: int
    t: int


def place_shapes(
    connection: Connection,
    sources: Sources,
    viewer: Viewer,
    shape_ids: Sequence[int],
    *,
    z: int | None = None,
    t: int | None = None,
) -> list[Placed]:
    """In the order asked. Where neither the shape nor the caller says so, the plane is the one the viewer is shown.

    Raises NotFound for a shape, or for a plane that its image does not have.
    """
    rois = rois_of_shapes(connection, viewer, shape_ids)
    images = sources.shown_many(connection, viewer, list({roi.image_id for roi in rois.values()}))
    placed = []
    for shape_id in shape_ids:
        if shape_id not in rois or rois[shape_id].image_id not in images:
            raise NotFound(Kind.SHAPE, shape_id)
        shape = next(shape for shape in rois[shape_id].shapes if shape.id == shape_id)
        placed.append(_on_its_plane(shape_id, shape, images[rois[shape_id].image_id], z, t))
    return placed


def _on_its_plane(shape_id: int, shape: Shape, shown: Shown, z: int | None, t: int | None) -> Placed:
    def first(*indices: int | None) -> int:
        return next(index for index in indices if index is not None)

    place = Placed(shape_id, shape, shown, first(shape.z, z, shown.settings.z), first(shape.t, t, shown.settings.t))
    shown.require_plane(place.z, place.t)
    return place
