"""Changes to the tree."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol, runtime_checkable

from omeropyr.gateway.model import Applied, Contents, Job, Kind, ObjectRef, Plan


@runtime_checkable
class Edit(Protocol):
    """Changes to the tree. Every change is checked at the moment it is made and written to the event log."""

    def create(
        self,
        kind: Kind,
        name: str,
        *,
        description: str = "",
        group_id: int | None = None,
        parent: ObjectRef | None = None,
        children: Sequence[ObjectRef] = (),
        owner_id: int | None = None,
    ) -> int:
        """A project, dataset or screen; in the group of the parent, else of the children, else `group_id`, else the
        default group. What `link` would refuse of parent or children is refused, and then nothing is made.

        It belongs to the user, or to `owner_id`, a member of that group: for administrators with WriteOwned.
        """

    def rename(self, ref: ObjectRef, name: str) -> None:
        """Raises NotFound, Forbidden, Invalid (empty or over 255 characters)."""

    def describe(self, ref: ObjectRef, description: str) -> None: ...

    def name_channels(self, image_ids: Sequence[int], names: Sequence[str]) -> Applied:
        """Call the channels of these images so, the first channel first. Images with another number of channels, and
        those that the user may not change, are refused and left alone. Raises Invalid for an empty name or one over
        255 characters."""

    def link(self, parent: ObjectRef, children: Sequence[ObjectRef]) -> int:
        """project-dataset, dataset-image, screen-plate, tagset-tag; number of new links.

        Raises Conflict across groups, Forbidden, Invalid for any other pair.
        """

    def unlink(self, parent: ObjectRef, children: Sequence[ObjectRef]) -> int:
        """Number of links removed; children that are not linked are passed over. Raises Forbidden."""

    def link_all(self, links: Sequence[tuple[ObjectRef, ObjectRef]]) -> int:
        """Many (parent, child) pairs in one transaction; number of new links. Raises as `link`, then none is made."""

    def unlink_all(self, links: Sequence[tuple[ObjectRef, ObjectRef]]) -> int:
        """The same for `unlink`."""

    def plan_delete(self, refs: Sequence[ObjectRef], contents: Collection[Contents] = ()) -> Plan:
        """What `delete` would do. Without Contents.CHILDREN containers leave what is in them behind as orphans.

        Images of a fileset go together: naming some of them is a refusal that names the others. Annotations that
        hang on nothing else go along if their Contents is named, and stay otherwise.
        """

    def delete(self, refs: Sequence[ObjectRef], contents: Collection[Contents] = ()) -> Job:
        """Move to the trash, all or nothing, in the background. Raises NotFound, Forbidden at once where it can."""

    def plan_move(self, refs: Sequence[ObjectRef], group_id: int, *, detailed: bool = False) -> Plan:
        """What `move` would do: links to what stays in the old group are cut, annotations used there stay.

        `detailed`: object by object, which costs as much as there are objects.
        """

    def move(self, refs: Sequence[ObjectRef], group_id: int, *, parent: ObjectRef | None = None) -> Job:
        """Move objects with everything in them to another group of the user; `parent` is a container there."""

    def plan_give(self, refs: Sequence[ObjectRef], owner_id: int, *, detailed: bool = False) -> Plan:
        """What `give` would do."""

    def give(self, refs: Sequence[ObjectRef], owner_id: int) -> Job:
        """Change the owner of objects and everything in them. For administrators with Chown and group leaders."""
