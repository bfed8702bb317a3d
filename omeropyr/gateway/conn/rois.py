"""Regions of interest; their shapes are the values of the port."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from omeropyr.gateway.conn.absent import Guided
from omeropyr.gateway.model import Roi, Shape

if TYPE_CHECKING:
    from omeropyr.gateway.conn.connection import BlitzConnection


class BlitzRoi(Guided):
    OMERO_CLASS = "Roi"

    def __init__(self, conn: BlitzConnection, roi: Roi) -> None:
        self._conn, self._roi = conn, roi

    @property
    def id(self) -> int:
        return self._roi.id

    def getId(self) -> int:
        return self._roi.id

    def getName(self) -> str:
        return self._roi.name

    def getDescription(self) -> str:
        return self._roi.description

    def listShapes(self) -> Iterator[Shape]:
        """Its shapes, as `omeropyr.api` describes them."""
        return iter(self._roi.shapes)

    def getImage(self) -> Any:
        return self._conn.getObject("Image", self._roi.image_id)
