"""Tables of the tree: projects, datasets, screens, plates, wells, and the links between them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from omeropyr.gateway.embedded.schema.base import Base, Moment, Named, Owned


class ProjectRow(Base, Named):
    __tablename__ = "project"


class DatasetRow(Base, Named):
    __tablename__ = "dataset"


class ScreenRow(Base, Named):
    __tablename__ = "screen"


class PlateRow(Base, Named):
    __tablename__ = "plate"

    rows: Mapped[int] = mapped_column(default=0)
    columns: Mapped[int] = mapped_column(default=0)


class AcquisitionRow(Base, Named):
    """One run over a plate; `field_count` is the most fields it has in one well."""

    __tablename__ = "plate_acquisition"

    plate_id: Mapped[int] = mapped_column(ForeignKey("plate.id", ondelete="CASCADE"), index=True)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    field_count: Mapped[int] = mapped_column(default=0, server_default="0")


class WellRow(Base, Owned):
    """`row` and `column` count from 0."""

    __tablename__ = "well"
    __table_args__ = (UniqueConstraint("plate_id", "row", "column"), {"sqlite_autoincrement": True})

    plate_id: Mapped[int] = mapped_column(ForeignKey("plate.id", ondelete="CASCADE"))
    row: Mapped[int]
    column: Mapped[int]


class WellSampleRow(Base, Owned):
    """One field of view: `field` counts from 0 within the well."""

    __tablename__ = "well_sample"
    __table_args__ = (UniqueConstraint("well_id", "field"), {"sqlite_autoincrement": True})

    well_id: Mapped[int] = mapped_column(ForeignKey("well.id", ondelete="CASCADE"))
    image_id: Mapped[int] = mapped_column(ForeignKey("image.id", ondelete="CASCADE"), index=True)
    acquisition_id: Mapped[int | None] = mapped_column(ForeignKey("plate_acquisition.id"), index=True)
    field: Mapped[int]
    position_x: Mapped[float | None]
    position_y: Mapped[float | None]
    position_unit: Mapped[str | None] = mapped_column(String(32))
    """`µm`, or `reference frame` where the file does not say how long its units are."""


def _pair() -> tuple[object, ...]:
    """A pair is linked once, and found from both of its ends."""
    return (
        UniqueConstraint("parent_id", "child_id"),
        Index(None, "child_id", "parent_id"),
        {"sqlite_autoincrement": True},
    )


class ProjectDatasetRow(Base, Owned):
    __tablename__ = "project_dataset"
    __table_args__ = _pair()

    parent_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    child_id: Mapped[int] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"))


class DatasetImageRow(Base, Owned):
    __tablename__ = "dataset_image"
    __table_args__ = _pair()

    parent_id: Mapped[int] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"))
    child_id: Mapped[int] = mapped_column(ForeignKey("image.id", ondelete="CASCADE"))


class ScreenPlateRow(Base, Owned):
    __tablename__ = "screen_plate"
    __table_args__ = _pair()

    parent_id: Mapped[int] = mapped_column(ForeignKey("screen.id", ondelete="CASCADE"))
    child_id: Mapped[int] = mapped_column(ForeignKey("plate.id", ondelete="CASCADE"))
