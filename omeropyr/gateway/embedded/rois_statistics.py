"""Statistics of the pixels under shapes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from omeropyr.errors import Invalid, NotFound
from omeropyr.gateway.embedded.rights import Viewer
from omeropyr.gateway.embedded.rois_query import rois_of_shapes
from omeropyr.gateway.embedded.sources import Shown, Sources
from omeropyr.gateway.figures import box_of, figure_of
from omeropyr.gateway.model import Kind, Shape, ShapeStatistics
from omeropyr.imaging.measure import measure, pieces
from omeropyr.imaging.source import ImageSource

MOST_PIXELS = 2**30
"""So many pixels of each channel are read for one call."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A shape, and the plane on which it is measured."""

    shape_id: int
    shape: Shape
    shown: Shown
    z: int
    t: int


def find_measured(
    connection: Connection, sources: Sources, viewer: Viewer, shape_ids: Sequence[int], z: int | None, t: int | None
) -> list[Measured]:
    """In the order asked. Where neither the shape nor the caller says so, the plane is the one the viewer is shown.

    Raises NotFound for a shape, or for a plane that its image does not have.
    """
    rois = rois_of_shapes(connection, viewer, shape_ids)
    images = sources.shown_many(connection, viewer, list({roi.image_id for roi in rois.values()}))
    found = []
    for shape_id in shape_ids:
        if shape_id not in rois or rois[shape_id].image_id not in images:
            raise NotFound(Kind.SHAPE, shape_id)
        shape = next(shape for shape in rois[shape_id].shapes if shape.id == shape_id)
        found.append(_on_its_plane(shape_id, shape, images[rois[shape_id].image_id], z, t))
    return found


def _on_its_plane(shape_id: int, shape: Shape, shown: Shown, z: int | None, t: int | None) -> Measured:
    def first(*indices: int | None) -> int:
        return next(index for index in indices if index is not None)

    place = Measured(shape_id, shape, shown, first(shape.z, z, shown.settings.z), first(shape.t, t, shown.settings.t))
    shown.require_plane(place.z, place.t)
    return place


def measure_all(sources: Sources, measured: Sequence[Measured], channels: Sequence[int]) -> list[ShapeStatistics]:
    """For each shape its channels, in the order asked. Raises Invalid, UnreadableFile."""
    left = MOST_PIXELS
    found: list[ShapeStatistics] = []
    for place in measured:
        with sources.open(place.shown) as source:
            left -= _cost(source, place.shape)
            if left < 0:
                raise Invalid("shape_ids", f"cover more than {MOST_PIXELS} pixels, please ask for fewer at a time")
            found += _statistics(source, place, _channels(place.shown, channels))
    return found


def _cost(source: ImageSource, shape: Shape) -> int:
    return sum(piece.width * piece.height for piece in pieces(box_of(shape), source.info.levels[0]))


def _channels(shown: Shown, channels: Sequence[int]) -> Sequence[int]:
    wrong: Mapping[int, None] = {channel: None for channel in channels if not 0 <= channel < shown.size_c}
    if wrong:
        raise Invalid("channels", f"image {shown.image_id} has channels 0 to {shown.size_c - 1}")
    return channels or range(shown.size_c)


def _statistics(source: ImageSource, place: Measured, channels: Sequence[int]) -> Iterator[ShapeStatistics]:
    measures = measure(source, figure_of(place.shape), z=place.z, t=place.t, channels=channels)
    for channel, found in zip(channels, measures, strict=True):
        yield ShapeStatistics(
            shape_id=place.shape_id,
            z=place.z,
            c=channel,
            t=place.t,
            area=found.area,
            minimum=found.minimum,
            maximum=found.maximum,
            mean=found.mean,
            sum=found.total,
            std_dev=found.std_dev,
        )
