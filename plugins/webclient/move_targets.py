"""Where things may be moved to, and what would be torn apart on the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from omeropyr.api import Group, ObjectRef, PermissionLevel, Session

from .filesets import split_filesets
from .json_views import json_view
from .marshal import Json
from .move_requests import refs_in

_READ = frozenset(PermissionLevel) - {PermissionLevel.PRIVATE}
_ANNOTATE = frozenset({PermissionLevel.READ_ANNOTATE, PermissionLevel.READ_WRITE})


@json_view(route_name="load_chgrp_groups")
def groups_for_moving(request: Request) -> Json:
    """Groups that all owners of the objects are in; without objects the user's own."""
    session = request.gateway
    found = session.browse.whereabouts(refs_in(request.GET))
    owner_ids = sorted({one.owner_id for one in found}) or [session.context.user.id]
    present = {one.group_id for one in found}
    groups = [
        {"id": group.id, "name": group.name, "perms": permissions(group.level)}
        for group in _common_groups(session, owner_ids)
        if present != {group.id}
    ]
    return {"owners": [[person.id, person.full_name] for person in session.browse.people(owner_ids)], "groups": groups}


def _common_groups(session: Session, owner_ids: Sequence[int]) -> list[Group]:
    """By name. One question for each owner: people select the data of a few."""
    listings = [session.browse.groups(member_id=owner_id).items for owner_id in owner_ids]
    common = set.intersection(*({group.id for group in listing} for listing in listings))
    return [group for group in listings[0] if group.id in common]


def permissions(level: PermissionLevel) -> Json:
    """What members may do with the data of others."""
    return {
        "read": level in _READ,
        "annotate": level in _ANNOTATE,
        "write": level is PermissionLevel.READ_WRITE,
    }


@json_view(route_name="fileset_check_json")
def fileset_check(request: Request) -> list[Json]:
    """Filesets of which a part is named, with the images that would have to come along."""
    return [
        {"id": split.id, "attempted_iids": split.attempted, "blocking_iids": split.blocking}
        for split in split_filesets(request.gateway, _refs(request))
    ]


@view_config(route_name="fileset_check", renderer="webclient/parts/split_filesets.jinja2", plain_errors=True)
def fileset_check_fragment(request: Request) -> Json:
    """The same for people."""
    return {"splits": split_filesets(request.gateway, _refs(request))}


def _refs(request: Request) -> list[ObjectRef]:
    """Clients of this address also write the kinds small."""
    query: Any = request.GET.copy()
    for name in ("image", "dataset", "project"):
        for text in request.GET.getall(name):
            query.add(name.capitalize(), text)
    return refs_in(query)
