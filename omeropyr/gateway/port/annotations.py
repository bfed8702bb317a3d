"""Annotations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from omeropyr.gateway.model import (
    CLIENT_MAP,
    Annotation,
    AnnotationLink,
    AnnotationValue,
    KeyValues,
    Kind,
    Listing,
    ObjectRef,
    Page,
    Scope,
)
from omeropyr.gateway.port.defaults import ANYWHERE, EVERYTHING


@runtime_checkable
class Annotations(Protocol):
    """Annotations of every kind, read for many objects at once."""

    def of(self, targets: Sequence[ObjectRef], *, kinds: Sequence[Kind] = ()) -> Sequence[AnnotationLink]:
        """All links of the readable targets, in one go; `kinds` empty = every kind."""

    def tags(
        self,
        scope: Scope = ANYWHERE,
        *,
        tagset_id: int | None = None,
        orphaned: bool = False,
        page: Page = EVERYTHING,
    ) -> Listing[Annotation]:
        """Tags and tag sets by id; those of a tag set; or those in none (`orphaned`)."""

    def create_tag(
        self,
        text: str,
        *,
        description: str = "",
        group_id: int,
        tagset_id: int | None = None,
        targets: Sequence[ObjectRef] = (),
        owner_id: int | None = None,
    ) -> int:
        """Id of the new tag, or of a readable one with the same text and description in that group.

        With `tagset_id` the group is that of the tag set, whatever `group_id` says. The tag is put on `targets`;
        when that is refused (Forbidden, Conflict, NotFound) no tag is made either. `owner_id` as in `Edit.create`.
        """

    def create_tagset(self, text: str, *, description: str = "", group_id: int, owner_id: int | None = None) -> int: ...

    def comment(self, targets: Sequence[ObjectRef], text: str) -> int:
        """One comment linked to every target; returns its id. Raises Forbidden."""

    def link(self, annotation_id: int, targets: Sequence[ObjectRef]) -> int:
        """Number of links made (links of the user's own that exist are left alone). Raises Forbidden."""

    def unlink(self, annotation_id: int, targets: Sequence[ObjectRef], *, own_only: bool = False) -> int:
        """Number of links removed: those the user may delete, or of these only those the user made (`own_only`).

        Comments left without a link vanish.
        """

    def get(self, annotation_id: int) -> Annotation:
        """Raises NotFound."""

    def all(
        self,
        kinds: Sequence[Kind],
        scope: Scope = ANYWHERE,
        *,
        namespace: str | None = None,
        page: Page = EVERYTHING,
    ) -> Listing[Annotation]:
        """Annotations by themselves, newest first: attachments to use again, tables, key-values."""

    def namespaces(self, kinds: Sequence[Kind] = (), scope: Scope = ANYWHERE) -> Sequence[tuple[str, int]]:
        """Namespaces in use and how many readable annotations have each, by name."""

    def create(
        self,
        kind: Kind,
        value: AnnotationValue,
        targets: Sequence[ObjectRef] = (),
        *,
        namespace: str | None = None,
        description: str = "",
        group_id: int | None = None,
    ) -> int:
        """A new annotation of any kind but tag set, linked to every target, all or nothing; returns its id.

        A FILE takes the OriginalFile it shows (its id counts). Without targets `group_id` or the default group is
        taken. Raises Invalid for a value that does not fit the kind, Forbidden, Conflict across groups.
        """

    def update(
        self,
        annotation_id: int,
        value: AnnotationValue = None,
        *,
        namespace: str | None = None,
        description: str | None = None,
    ) -> None:
        """Change what is given; None leaves it alone. Raises Forbidden, Invalid."""

    def edit_pairs(
        self, targets: Sequence[ObjectRef], pairs: KeyValues, *, namespace: str = CLIENT_MAP
    ) -> Sequence[int]:
        """Give each target exactly these key-values in that namespace: its own map is changed, or made, or (for no
        pairs) taken away; returns the ids that are left. A map shared with objects not named is not changed but
        replaced for these targets."""

    def rate(self, targets: Sequence[ObjectRef], rating: int | None) -> None:
        """The user's own rating, 1 to 5, None takes it away. Raises Invalid, Forbidden."""

    def change_tags(
        self,
        targets: Sequence[ObjectRef],
        *,
        add: Sequence[int] = (),
        remove: Sequence[int] = (),
        own_only: bool = False,
    ) -> None:
        """Link and unlink tags in one transaction; of `remove` those links that the user may delete, or of these only
        those the user made (`own_only`). Raises as `link` and `unlink`, Invalid for what is no tag."""

    def delete(self, annotation_ids: Sequence[int]) -> int:
        """Delete annotations with all their links; number deleted. Raises Forbidden, and then nothing is deleted."""

    def usage(self, annotation_ids: Sequence[int]) -> Mapping[int, int]:
        """On how many readable objects each is."""

    def linked(self, annotation_ids: Sequence[int], *, kinds: Sequence[Kind] = ()) -> Sequence[AnnotationLink]:
        """All readable links of the annotations, in one go: where a tag or a file hangs."""
