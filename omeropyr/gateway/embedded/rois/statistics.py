"""Statistics of the pixels under shapes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from omeropyr.errors import Invalid
from omeropyr.gateway.embedded.pixels.sources import Shown, Sources
from omeropyr.gateway.embedded.rois.places import Placed
from omeropyr.gateway.figures import box_of, figure_of
from omeropyr.gateway.model import Shape, ShapeStatistics
from omeropyr.imaging.measure import measure, pieces
from omeropyr.imaging.source import ImageSource

MOST_PIXELS = 2**30
"""So many pixels of each channel are read for one call."""


def measure_all(sources: Sources, placed: Sequence[Placed], channels: Sequence[int]) -> list[ShapeStatistics]:
    """For each shape its channels, in the order asked. Raises Invalid, UnreadableFile."""
    left = MOST_PIXELS
    found: list[ShapeStatistics] = []
    for place in placed:
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


def _statistics(source: ImageSource, place: Placed, channels: Sequence[int]) -> Iterator[ShapeStatistics]:
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
