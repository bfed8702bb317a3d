"""Tagging: from the form's wish to the smallest change, touching only links of the user's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from omeropyr.api import AnnotationLink, Invalid, Kind, ObjectRef, Session

from .params import whole_number
from .targets import group_of_object

MAX_NEW_TAGS = 1000


@dataclass(frozen=True, slots=True)
class NewTag:
    text: str
    description: str = ""
    tagset_id: int | None = None


@dataclass(frozen=True, slots=True)
class TaggingWish:
    """`tag_ids`: every existing tag that the user wants to have on the objects."""

    tag_ids: frozenset[int]
    new_tags: tuple[NewTag, ...] = ()


@dataclass(frozen=True, slots=True)
class TaggingChange:
    """Ids of the tags linked, unlinked, and made."""

    added: list[int]
    removed: list[int]
    new: list[int]


def parse_tagging(lists: Mapping[str, str], form: Mapping[str, str]) -> TaggingWish:
    """`tags` from where the request names its lists, the new tags from the form. Raises Invalid."""
    pieces = [piece for piece in lists.get("tags", "").split(",") if piece.strip()]
    total = whole_number("newtags-TOTAL_FORMS", form.get("newtags-TOTAL_FORMS", "0"))
    if not 0 <= total <= MAX_NEW_TAGS:
        raise Invalid("newtags-TOTAL_FORMS", f"Make at most {MAX_NEW_TAGS} tags at once.")
    return TaggingWish(
        frozenset(whole_number("tags", piece) for piece in pieces),
        tuple(_new_tag(form, f"newtags-{index}") for index in range(total)),
    )


def _new_tag(form: Mapping[str, str], prefix: str) -> NewTag:
    text = form.get(f"{prefix}-tag", "").strip()
    if not text:
        raise Invalid(f"{prefix}-tag", "A new tag needs a text.")
    tagset = form.get(f"{prefix}-tagset", "").strip()
    return NewTag(
        text,
        form.get(f"{prefix}-description", "").strip(),
        whole_number(f"{prefix}-tagset", tagset) if tagset else None,
    )


def tag_objects(session: Session, targets: Sequence[ObjectRef], wish: TaggingWish) -> TaggingChange:
    """Tags that the user had linked to all targets and no longer wants go; links of other people are never touched.

    Raises NotFound or Forbidden for a target or tag that the user may not use.
    """
    annotations = session.annotations
    before = own_tags(annotations.of(targets, kinds=(Kind.TAG,)), session.context.user.id, targets)
    added, removed = sorted(wish.tag_ids - before), sorted(before - wish.tag_ids)
    annotations.change_tags(targets, add=added, remove=removed, own_only=True)
    group_id = group_of_object(session, targets[0]) if wish.new_tags else 0
    new = [
        annotations.create_tag(
            tag.text, description=tag.description, group_id=group_id, tagset_id=tag.tagset_id, targets=targets
        )
        for tag in wish.new_tags
    ]
    return TaggingChange(added, removed, new)


def own_tags(links: Sequence[AnnotationLink], user_id: int, targets: Sequence[ObjectRef]) -> frozenset[int]:
    """Tags that the user has linked to every one of the targets."""
    linked: dict[int, set[ObjectRef]] = {}
    for link in links:
        if link.owner.id == user_id:
            linked.setdefault(link.annotation.id, set()).add(link.parent)
    return frozenset(tag_id for tag_id, parents in linked.items() if parents.issuperset(targets))
