"""Metadata of images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from omeropyr.gateway.model import Acquisition, Fileset, Image, ImageSummary, PlaneInfo


@runtime_checkable
class Images(Protocol):
    """Metadata of images."""

    def get(self, image_id: int) -> Image:
        """Raises NotFound."""

    def many(self, image_ids: Sequence[int]) -> Sequence[ImageSummary]:
        """Those of the images that are readable, in the order asked."""

    def alike(self, image_id: int, image_ids: Sequence[int]) -> Sequence[int]:
        """Those readable ones of `image_ids` that have the pixel type of `image_id` and channels of the same labels, in
        whatever order; in the order asked, without itself. Raises NotFound for `image_id`."""

    def acquisition(self, image_id: int) -> Acquisition:
        """How it was taken, as far as its files say. Raises NotFound."""

    def planes(self, image_id: int) -> Sequence[PlaneInfo]:
        """What is known of single planes, by t, z, c; empty if nothing is. Raises NotFound."""

    def filesets(self, image_ids: Sequence[int]) -> Sequence[Fileset]:
        """The filesets of the readable images, each once, by id. `image_ids` of a fileset are all of its images."""
