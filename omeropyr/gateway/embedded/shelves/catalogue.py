"""Which shelves there are, and the SQL that says what belongs on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from omeropyr.gateway.model import Kind

ANY = -1
"""Stands for all groups and for all owners."""
NOWHERE = 0
"""Container of the shelves that belong to none."""


class Shelf(IntEnum):
    """All objects of a kind, those in nothing, those in a container, those with a tag. The numbers are in databases."""

    PROJECTS = 1
    DATASETS = 2
    SCREENS = 3
    PLATES = 4
    IMAGES = 5
    RUNS = 6
    TAGS = 7
    LOOSE_DATASETS = 12
    LOOSE_PLATES = 14
    LOOSE_IMAGES = 15
    LOOSE_TAGS = 17
    DATASETS_OF_PROJECT = 22
    PLATES_OF_SCREEN = 24
    IMAGES_OF_DATASET = 25
    RUNS_OF_PLATE = 26
    TAGS_OF_SET = 27
    TAGGED_PROJECTS = 31
    TAGGED_DATASETS = 32
    TAGGED_SCREENS = 33
    TAGGED_PLATES = 34
    TAGGED_IMAGES = 35
    TAGGED_RUNS = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A table whose rows are put on shelves. Texts are SQL; `thing` is the name of the row in them."""

    kind: Kind
    table: str
    everything: Shelf
    sort: str = "thing.sort_name"
    only: str = "TRUE"
    loose: Shelf | None = None
    holders: Sequence[tuple[str, str]] = ()
    """Tables, and their columns, that name things which are not loose."""
    inside: Shelf | None = None
    link: str | None = None
    """The table that puts things into containers (parent_id, child_id)."""
    parent: str | None = None
    """Or the column of the thing that names its container."""
    tagged: Shelf | None = None
    tag_column: str | None = None
    """Column of `annotation_link` that names the thing."""
    with_hidden: bool = False

    @property
    def watched(self) -> tuple[str, ...]:
        """Columns whose change moves a thing on its shelves."""
        sorting = (self.sort.removeprefix("thing."),) if self.sort.startswith("thing.") else ()
        return (*sorting, "owner_id", "group_id")

    @property
    def shelves(self) -> list[Shelf]:
        return [shelf for shelf in (self.everything, self.loose, self.inside, self.tagged) if shelf is not None]

    def belongings(self, condition: str) -> str:
        """SELECT of (shelf, container_id, group_id, owner_id, sort_name, object_id) of the things that fulfil it."""
        parts = [self._row(self.everything, str(NOWHERE), condition), *self._in_nothing(condition)]
        if self.inside is not None and self.link is not None:
            join = f"JOIN {self.link} AS link ON link.child_id = thing.id"
            parts.append(self._row(self.inside, "link.parent_id", condition, join))
        if self.inside is not None and self.parent is not None:
            parts.append(self._row(self.inside, f"thing.{self.parent}", condition))
        if self.tagged is not None:
            join = f"JOIN annotation_link AS link ON link.{self.tag_column} = thing.id"
            found = self.with_tag("link.annotation_id", condition, join)
            parts.append(f"SELECT DISTINCT * FROM ({found}) AS labelled")
        return " UNION ALL ".join(parts)

    def in_container(self, container: str, condition: str) -> str:
        """The part of it that is in one container, given as an SQL expression."""
        return self._row(self.inside or self.everything, container, condition)

    def with_tag(self, tag: str, condition: str, join: str = "") -> str:
        """The part of it that has a tag; nothing if the annotation is no tag."""
        is_tag = f"EXISTS (SELECT 1 FROM annotation AS tag WHERE tag.id = {tag} AND tag.kind = 'tag')"
        return self._row(self.tagged or self.everything, tag, f"{condition} AND {is_tag}", join)

    def in_nothing(self, condition: str) -> str:
        """The part of it that is in nothing."""
        return self._row(self.loose or self.everything, str(NOWHERE), f"{condition} AND {self._held_by_none()}")

    def leaving(self) -> Iterator[str]:
        """Statements that take the thing OLD off all its shelves."""
        old = {column: f"OLD.{column}" for column in ("group_id", "owner_id")}
        thing = {**old, "sort_name": self.sort.replace("thing.", "OLD."), "object_id": "OLD.id"}
        for shelf in (self.everything, self.loose):
            if shelf is not None:
                yield taking(shelf, str(NOWHERE), thing)
        if self.inside is not None:
            inside = f"SELECT parent_id FROM {self.link} WHERE child_id = OLD.id" if self.link else f"OLD.{self.parent}"
            yield taking(self.inside, inside, thing)
        if self.tagged is not None:
            tags = f"SELECT annotation_id FROM annotation_link WHERE {self.tag_column} = OLD.id"
            yield taking(self.tagged, tags, thing)

    def off(self, shelf: Shelf, container: str, object_id: str) -> str:
        """Statement that takes one thing off one shelf. Does nothing for a thing that is gone."""
        sorting = self.sort.removeprefix("thing.")
        columns = {"group_id": "group_id", "owner_id": "owner_id", "sort_name": sorting}
        thing = {
            name: f"(SELECT {column} FROM {self.table} WHERE id = {object_id})" for name, column in columns.items()
        }
        return taking(shelf, container, {**thing, "object_id": object_id})

    def _in_nothing(self, condition: str) -> list[str]:
        return [] if self.loose is None else [self.in_nothing(condition)]

    def _row(self, shelf: Shelf, container: str, condition: str, join: str = "") -> str:
        columns = f"thing.group_id, thing.owner_id, {self.sort} AS sort_name, thing.id AS object_id"
        which = f"{int(shelf)} AS shelf, {container} AS container_id"
        found = f"SELECT {which}, {columns} FROM {self.table} AS thing {join}"
        return f"{found} WHERE {condition} AND {self.only} AND {self.shown}"

    @property
    def shown(self) -> str:
        """What is hidden comes onto no shelf, but for the moment before it is seen again."""
        if self.with_hidden:
            return "TRUE"
        mine = f"hidden.table_name = '{self.table}' AND hidden.id = thing.id"
        return f"NOT EXISTS (SELECT 1 FROM hidden_object AS hidden WHERE {mine})"

    def _held_by_none(self) -> str:
        return " AND ".join(
            f"NOT EXISTS (SELECT 1 FROM {table} AS holder WHERE holder.{column} = thing.id)"
            for table, column in self.holders
        )


