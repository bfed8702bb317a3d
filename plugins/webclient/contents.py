"""What the centre shows of a container: cards of containers, a page of images, or the wells of a plate."""

from __future__ import annotations

from collections.abc import Sequence

from omeropyr.api import (
    Kind,
    NotFound,
    Page,
    Scope,
    Session,
)

from .cards import card
from .contexts import Contents
from .tagged import tag_contents, tagset_contents


def contents_of(
    session: Session,
    kind: str,
    object_id: int,
    *,
    scope: Scope,
    page: int = 1,
    page_size: int = 200,
    selected: Sequence[int] = (),
) -> Contents:
    """Contents of a project, screen, dataset, tag or tag set, or of the orphans. Raises NotFound."""
    if kind == Kind.PROJECT:
        return _project(session, object_id, scope)
    if kind == Kind.SCREEN:
        return _screen(session, object_id, scope)
    if kind == Kind.TAGSET:
        return tagset_contents(session, object_id, scope)
    if kind == Kind.TAG:
        return tag_contents(session, object_id, scope=scope, page=page, page_size=page_size, selected=selected)
    if kind not in (Kind.DATASET, "orphaned"):
        raise NotFound(kind, object_id)
    dataset = session.browse.dataset(object_id) if kind == Kind.DATASET else None
    images = session.browse.images(
        scope,
        dataset_id=dataset.id if dataset else None,
        orphaned=dataset is None,
        page=Page((page - 1) * page_size, page_size),
    )
    return Contents(
        kind=kind,
        id=object_id,
        title=dataset.name if dataset else "Orphaned images",
        total=images.total,
        page=page,
        page_size=page_size,
        images=images.items,
        selected=selected,
    )


def _project(session: Session, project_id: int, scope: Scope) -> Contents:
    project = session.browse.project(project_id)
    datasets = session.browse.datasets(scope, project_id=project_id)
    cards = [card(Kind.DATASET, item) for item in datasets.items]
    return Contents(kind="project", id=project_id, title=project.name, total=datasets.total, cards=cards)


def _screen(session: Session, screen_id: int, scope: Scope) -> Contents:
    screen = session.browse.screen(screen_id)
    plates = session.browse.plates(scope, screen_id=screen_id)
    cards = [card(Kind.PLATE, item) for item in plates.items]
    return Contents(kind="screen", id=screen_id, title=screen.name, total=plates.total, cards=cards)
