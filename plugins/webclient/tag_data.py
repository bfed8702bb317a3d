"""Tags in bulk, for a dialog that lets people choose among thousands: how many, and then piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from omeropyr.api import Annotation, EventContext, Kind, ObjectRef, Page, PermissionLevel, Scope, Session

from .json_views import json_view
from .params import group_of, number, page_from

PIECE = 1000
MIXING = (PermissionLevel.READ_ANNOTATE, PermissionLevel.READ_WRITE)
"""Groups where everybody may put the tags of others on things."""


@json_view(route_name="marshal_tagging_form_data")
def tagging_form_data(request: Request) -> Any:
    """What `jsonmode` asks for; any other word is answered with nothing."""
    session, mode = request.gateway, request.GET.get("jsonmode", "")
    scope, page = usable_tags(session, group_of(request)), _page(request)
    if mode == "tagcount":
        return {"tag_count": session.annotations.tags(scope, page=Page(0, 0)).total}
    shown = MODES.get(mode)
    if shown is None:
        return Response()
    return shown(session, session.annotations.tags(scope, page=page).items)


def usable_tags(session: Session, group_id: int | None) -> Scope:
    """Tags of others only where the user may put them on things; across all groups the user's own."""
    context = session.context
    everybody = group_id is not None and _uses_tags_of_others(session, context, group_id)
    return Scope(group_id=group_id, owner_id=None if everybody else context.user.id)


def _uses_tags_of_others(session: Session, context: EventContext, group_id: int) -> bool:
    level = next((group.level for group in session.browse.groups().items if group.id == group_id), None)
    leads = context.is_admin or group_id in context.leader_of
    return level in MIXING or (level is PermissionLevel.READ_ONLY and leads)


def _page(request: Request) -> Page:
    """`limit` counts only with an `offset`; without one everything is asked for."""
    if "offset" not in request.GET:
        return Page()
    return page_from(number(request.GET, "offset", 0), number(request.GET, "limit", PIECE))


def _tags(session: Session, tags: Sequence[Annotation]) -> list[list[Any]]:
    """`[id, text, owner id, ids of the tags in it]`; 0 instead of the list for a tag."""
    inside: dict[int, list[int]] = {tag.id: [] for tag in tags if tag.kind is Kind.TAGSET}
    if inside:
        for link in session.browse.parents([ObjectRef(Kind.TAG, one.id) for one in _all_tags(session, tags)]):
            if link.parent.id in inside:
                inside[link.parent.id].append(link.child.id)
    return [[tag.id, tag.text, tag.owner.id, inside.get(tag.id, 0)] for tag in tags]


def _all_tags(session: Session, tags: Sequence[Annotation]) -> Sequence[Annotation]:
    """Those that may be in the sets, of whatever owner; all of the group, or of every group."""
    groups = {tag.group_id for tag in tags if tag.kind is Kind.TAGSET}
    scope = Scope(group_id=groups.pop()) if len(groups) == 1 else Scope()
    return [tag for tag in session.annotations.tags(scope).items if tag.kind is Kind.TAG]


def _descriptions(session: Session, tags: Sequence[Annotation]) -> dict[str, str | None]:
    return {str(tag.id): tag.description or None for tag in tags}


def _owners(session: Session, tags: Sequence[Annotation]) -> dict[str, str]:
    return {str(tag.owner.id): tag.owner.full_name for tag in tags}


MODES: Mapping[str, Callable[[Session, Sequence[Annotation]], Any]] = {
    "tags": _tags,
    "desc": _descriptions,
    "owners": _owners,
}
