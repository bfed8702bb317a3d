"""Regions of interest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from omeropyr.errors import Conflict, NotFound
from omeropyr.gateway.embedded.access import Access
from omeropyr.gateway.embedded.pixels.sources import Sources
from omeropyr.gateway.embedded.rois import changes as rois_changes
from omeropyr.gateway.embedded.rois.check import checked_roi, checked_rois
from omeropyr.gateway.embedded.rois.places import place_shapes
from omeropyr.gateway.embedded.rois.query import (
    Viewport,
    of_image,
    one_roi,
    require_image,
    roi_counts,
    rois_of_image,
    rois_of_shapes,
)
from omeropyr.gateway.embedded.rois.statistics import measure_all
from omeropyr.gateway.embedded.translate import translated
from omeropyr.gateway.figures import figure_of
from omeropyr.gateway.model import Kind, Listing, NewRoi, Page, Roi, Shape, ShapeStatistics
from omeropyr.gateway.port import EVERYTHING
from omeropyr.gateway.port.rois import WHITE
from omeropyr.imaging.encode import encode_jpeg
from omeropyr.imaging.settings import RenderSettings
from omeropyr.imaging.shape_thumbnails import shape_thumbnail

QUALITY = 0.9
"""Of thumbnails; OMERO's have it too."""


class EmbeddedRois:
    """See `port.Rois`."""

    def __init__(self, access: Access, sources: Sources) -> None:
        self._access, self._viewer, self._sources = access, access.viewer, sources

    def of(
        self,
        image_id: int,
        *,
        z: int | None = None,
        t: int | None = None,
        viewport: Viewport | None = None,
        page: Page = EVERYTHING,
    ) -> Listing[Roi]:
        where = of_image(image_id, z, t, viewport)
        with self._access.reading() as connection:
            listing = rois_of_image(connection, self._viewer, image_id, where, page)
            if not listing.total:
                require_image(connection, self._viewer, image_id)
            return listing

    def get(self, roi_id: int) -> Roi:
        with self._access.reading() as connection:
            return one_roi(connection, self._viewer, roi_id)

    def shape(self, shape_id: int) -> tuple[Roi, Shape]:
        with self._access.reading() as connection:
            roi = rois_of_shapes(connection, self._viewer, [shape_id]).get(shape_id)
        if roi is None:
            raise NotFound(Kind.SHAPE, shape_id)
        return roi, next(shape for shape in roi.shapes if shape.id == shape_id)

    def counts(self, image_ids: Sequence[int]) -> Mapping[int, int]:
        with self._access.reading() as connection:
            return roi_counts(connection, self._viewer, image_ids)

    def create(self, image_id: int, rois: Sequence[NewRoi]) -> Sequence[int]:
        checked = checked_rois(rois)
        with self._access.writing() as writing:
            return rois_changes.create(writing, image_id, checked)

    def update(self, roi_id: int, roi: NewRoi, *, expected: Roi | None = None) -> None:
        checked = checked_roi(roi)
        with self._access.writing() as writing:
            if expected is not None:
                _require_same(one_roi(writing.connection, self._viewer, roi_id), expected)
            rois_changes.update(writing, roi_id, checked)

    def delete(self, roi_ids: Sequence[int]) -> int:
        if not roi_ids:
            return 0
        with self._access.writing() as writing:
            return rois_changes.delete(writing, roi_ids)

    def statistics(
        self, shape_ids: Sequence[int], *, z: int | None = None, t: int | None = None, channels: Sequence[int] = ()
    ) -> Sequence[ShapeStatistics]:
        with self._access.reading() as connection:
            placed = place_shapes(connection, self._sources, self._viewer, shape_ids, z=z, t=t)
        with translated():
            return measure_all(self._sources, placed, channels)

    def thumbnail(
        self, shape_id: int, settings: RenderSettings | None = None, *, color: tuple[int, int, int] = WHITE
    ) -> bytes:
        with self._access.reading() as connection:
            (place,) = place_shapes(connection, self._sources, self._viewer, [shape_id])
        look, figure = settings or place.shown.settings, figure_of(place.shape)
        with translated(), self._sources.open(place.shown) as source:
            picture = shape_thumbnail(source, look, figure, z=place.z, t=place.t, color=color)
            return encode_jpeg(picture, QUALITY)


def _require_same(stored: Roi, expected: Roi) -> None:
    """Raises Conflict."""
    names = ("name", "description", "shapes")
    if any(getattr(stored, name) != getattr(expected, name) for name in names):
        raise Conflict(f"Somebody has changed ROI {stored.id} in the meantime.")
