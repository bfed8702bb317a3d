"""Regions of interest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from omeropyr.gateway.model import Listing, NewRoi, Page, Roi, Shape, ShapeStatistics
from omeropyr.gateway.port.defaults import EVERYTHING
from omeropyr.imaging.settings import RenderSettings

WHITE = (255, 255, 255)


@runtime_checkable
class Rois(Protocol):
    """ROIs and their shapes. Who may annotate an image may draw on it; who may edit a ROI may change it."""

    def of(
        self,
        image_id: int,
        *,
        z: int | None = None,
        t: int | None = None,
        viewport: tuple[float, float, float, float] | None = None,
        page: Page = EVERYTHING,
    ) -> Listing[Roi]:
        """ROIs of an image by id. With `z`/`t` those with a shape on that plane (a shape without z is on all);
        with `viewport` (x, y, width, height) those with a shape whose bounding box touches it. Every ROI comes
        with all of its shapes. Raises NotFound."""

    def get(self, roi_id: int) -> Roi:
        """Raises NotFound."""

    def shape(self, shape_id: int) -> tuple[Roi, Shape]:
        """Raises NotFound."""

    def counts(self, image_ids: Sequence[int]) -> Mapping[int, int]:
        """Number of ROIs of each readable image."""

    def create(self, image_id: int, rois: Sequence[NewRoi]) -> Sequence[int]:
        """All or none; ids in the order given. Raises Forbidden, Invalid (naming ROI, shape and field)."""

    def update(self, roi_id: int, roi: NewRoi, *, expected: Roi | None = None) -> None:
        """Replace name, description and shapes: shapes with an id are changed, without one made, missing ones
        deleted. Raises Forbidden, Invalid, NotFound for a shape id that is not of this ROI; Conflict when name,
        description or shapes are no longer those of `expected`: somebody else was faster."""

    def delete(self, roi_ids: Sequence[int]) -> int:
        """All or none; number deleted. Raises Forbidden, NotFound."""

    def statistics(
        self, shape_ids: Sequence[int], *, z: int | None = None, t: int | None = None, channels: Sequence[int] = ()
    ) -> Sequence[ShapeStatistics]:
        """Pixels whose centres lie in each shape, on its own plane, else on z/t, else on the plane that the image is
        shown at first; () = all channels. In the order asked, each shape with its channels. Lines are one pixel wide,
        a point is one pixel, a label has none. Raises NotFound, also for a plane that the image does not have,
        Invalid for channels it does not have and for more pixels than are read in one call."""

    def thumbnail(
        self, shape_id: int, settings: RenderSettings | None = None, *, color: tuple[int, int, int] = WHITE
    ) -> bytes:
        """JPEG of 250 x 166 pixels: what is around a shape, on its own plane, else on that which the image is shown at
        first, with its outline in `color` (red, green, blue). Grey beyond the image; labels and masks have no outline.
        Without `settings` it looks as the user sees the image. Raises NotFound, Invalid for a shape that is too large.
        """
