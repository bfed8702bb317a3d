"""Tables of annotations and their links. One table of links, so that one statement reads any mixture of targets."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from omeropyr.gateway.embedded.schema.base import NAME_LENGTH, Base, Owned
from omeropyr.gateway.model import Kind

ANNOTATION_KINDS = (Kind.TAG, Kind.TAGSET, Kind.COMMENT)
PARENT_COLUMNS = ("project_id", "dataset_id", "image_id", "screen_id", "plate_id", "acquisition_id", "well_id")


class AnnotationRow(Base, Owned):
    __tablename__ = "annotation"
    __table_args__ = (
        CheckConstraint("kind IN ({})".format(", ".join(f"'{kind}'" for kind in ANNOTATION_KINDS)), name="kind"),
        Index(None, "group_id", "kind", "id"),
        {"sqlite_autoincrement": True},
    )

    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, default="")
    namespace: Mapped[str | None] = mapped_column(String(NAME_LENGTH))


class AnnotationLinkRow(Base, Owned):
    """Exactly one of the parent columns is set. Somebody links an annotation to an object at most once."""

    __tablename__ = "annotation_link"
    __table_args__ = (
        CheckConstraint(
            " + ".join(f"(CASE WHEN {column} IS NULL THEN 0 ELSE 1 END)" for column in PARENT_COLUMNS) + " = 1",
            name="one_parent",
        ),
        *(UniqueConstraint(column, "annotation_id", "owner_id") for column in PARENT_COLUMNS),
        {"sqlite_autoincrement": True},
    )

    annotation_id: Mapped[int] = mapped_column(ForeignKey("annotation.id", ondelete="CASCADE"), index=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    dataset_id: Mapped[int | None] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"))
    image_id: Mapped[int | None] = mapped_column(ForeignKey("image.id", ondelete="CASCADE"))
    screen_id: Mapped[int | None] = mapped_column(ForeignKey("screen.id", ondelete="CASCADE"))
    plate_id: Mapped[int | None] = mapped_column(ForeignKey("plate.id", ondelete="CASCADE"))
    acquisition_id: Mapped[int | None] = mapped_column(ForeignKey("plate_acquisition.id", ondelete="CASCADE"))
    well_id: Mapped[int | None] = mapped_column(ForeignKey("well.id", ondelete="CASCADE"))


class TagsetTagRow(Base, Owned):
    __tablename__ = "tagset_tag"
    __table_args__ = (
        UniqueConstraint("parent_id", "child_id"),
        Index(None, "child_id", "parent_id"),
        {"sqlite_autoincrement": True},
    )

    parent_id: Mapped[int] = mapped_column(ForeignKey("annotation.id", ondelete="CASCADE"))
    child_id: Mapped[int] = mapped_column(ForeignKey("annotation.id", ondelete="CASCADE"))
