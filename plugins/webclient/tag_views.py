"""Tags and tag sets as JSON, with what carries them; and deleting them."""

from __future__ import annotations

from pyramid.request import Request

from omeropyr.api import Invalid, Page, Scope

from . import marshal
from .json_views import image_json, json_view
from .marshal import Json
from .params import group_of, number, page_of, scope_of, switch, whole_number


@json_view(route_name="api_tags", methods=("GET", "HEAD", "DELETE"))
def tags(request: Request) -> Json:
    """Tags and tag sets; with `id` what is in that tag set or carries that tag."""
    scope, page = scope_of(request, "experimenter_id"), page_of(request)
    if "id" in request.GET:
        return _tagged(request, number(request.GET, "id", 0), scope, page)
    orphaned = switch(request.GET, "orphaned")
    found = request.gateway.annotations.tags(scope, orphaned=orphaned, page=page)
    return {"tags": [marshal.tag(tag, request.gateway.context.user.id) for tag in found.items]}


def _tagged(request: Request, tag_id: int, scope: Scope, page: Page) -> Json:
    session, user = request.gateway, request.gateway.context.user.id
    browse = session.browse
    return {
        "tags": [marshal.tag(tag, user) for tag in session.annotations.tags(scope, tagset_id=tag_id, page=page).items],
        "projects": marshal.containers(browse.projects(scope, tag_id=tag_id, page=page).items, user),
        "datasets": marshal.containers(browse.datasets(scope, tag_id=tag_id, page=page).items, user),
        "images": [image_json(request, image) for image in browse.images(scope, tag_id=tag_id, page=page).items],
        "screens": marshal.containers(browse.screens(scope, tag_id=tag_id, page=page).items, user),
        "plates": marshal.containers(browse.plates(scope, tag_id=tag_id, page=page).items, user),
        "acquisitions": marshal.runs(browse.runs(scope, tag_id=tag_id, page=page).items, user),
        "wells": marshal.wells(browse.wells(scope, tag_id=tag_id, page=page).items, user),
    }


@json_view(route_name="api_tags", request_method="DELETE", methods=("DELETE",))
def delete_tags(request: Request) -> str:
    """Deletes the annotations `id`, all or none; the tags of a tag set stay."""
    group_of(request)
    ids = [whole_number("id", text) for text in request.GET.getall("id")]
    if not ids:
        raise Invalid("id", "Name at least one tag, as in id=1.")
    request.gateway.annotations.delete(ids)
    return ""
