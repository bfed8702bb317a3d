"""What is found by its text: one document for each object of the tree, gathered from all tables that say something.

What others wrote on an object is part of its document only where everybody who sees the object sees that too: in a
private group, that is what its owner wrote. So whoever may see the object may be told of every word of its document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from omeropyr.gateway.model import Kind, PermissionLevel

NUMBERS: Mapping[Kind, int] = {
    Kind.PROJECT: 1,
    Kind.DATASET: 2,
    Kind.SCREEN: 3,
    Kind.PLATE: 4,
    Kind.IMAGE: 5,
    Kind.ACQUISITION: 6,
    Kind.WELL: 7,
}
STEP = 8
"""A document's id is that of its object times this, plus the number of its kind: newer objects have larger ones."""
FILES = 8
"""Names of so many files of an image are words of it; plates of thousands of files say nothing by all their names."""
JOINED: Mapping[str, str] = {
    "sqlite": "group_concat({0}, char(10))",
    "postgresql": "string_agg({0}, chr(10))",
}
COLUMNS = (
    "id",
    "kind",
    "object_id",
    "owner_id",
    "group_id",
    "created_at",
    "acquired_at",
    "side",
    "name",
    "description",
    "tags",
    "comments",
    "keyvalues",
    "files",
    "channels",
    "room",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Documented:
    """A table whose rows have documents."""

    kind: Kind
    table: str
    link_column: str
    name: str = "thing.name"
    description: str = "thing.description"
    only: str = "TRUE"
    with_hidden: bool = False

    @property
    def shown(self) -> str:
        """What is hidden has no document, but for the moment before it is seen again."""
        if self.with_hidden:
            return "TRUE"
        mine = f"hidden.table_name = '{self.table}' AND hidden.id = thing.id"
        return f"NOT EXISTS (SELECT 1 FROM hidden_object AS hidden WHERE {mine})"

    @property
    def number(self) -> int:
        return NUMBERS[self.kind]

    def select(self, condition: str, dialect: str) -> str:
        """SELECT of COLUMNS for the things (called `thing`) that fulfil it."""
        is_image = self.kind is Kind.IMAGE
        said = {part: self._said(part, dialect) for part in ANNOTATED}
        if is_image:
            said["files"] = _lines(said["files"], _joined_files(dialect))
        values = {
            "id": f"thing.id * {STEP} + {self.number}",
            "kind": f"'{self.kind}'",
            "object_id": "thing.id",
            **{column: f"thing.{column}" for column in ("owner_id", "group_id", "created_at")},
            "acquired_at": "thing.acquired_at" if is_image else "NULL",
            "side": "CASE WHEN thing.size_x > thing.size_y THEN thing.size_x ELSE thing.size_y END"
            if is_image
            else "NULL",
            "name": self.name,
            "description": self.description,
            **said,
            "channels": _joined_channels(dialect) if is_image else "''",
            "room": room("thing.group_id", "thing.owner_id", self.kind) + _months(is_image, dialect),
        }
        chosen = ", ".join(f"{values[column]} AS {column}" for column in COLUMNS)
        return f"SELECT {chosen} FROM {self.table} AS thing WHERE {condition} AND {self.only} AND {self.shown}"

    def _said(self, part: str, dialect: str) -> str:
        text, join, which = ANNOTATED[part]
        return (
            f"coalesce((SELECT {JOINED[dialect].format(text)} FROM annotation_link AS link"
            f" JOIN annotation AS note ON note.id = link.annotation_id {join}"
            f" WHERE link.{self.link_column} = thing.id AND {which} AND {_told()}), '')"
        )


ANNOTATED: Mapping[str, tuple[str, str, str]] = {
    "tags": ("note.text", "", "note.kind = 'tag'"),
    "comments": ("note.text", "", "note.kind IN ('comment', 'term', 'xml')"),
    "keyvalues": (
        'pair."key" || \': \' || pair."value"',
        "JOIN key_value AS pair ON pair.annotation_id = note.id",
        "note.kind = 'map'",
    ),
    "files": ("file.name", "JOIN original_file AS file ON file.id = note.file_id", "note.kind = 'file'"),
}
"""Part of a document -> text, further tables, kinds of annotations."""


def _told() -> str:
    """Whether everybody who sees the thing sees the annotation too; one with the same text counts once or twice."""
    private = f"room.level = '{PermissionLevel.PRIVATE}'"
    shut = f"SELECT 1 FROM experimenter_group AS room WHERE room.id = thing.group_id AND {private}"
    return f"(note.owner_id = thing.owner_id OR NOT EXISTS ({shut}))"


def _lines(first: str, second: str) -> str:
    """Both below each other; no empty line for one that is empty."""
    return f"trim({first} || '\n' || {second}, '\n')"


def _joined_files(dialect: str) -> str:
    joined = JOINED[dialect].format("original.name")
    which = f"original.fileset_id = thing.fileset_id AND original.position < {FILES}"
    return f"coalesce((SELECT {joined} FROM original_file AS original WHERE {which}), '')"


def _joined_channels(dialect: str) -> str:
    joined = JOINED[dialect].format("channel.label")
    return f"coalesce((SELECT {joined} FROM channel WHERE channel.image_id = thing.id), '')"


MONTH: Mapping[str, str] = {
    "sqlite": "substr({0}, 1, 4) || substr({0}, 6, 2)",
    "postgresql": "to_char({0} AT TIME ZONE 'UTC', 'YYYYMM')",
}


def _months(is_image: bool, dialect: str) -> str:
    """When it was imported (`i202601`) and taken (`t202601`), so that filters by date leave little to look at."""
    imported = f" || ' i' || {MONTH[dialect].format('thing.created_at')}"
    taken = f" || coalesce(' t' || {MONTH[dialect].format('thing.acquired_at')}, '')"
    return imported + taken if is_image else imported


def room(group: str, owner: str, kind: Kind) -> str:
    """Words that say whose it is, so that the index itself leaves out what somebody may not see."""
    return f"'all k{NUMBERS[kind]} g' || {group} || ' g' || {group} || 'o' || {owner}"


WELL_NAME = """substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ', thing."row" + 1, 1) || (thing."column" + 1)"""
"""Wells of more than 26 rows have but the number of their column."""

DOCUMENTED = (
    Documented(kind=Kind.PROJECT, table="project", link_column="project_id"),
    Documented(kind=Kind.DATASET, table="dataset", link_column="dataset_id"),
    Documented(kind=Kind.SCREEN, table="screen", link_column="screen_id"),
    Documented(kind=Kind.PLATE, table="plate", link_column="plate_id"),
    Documented(kind=Kind.IMAGE, table="image", link_column="image_id"),
    Documented(kind=Kind.ACQUISITION, table="plate_acquisition", link_column="acquisition_id"),
    Documented(
        kind=Kind.WELL,
        table="well",
        link_column="well_id",
        name=WELL_NAME,
        description="''",
        only="EXISTS (SELECT 1 FROM annotation_link AS remark WHERE remark.well_id = thing.id)",
    ),
)
"""Wells are found by what is written on them; those that nobody wrote on have no document."""