SOURCES = (
    Source(
        kind=Kind.PROJECT,
        table="project",
        everything=Shelf.PROJECTS,
        tagged=Shelf.TAGGED_PROJECTS,
        tag_column="project_id",
    ),
    Source(
        kind=Kind.DATASET,
        table="dataset",
        everything=Shelf.DATASETS,
        loose=Shelf.LOOSE_DATASETS,
        holders=(("project_dataset", "child_id"),),
        inside=Shelf.DATASETS_OF_PROJECT,
        link="project_dataset",
        tagged=Shelf.TAGGED_DATASETS,
        tag_column="dataset_id",
    ),
    Source(
        kind=Kind.SCREEN,
        table="screen",
        everything=Shelf.SCREENS,
        tagged=Shelf.TAGGED_SCREENS,
        tag_column="screen_id",
    ),
    Source(
        kind=Kind.PLATE,
        table="plate",
        everything=Shelf.PLATES,
        loose=Shelf.LOOSE_PLATES,
        holders=(("screen_plate", "child_id"),),
        inside=Shelf.PLATES_OF_SCREEN,
        link="screen_plate",
        tagged=Shelf.TAGGED_PLATES,
        tag_column="plate_id",
    ),
    Source(
        kind=Kind.IMAGE,
        table="image",
        everything=Shelf.IMAGES,
        loose=Shelf.LOOSE_IMAGES,
        holders=(("dataset_image", "child_id"), ("well_sample", "image_id")),
        inside=Shelf.IMAGES_OF_DATASET,
        link="dataset_image",
        tagged=Shelf.TAGGED_IMAGES,
        tag_column="image_id",
    ),
    Source(
        kind=Kind.ACQUISITION,
        table="plate_acquisition",
        everything=Shelf.RUNS,
        sort="''",
        inside=Shelf.RUNS_OF_PLATE,
        parent="plate_id",
        tagged=Shelf.TAGGED_RUNS,
        tag_column="acquisition_id",
    ),
    Source(
        kind=Kind.TAG,
        table="annotation",
        everything=Shelf.TAGS,
        sort="''",
        only="thing.kind IN ('tag', 'tagset')",
        loose=Shelf.LOOSE_TAGS,
        holders=(("tagset_tag", "child_id"),),
        inside=Shelf.TAGS_OF_SET,
        link="tagset_tag",
    ),
)
"""Runs and tags are in the order of their ids, everything else in that of names."""

OF_KIND = {source.kind: source for source in SOURCES}
TABLE_OF = {shelf: source.table for source in SOURCES for shelf in source.shelves}
"""Whose objects are on a shelf."""

COLUMNS = "shelf, container_id, group_id, owner_id, sort_name, object_id"
WAYS = "(SELECT 1 AS g, 1 AS o UNION ALL SELECT 1, 0 UNION ALL SELECT 0, 1 UNION ALL SELECT 0, 0) AS way"


def entries(belongings: str) -> str:
    """SELECT of the rows of `shelf_entry`: each thing for its group or all (not in containers), its owner or all."""
    group = f"CASE way.g WHEN 1 THEN belongs.group_id ELSE {ANY} END AS group_id"
    owner = f"CASE way.o WHEN 1 THEN belongs.owner_id ELSE {ANY} END AS owner_id"
    found = f"SELECT shelf, container_id, {group}, {owner}, sort_name, object_id FROM ({belongings}) AS belongs"
    return f"{found} CROSS JOIN {WAYS} WHERE way.g = 1 OR container_id = {NOWHERE}"


def putting(belongings: str) -> str:
    """Statement that puts things where they belong and are not yet."""
    return f"INSERT INTO shelf_entry ({COLUMNS}) {entries(belongings)} ON CONFLICT DO NOTHING"


def taking(shelf: Shelf, containers: str, thing: Mapping[str, str]) -> str:
    """Statement that takes one thing off a shelf; by its key, so that nothing is searched.

    `containers` is a list or a SELECT of them, `thing` says what SQL stands for each of the other columns.
    """
    return (
        f"DELETE FROM shelf_entry WHERE shelf = {int(shelf)} AND container_id IN ({containers})"
        f" AND group_id IN ({thing['group_id']}, {ANY}) AND owner_id IN ({thing['owner_id']}, {ANY})"
        f" AND sort_name = {thing['sort_name']} AND object_id = {thing['object_id']}"
    )
