"""What the centre shows of tags: what carries one, and the tags of a tag set."""

from __future__ import annotations

from collections.abc import Sequence

from omeropyr.api import Annotation, Kind, NotFound, ObjectRef, Page, Scope, Session

from .cards import card
from .contexts import Card, Contents

MOST_CARDS = 200
"""Containers with a tag that are shown beside its images."""


def tag_contents(
    session: Session, tag_id: int, *, scope: Scope, page: int, page_size: int, selected: Sequence[int]
) -> Contents:
    """Containers that carry the tag, then a page of the images that do. Raises NotFound."""
    tag = _annotation(session, Kind.TAG, tag_id)
    images = session.browse.images(scope, tag_id=tag_id, page=Page((page - 1) * page_size, page_size))
    return Contents(
        kind="tag",
        id=tag_id,
        title=tag.text,
        total=images.total,
        page=page,
        page_size=page_size,
        cards=_tagged_containers(session, tag_id, scope),
        images=images.items,
        selected=selected,
    )


def tagset_contents(session: Session, tagset_id: int, scope: Scope) -> Contents:
    """The tags of the set. Raises NotFound."""
    tagset = _annotation(session, Kind.TAGSET, tagset_id)
    tags = session.annotations.tags(scope, tagset_id=tagset_id, page=Page(limit=MOST_CARDS))
    cards = [
        Card(ref=ObjectRef(Kind.TAG, tag.id), name=tag.text, description=tag.description, count=0) for tag in tags.items
    ]
    return Contents(kind="tagset", id=tagset_id, title=tagset.text, total=tags.total, cards=cards)


def _tag_card(tag: Annotation) -> Card:
    return Card(ref=ObjectRef(Kind.TAG, tag.id), name=tag.text, description=tag.description, count=0)


def _annotation(session: Session, kind: Kind, annotation_id: int) -> Annotation:
    found = session.annotations.get(annotation_id)
    if found.kind is not kind:
        raise NotFound(kind, annotation_id)
    return found


def _tagged_containers(session: Session, tag_id: int, scope: Scope) -> list[Card]:
    browse, page = session.browse, Page(limit=MOST_CARDS)
    return [
        *(card(Kind.PROJECT, item) for item in browse.projects(scope, tag_id=tag_id, page=page).items),
        *(card(Kind.DATASET, item) for item in browse.datasets(scope, tag_id=tag_id, page=page).items),
        *(card(Kind.SCREEN, item) for item in browse.screens(scope, tag_id=tag_id, page=page).items),
        *(card(Kind.PLATE, item) for item in browse.plates(scope, tag_id=tag_id, page=page).items),
    ]
