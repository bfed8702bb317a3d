"""Tables of annotations and their links. One table of links, so that one statement reads any mixture of targets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from omeropyr.gateway.embedded.schema.base import NAME_LENGTH, Base, Moment, Owned, sort_key
from omeropyr.gateway.model import ANNOTATION_KINDS, Kind

PARENT_COLUMNS: Mapping[Kind, str] = {
    Kind.PROJECT: "project_id",
    Kind.DATASET: "dataset_id",
    Kind.IMAGE: "image_id",
    Kind.SCREEN: "screen_id",
    Kind.PLATE: "plate_id",
    Kind.ACQUISITION: "acquisition_id",
    Kind.WELL: "well_id",
    Kind.FILESET: "fileset_id",
    Kind.ORIGINAL_FILE: "original_file_id",
    Kind.EXPERIMENTER: "experimenter_id",
    Kind.GROUP: "annotated_group_id",
    Kind.ROI: "roi_id",
}
"""What annotations can be on, and the column of the link table that names it."""

VALUE_COLUMNS: Mapping[Kind, str] = {
    Kind.LONG: "long_value",
    Kind.DOUBLE: "double_value",
    Kind.BOOLEAN: "boolean_value",
    Kind.TIMESTAMP: "time_value",
    Kind.FILE: "file_id",
}
"""Where annotations hold what they say; every kind that is not here has it in `text`, maps in rows of their own."""


def _kinds() -> str:
    return "kind IN ({})".format(", ".join(f"'{kind}'" for kind in sorted(ANNOTATION_KINDS)))


def _value_of_its_kind() -> str:
    cases = " ".join(f"WHEN '{kind}' THEN {column} IS NOT NULL" for kind, column in VALUE_COLUMNS.items())
    return f"CASE kind {cases} ELSE TRUE END"


class AnnotationRow(Base, Owned):
    """`text` holds tags, tag sets, comments, terms and XML and is empty for the others."""

    __tablename__ = "annotation"
    __table_args__ = (
        CheckConstraint(_kinds(), name="kind"),
        CheckConstraint(_value_of_its_kind(), name="value"),
        Index(None, "group_id", "kind", "id"),
        Index(None, "group_id", "kind", "namespace", "id"),
        {"sqlite_autoincrement": True},
    )

    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text, default="")
    description: Mapped[str] = mapped_column(Text, default="")
    namespace: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    long_value: Mapped[int | None] = mapped_column(BigInteger)
    double_value: Mapped[float | None]
    boolean_value: Mapped[bool | None]
    time_value: Mapped[datetime | None] = mapped_column(Moment)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("original_file.id", ondelete="CASCADE"), index=True)


class KeyValueRow(Base):
    """One pair of a map. The index finds a key, or a key with a value, however the letters are written."""

    __tablename__ = "key_value"
    __table_args__ = (Index(None, "sort_key", "sort_value", "annotation_id"), Index(None, "sort_value"))

    annotation_id: Mapped[int] = mapped_column(ForeignKey("annotation.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Text)
    value: Mapped[str] = mapped_column(Text)
    sort_key: Mapped[str] = mapped_column(String(NAME_LENGTH))
    sort_value: Mapped[str] = mapped_column(String(NAME_LENGTH))


def key_value_rows(annotation_id: int, pairs: tuple[tuple[str, str], ...]) -> list[dict[str, int | str]]:
    """The rows of a map, in the order of its pairs."""
    return [
        {
            "annotation_id": annotation_id,
            "position": position,
            "key": key,
            "value": value,
            "sort_key": sort_key(key),
            "sort_value": sort_key(value),
        }
        for position, (key, value) in enumerate(pairs)
    ]


def _once(column: str) -> Index:
    """Somebody links an annotation to an object at most once. Rows of other kinds of objects are not in the index."""
    named = text(f"{column} IS NOT NULL")
    return Index(None, column, "annotation_id", "owner_id", unique=True, sqlite_where=named, postgresql_where=named)


class AnnotationLinkRow(Base, Owned):
    """Exactly one of the parent columns is set."""

    __tablename__ = "annotation_link"
    __table_args__ = (
        CheckConstraint(
            " + ".join(f"(CASE WHEN {column} IS NULL THEN 0 ELSE 1 END)" for column in PARENT_COLUMNS.values())
            + " = 1",
            name="one_parent",
        ),
        *(_once(column) for column in PARENT_COLUMNS.values()),
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
    fileset_id: Mapped[int | None] = mapped_column(ForeignKey("fileset.id", ondelete="CASCADE"))
    original_file_id: Mapped[int | None] = mapped_column(ForeignKey("original_file.id", ondelete="CASCADE"))
    experimenter_id: Mapped[int | None] = mapped_column(ForeignKey("experimenter.id", ondelete="CASCADE"))
    annotated_group_id: Mapped[int | None] = mapped_column(ForeignKey("experimenter_group.id", ondelete="CASCADE"))
    roi_id: Mapped[int | None] = mapped_column(ForeignKey("roi.id", ondelete="CASCADE"))


class TagsetTagRow(Base, Owned):
    __tablename__ = "tagset_tag"
    __table_args__ = (
        UniqueConstraint("parent_id", "child_id"),
        Index(None, "child_id", "parent_id"),
        {"sqlite_autoincrement": True},
    )

    parent_id: Mapped[int] = mapped_column(ForeignKey("annotation.id", ondelete="CASCADE"))
    child_id: Mapped[int] = mapped_column(ForeignKey("annotation.id", ondelete="CASCADE"))
