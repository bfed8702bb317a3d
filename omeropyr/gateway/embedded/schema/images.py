"""Tables of images: their files, their pixels and how people look at them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from omeropyr.gateway.embedded.schema.base import NAME_LENGTH, Base, Moment, Named, Owned, now


class FilesetRow(Base, Owned):
    """Files that were imported as one. `managed` ones are copies that the store keeps."""

    __tablename__ = "fileset"

    managed: Mapped[bool]


class OriginalFileRow(Base, Owned):
    """`path` is where the bytes are (managed: below the store's folder), `client_path` where they came from.

    Attachments and tables belong to no fileset; the store keeps them. See `keeping`.
    """

    __tablename__ = "original_file"
    __table_args__ = (UniqueConstraint("fileset_id", "position"), {"sqlite_autoincrement": True})

    fileset_id: Mapped[int | None] = mapped_column(ForeignKey("fileset.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    path: Mapped[str] = mapped_column(Text)
    client_path: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(BigInteger)
    modified_ns: Mapped[int] = mapped_column(BigInteger)
    checksum: Mapped[str | None] = mapped_column(String(128))
    """`blake2b-256:<hex>` of managed files; None for files registered in place."""
    content_mark: Mapped[str | None] = mapped_column(String(64))
    """Over size, beginning, middle and end: knows a file again whose time has changed. See `importing.files`."""
    mimetype: Mapped[str | None] = mapped_column(String(NAME_LENGTH))


class ImageRow(Base, Named):
    """What listings show; everything else of the image is in `PixelsRow`."""

    __tablename__ = "image"

    fileset_id: Mapped[int | None] = mapped_column(ForeignKey("fileset.id"), index=True)
    acquired_at: Mapped[datetime | None] = mapped_column(Moment)
    size_x: Mapped[int]
    size_y: Mapped[int]
    size_z: Mapped[int]
    size_c: Mapped[int]
    size_t: Mapped[int]


class PixelsRow(Base):
    """What is needed to open and to show an image. Lengths in micrometres, sizes in pixels."""

    __tablename__ = "pixels"

    image_id: Mapped[int] = mapped_column(ForeignKey("image.id", ondelete="CASCADE"), primary_key=True)
    pixel_type: Mapped[str] = mapped_column(String(16))
    levels: Mapped[list[list[int]]] = mapped_column(JSON)
    """[[width, height], ...] with the full size first."""
    tile_width: Mapped[int]
    tile_height: Mapped[int]
    physical_size_x_um: Mapped[float | None]
    physical_size_y_um: Mapped[float | None]
    physical_size_z_um: Mapped[float | None]
    nominal_magnification: Mapped[float | None]
    source: Mapped[dict[str, Any]] = mapped_column(JSON)
    """How to open it again; files are positions in the fileset. See `codec`."""
    pyramid: Mapped[str | None] = mapped_column(Text)
    """Below the store's folder; None where the file brings its own levels or needs none."""
    defaults: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Render settings made at import. See `codec`."""


class ChannelRow(Base):
    __tablename__ = "channel"

    image_id: Mapped[int] = mapped_column(ForeignKey("image.id", ondelete="CASCADE"), primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(NAME_LENGTH))
    color: Mapped[str] = mapped_column(String(6))
    minimum: Mapped[float]
    maximum: Mapped[float]
    emission_wavelength_nm: Mapped[float | None]
    excitation_wavelength_nm: Mapped[float | None]


class RenderingRow(Base, Owned):
    """The settings one user saved for one image."""

    __tablename__ = "rendering_def"
    __table_args__ = (UniqueConstraint("image_id", "owner_id"), {"sqlite_autoincrement": True})

    image_id: Mapped[int] = mapped_column(ForeignKey("image.id", ondelete="CASCADE"))
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(Moment, default=now, onupdate=now)


class ImportRow(Base, Owned):
    """What was imported where: this is why a second run imports nothing twice."""

    __tablename__ = "import_record"
    __table_args__ = (
        UniqueConstraint("group_id", "target", "fingerprint"),
        Index(None, "group_id", "target", "checksum"),
        Index(None, "group_id", "target", "content_mark"),
        {"sqlite_autoincrement": True},
    )

    fileset_id: Mapped[int] = mapped_column(ForeignKey("fileset.id", ondelete="CASCADE"), index=True)
    target: Mapped[str] = mapped_column(String(32))
    """`dataset-7`, `plate-3` or `orphaned-<owner>`."""
    fingerprint: Mapped[str] = mapped_column(String(64))
    """Over paths, sizes and modification times."""
    checksum: Mapped[str | None] = mapped_column(String(64))
    """Over names and contents; known for managed files only."""
    content_mark: Mapped[str | None] = mapped_column(String(64))
    """Over paths and the marks of the files: knows them again when only their times have changed."""
