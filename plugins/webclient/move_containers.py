"""Containers of somebody in a group, where their data may be put when they are moved there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from omeropyr.api import Dataset, Kind, NotFound, ObjectRef, Project, Scope, Screen, Session

from .params import number


@dataclass(frozen=True, slots=True)
class Place:
    """A container, and those in it. `is_target`: of the kind that was asked for."""

    ref: ObjectRef
    name: str
    is_target: bool
    inside: Sequence[Place] = ()


@view_config(route_name="load_chgrp_target", renderer="webclient/parts/move_containers.jinja2", plain_errors=True)
def containers_to_move_to(request: Request) -> dict[str, Any]:
    """Projects, datasets (also those in projects) or screens of `owner`, who is the user unless somebody is named."""
    session, group_id = request.gateway, int(request.matchdict["group"])
    if not session.context.is_admin and group_id not in session.context.member_of:
        raise NotFound(Kind.GROUP, group_id)
    scope = Scope(group_id=group_id, owner_id=number(request.GET, "owner", session.context.user.id))
    return {"places": _places(session, scope, Kind(request.matchdict["kind"]))}


def _places(session: Session, scope: Scope, kind: Kind) -> list[Place]:
    if kind is Kind.SCREEN:
        return [_place(Kind.SCREEN, screen, is_target=True) for screen in session.browse.screens(scope).items]
    projects = session.browse.projects(scope).items
    if kind is Kind.PROJECT:
        return [_place(Kind.PROJECT, project, is_target=True) for project in projects]
    return _with_datasets(session, projects, session.browse.datasets(scope).items)


def _with_datasets(session: Session, projects: Sequence[Project], datasets: Sequence[Dataset]) -> list[Place]:
    """Projects with their datasets, then datasets in none of these; a few statements however many they are."""
    holders: dict[int, list[int]] = {}
    for link in session.browse.parents([ObjectRef(Kind.DATASET, dataset.id) for dataset in datasets]):
        holders.setdefault(link.child.id, []).append(link.parent.id)
    inside: dict[int, list[Place]] = {project.id: [] for project in projects}
    loose: list[Place] = []
    for dataset in datasets:
        place = _place(Kind.DATASET, dataset, is_target=True)
        above = [inside[holder] for holder in holders.get(dataset.id, ()) if holder in inside]
        for siblings in above or [loose]:
            siblings.append(place)
    shown = [_place(Kind.PROJECT, project, inside[project.id]) for project in projects if inside[project.id]]
    return [*shown, *loose]


def _place(
    kind: Kind, value: Project | Dataset | Screen, inside: Sequence[Place] = (), *, is_target: bool = False
) -> Place:
    return Place(ObjectRef(kind, value.id), value.name, is_target, inside)
