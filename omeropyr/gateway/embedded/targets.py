"""The objects a change is about: found if readable, and asked what the user may do to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from omeropyr.errors import Conflict, Forbidden, Invalid, NotFound
from omeropyr.gateway.embedded.people.persons import is_member
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Act, Sight, Viewer, acts_for
from omeropyr.gateway.embedded.schema import (
    USER_GROUP,
    AcquisitionRow,
    AnnotationRow,
    DatasetRow,
    ExperimenterRow,
    FilesetRow,
    GroupRow,
    ImageRow,
    OriginalFileRow,
    PlateRow,
    ProjectRow,
    RoiRow,
    ScreenRow,
    WellRow,
)
from omeropyr.gateway.embedded.statements import AnyRow
from omeropyr.gateway.model import ANNOTATION_KINDS, Kind, ObjectRef, Privilege

if TYPE_CHECKING:
    from omeropyr.gateway.embedded.access import Writing

TABLES: Mapping[Kind, Any] = {
    Kind.PROJECT: ProjectRow,
    Kind.DATASET: DatasetRow,
    Kind.IMAGE: ImageRow,
    Kind.SCREEN: ScreenRow,
    Kind.PLATE: PlateRow,
    Kind.ACQUISITION: AcquisitionRow,
    Kind.WELL: WellRow,
    Kind.FILESET: FilesetRow,
    Kind.ORIGINAL_FILE: OriginalFileRow,
    Kind.ROI: RoiRow,
    **dict.fromkeys(ANNOTATION_KINDS, AnnotationRow),
}
"""Where objects of each kind are kept."""

AT_ONCE = 10_000
"""Databases limit the length of a statement."""
VERBS = {
    Act.ANNOTATE: "annotate",
    Act.EDIT: "change",
    Act.DELETE: "delete",
    Act.LINK: "link",
    Act.MOVE: "move to another group",
    Act.GIVE: "give away",
}


@dataclass(frozen=True, slots=True)
class Target:
    """A readable object and what the user may do to it."""

    ref: ObjectRef
    owner_id: int
    group_id: int
    acts: Act

    def require(self, act: Act) -> Target:
        """Raises Forbidden."""
        if act not in self.acts:
            raise Forbidden(f"You may not {VERBS[act]} {self.ref.kind} {self.ref.id}.")
        return self

    def require_group(self, group_id: int) -> Target:
        """Raises Conflict."""
        if self.group_id != group_id:
            raise Conflict(f"{self.ref.kind} {self.ref.id} is in another group; only data of one group go together.")
        return self


def find_targets(connection: Connection, viewer: Viewer, refs: Sequence[ObjectRef]) -> Mapping[ObjectRef, Target]:
    """The readable ones among `refs`, in the order asked; one statement for each kind and some thousands of ids."""
    found: dict[ObjectRef, Target] = {}
    for kind in dict.fromkeys(ref.kind for ref in refs):
        ids = [ref.id for ref in refs if ref.kind is kind]
        for start in range(0, len(ids), AT_ONCE):
            some = _of_kind(connection, viewer, kind, ids[start : start + AT_ONCE])
            found |= {target.ref: target for target in some}
    return {ref: found[ref] for ref in dict.fromkeys(refs) if ref in found}


def require_targets(connection: Connection, viewer: Viewer, refs: Sequence[ObjectRef]) -> Sequence[Target]:
    """All of `refs`. Raises NotFound for the first that is not readable, Invalid if none is named."""
    if not refs:
        raise Invalid("targets", "at least one object must be named")
    found = find_targets(connection, viewer, refs)
    for ref in refs:
        if ref not in found:
            raise NotFound(ref.kind, ref.id)
    return list(found.values())


def _of_kind(connection: Connection, viewer: Viewer, kind: Kind, ids: Sequence[int]) -> Sequence[Target]:
    table = TABLES.get(kind)
    if table is None:
        return []
    sight = Sight(viewer, table)
    query = select(table.id, table.owner_id, table.group_id, sight.level, sight.leads).where(among(table.id, ids))
    if table is AnnotationRow:
        query = query.where(AnnotationRow.kind == kind)
    return [_target(viewer, kind, row) for row in connection.execute(sight.restrict(query))]


def _target(viewer: Viewer, kind: Kind, row: AnyRow) -> Target:
    return Target(ObjectRef(kind, row.id), row.owner_id, row.group_id, acts_for(viewer, row, kind))


def find_annotations(connection: Connection, viewer: Viewer, annotation_ids: Sequence[int]) -> Mapping[int, Target]:
    """The readable ones among these, of whatever kind, by id; one statement."""
    sight, row = Sight(viewer, AnnotationRow), AnnotationRow
    query = select(row.id, row.kind, row.owner_id, row.group_id, sight.level, sight.leads)
    found = connection.execute(sight.restrict(query).where(among(row.id, annotation_ids)))
    return {row.id: _target(viewer, Kind(row.kind), row) for row in found}


def require_annotation(connection: Connection, viewer: Viewer, annotation_id: int) -> Target:
    """An annotation of whatever kind. Raises NotFound."""
    found = find_annotations(connection, viewer, [annotation_id])
    if annotation_id not in found:
        raise NotFound("annotation", annotation_id)
    return found[annotation_id]


def require_group(connection: Connection, viewer: Viewer, group_id: int) -> int:
    """A group the user may put new objects into. Raises NotFound, and Forbidden for the group of all users.

    Administrators with WriteOwned may do so in groups they are not in.
    """
    known = select(is_member(viewer.user_id)).where(among(GroupRow.id, [group_id]))
    belongs = connection.scalar(known)
    if belongs is None or not (belongs or viewer.is_admin):
        raise NotFound(Kind.GROUP, group_id)
    if not (belongs or viewer.holds(Privilege.WRITE_OWNED)):
        raise Forbidden("You may put nothing into this group: you are no member of it.")
    if group_id == USER_GROUP:
        raise Forbidden("Nothing can be kept in the group of all users; please choose another group.")
    return group_id


def require_owner(writing: Writing, owner_id: int | None, group_id: int) -> int:
    """Whose a new object is to be: the user's own, or with WriteOwned another member's.

    Raises NotFound, Forbidden, and Conflict for somebody who is not in the group.
    """
    connection, viewer = writing.connection, writing.viewer
    if owner_id is None or owner_id == viewer.user_id:
        return viewer.user_id
    if not viewer.holds(Privilege.WRITE_OWNED):
        raise Forbidden("You may make objects for yourself only.")
    found = connection.execute(
        select(ExperimenterRow.ome_name, is_member(ExperimenterRow.id, group_id).label("belongs")).where(
            among(ExperimenterRow.id, [owner_id])
        )
    ).one_or_none()
    if found is None:
        raise NotFound(Kind.EXPERIMENTER, owner_id)
    if not found.belongs:
        raise Conflict(f"{found.ome_name} is not in that group and could not see it.")
    return owner_id


def group_for(connection: Connection, viewer: Viewer, wanted: int | None) -> int:
    """A group the user may put new objects into: the one that is wanted, else the default group.

    Raises as `require_group`.
    """
    if wanted is None:
        own = select(ExperimenterRow.default_group_id).where(ExperimenterRow.id == viewer.user_id)
        wanted = connection.execute(own).scalar_one()
    return require_group(connection, viewer, wanted)
