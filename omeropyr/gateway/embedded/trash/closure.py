"""What goes along with what is named: contents, filesets and annotations, by the rules of deleting and moving.

Everything is decided by the database, a rule at a time, for all rows at once. Contents that are also in something that
stays, stay too. So does what the user may not take along.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from omeropyr.gateway.embedded.edit.links import CONTAINERS, Pair
from omeropyr.gateway.embedded.schema import (
    AnnotationLinkRow,
    AnnotationRow,
    DatasetImageRow,
    FilesetRow,
    ImageRow,
    OriginalFileRow,
    TagsetTagRow,
    WellRow,
    WellSampleRow,
)
from omeropyr.gateway.embedded.targets import TABLES
from omeropyr.gateway.embedded.trash.selection import Selection
from omeropyr.gateway.model import ANNOTATION_KINDS, Contents, Kind, ObjectRef

Allowed = Callable[[Iterable[tuple[int, int]]], Collection[tuple[int, int]]]
"""Of (owner, group) pairs those whose data the user may take along."""

ANNOTATIONS_OF = {
    Contents.TAGS: frozenset((Kind.TAG, Kind.TERM)),
    Contents.FILES: frozenset((Kind.FILE,)),
    Contents.OTHER: ANNOTATION_KINDS - {Kind.TAG, Kind.TAGSET, Kind.TERM, Kind.FILE},
}
IMAGES: Table = ImageRow.__table__  # type: ignore[assignment]
FILESETS: Table = FilesetRow.__table__  # type: ignore[assignment]
FILES: Table = OriginalFileRow.__table__  # type: ignore[assignment]
WELLS: Table = WellRow.__table__  # type: ignore[assignment]
MOST_SPLIT = 100
"""So many filesets are told of."""
RUNS: Table = TABLES[Kind.ACQUISITION].__table__
NOTES: Table = AnnotationRow.__table__  # type: ignore[assignment]
NOTE_LINKS: Table = AnnotationLinkRow.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Closure:
    """Fills a selection. `allowed` says whose data may come along beside what is named."""

    chosen: Selection
    allowed: Allowed

    def name(self, refs: Sequence[ObjectRef]) -> None:
        """What was asked for, with its parts; a fileset stands for its images."""
        for kind in dict.fromkeys(ref.kind for ref in refs):
            self.chosen.add_ids(TABLES[kind].__table__, (ref.id for ref in refs if ref.kind is kind))
        self.chosen.add(IMAGES, select(ImageRow.id).where(self.chosen.has(FILESETS, ImageRow.fileset_id)))
        self.chosen.add_parts()

    def add_contents(self, *, plates_whole: bool = False) -> None:
        """What is in the containers. With `plates_whole` images of wells never stay behind for a dataset."""
        for pair in CONTAINERS.values():
            if pair.child_kind is not Kind.TAG:
                self._add_children(pair)
                self.chosen.add_parts()
        self._add_images_of_wells(whole=plates_whole)
        self.chosen.add_parts()

    def _add_children(self, pair: Pair) -> None:
        link, parents, children = pair.link, pair.parent.__table__, pair.child.__table__
        other = aliased(link)
        elsewhere = exists().where(other.child_id == link.child_id, ~self.chosen.has(parents, other.parent_id))
        held = select(link.child_id).where(self.chosen.has(parents, link.parent_id), ~elsewhere)
        if pair.child_kind is Kind.IMAGE:
            held = held.where(~self._is_in_staying_well(link.child_id))
        self._add_allowed(children, held)

    def _is_in_staying_well(self, image_id: Any) -> ColumnElement[bool]:
        return exists().where(WellSampleRow.image_id == image_id, ~self.chosen.has(WELLS, WellSampleRow.well_id))

    def _add_images_of_wells(self, *, whole: bool) -> None:
        field, other = WellSampleRow, aliased(WellSampleRow)
        going = or_(self.chosen.has(WELLS, field.well_id), self.chosen.has(RUNS, field.acquisition_id))
        other_stays = and_(
            ~self.chosen.has(WELLS, other.well_id),
            or_(other.acquisition_id.is_(None), ~self.chosen.has(RUNS, other.acquisition_id)),
        )
        held = select(field.image_id).where(going, ~exists().where(other.image_id == field.image_id, other_stays))
        if not whole:
            datasets = TABLES[Kind.DATASET].__table__
            stays = ~self.chosen.has(datasets, DatasetImageRow.parent_id)
            held = held.where(~exists().where(DatasetImageRow.child_id == field.image_id, stays))
        self._add_allowed(IMAGES, held)

    def _add_allowed(self, table: Table, ids: Select[Any], *more: ColumnElement[bool]) -> None:
        """Those among `ids` whose owner's data the user may take along."""
        found = ids.subquery()
        pairs = select(table.c.owner_id, table.c.group_id).where(table.c.id.in_(select(*found.c))).distinct()
        owners = {(row.owner_id, row.group_id) for row in self.chosen.connection.execute(pairs)}
        allowed = sorted(self.allowed(owners))
        if allowed:
            mine = tuple_(table.c.owner_id, table.c.group_id).in_(allowed)
            self.chosen.add(table, select(table.c.id).where(table.c.id.in_(select(*found.c)), mine, *more))

    def add_filesets(self) -> None:
        """Filesets all of whose images go, with their files."""
        images = aliased(ImageRow)
        stays = exists().where(images.fileset_id == ImageRow.fileset_id, ~self.chosen.has(IMAGES, images.id))
        whole = select(ImageRow.fileset_id).where(self.chosen.has(IMAGES, ImageRow.id), ~stays)
        self.chosen.add(FILESETS, whole.where(ImageRow.fileset_id.is_not(None)))
        self.chosen.add_parts()

    def add_annotations(self, contents: Collection[Contents]) -> None:
        """Annotations of these sorts that hang on nothing that stays, neither on objects nor in a tag set."""
        kinds = frozenset[Kind]().union(*(ANNOTATIONS_OF.get(one, frozenset()) for one in contents))
        link, other, holder = AnnotationLinkRow, aliased(AnnotationLinkRow), TagsetTagRow
        stays = exists().where(other.annotation_id == link.annotation_id, ~self.chosen.has(NOTE_LINKS, other.id))
        in_set = exists().where(holder.child_id == link.annotation_id, ~self.chosen.has(NOTES, holder.parent_id))
        loose = select(link.annotation_id).where(self.chosen.has(NOTE_LINKS, link.id), ~stays, ~in_set)
        self._add_allowed(NOTES, loose, AnnotationRow.kind.in_(sorted(kinds)))
        self.add_attachments()

    def add_attachments(self) -> None:
        """The files of file annotations that go, unless another annotation has them too."""
        note, other = AnnotationRow, aliased(AnnotationRow)
        stays = exists().where(other.file_id == note.file_id, ~self.chosen.has(NOTES, other.id))
        loose = select(note.file_id).join(OriginalFileRow, OriginalFileRow.id == note.file_id)
        loose = loose.where(self.chosen.has(NOTES, note.id), OriginalFileRow.fileset_id.is_(None), ~stays)
        self.chosen.add(FILES, loose)
        self.chosen.add_parts()

    def split_filesets(self) -> Sequence[tuple[int, list[int], list[int]]]:
        """Filesets of which some images would go and others stay: (fileset, going, staying), the first ones."""
        image = aliased(ImageRow)
        going = func.count().filter(self.chosen.has(IMAGES, image.id))
        split = (
            select(image.fileset_id)
            .where(image.fileset_id.in_(select(ImageRow.fileset_id).where(self.chosen.has(IMAGES, ImageRow.id))))
            .group_by(image.fileset_id)
            .having(going > 0, going < func.count())
            .order_by(image.fileset_id)
            .limit(MOST_SPLIT)
        )
        found = self.chosen.connection.scalars(split).all()
        return [self._halves(fileset_id) for fileset_id in found if fileset_id is not None]

    def _halves(self, fileset_id: int) -> tuple[int, list[int], list[int]]:
        going = self.chosen.has(IMAGES, ImageRow.id).label("going")
        images = select(ImageRow.id, going).where(ImageRow.fileset_id == fileset_id).order_by(ImageRow.id)
        rows = self.chosen.connection.execute(images).all()
        return fileset_id, [row.id for row in rows if row.going], [row.id for row in rows if not row.going]
