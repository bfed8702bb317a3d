"""Tables of regions of interest and their shapes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from omeropyr.gateway.embedded.schema.base import NAME_LENGTH, Base, Moment, Numbered, Owned, now


class RoiRow(Base, Owned):
    """A region of an image; it is always in the group of its image."""

    __tablename__ = "roi"
    __table_args__ = (Index(None, "image_id", "id"), {"sqlite_autoincrement": True})

    image_id: Mapped[int] = mapped_column(ForeignKey("image.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime] = mapped_column(Moment, default=now)
    """Of the region or of any of its shapes."""


class ShapeRow(Base, Numbered):
    """One shape of a region, which decides who may see and change it. See `rois_codec` for the JSON columns.

    `left` to `bottom` are its bounding box, transform included. `reach` says how high the box is: at most 2 ** reach
    pixels. So the index finds what touches a viewport without reading the other shapes of the image: for each reach
    there is one range of `top` in which they can begin.
    """

    __tablename__ = "shape"
    __table_args__ = (
        Index(None, "roi_id", "position"),
        Index(None, "image_id", "reach", "top", "bottom", "left", "right", "roi_id"),
        {"sqlite_autoincrement": True},
    )

    roi_id: Mapped[int] = mapped_column(ForeignKey("roi.id", ondelete="CASCADE"))
    image_id: Mapped[int] = mapped_column(ForeignKey("image.id", ondelete="CASCADE"))
    """That of the region, once more for the index."""
    position: Mapped[int]
    type: Mapped[str] = mapped_column(String(16))
    z: Mapped[int | None]
    t: Mapped[int | None]
    c: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text, default="")
    left: Mapped[float]
    top: Mapped[float]
    right: Mapped[float]
    bottom: Mapped[float]
    reach: Mapped[int]
    geometry: Mapped[dict[str, Any]] = mapped_column(JSON)
    style: Mapped[dict[str, Any]] = mapped_column(JSON)
    bits: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Of a mask."""
