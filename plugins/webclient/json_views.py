"""The tree as JSON, level by level: one call of the port for each listing."""

from __future__ import annotations

from functools import partial
from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from omeropyr.api import TIME_ZONE, ImageSummary, Invalid, Kind, Scope

from . import marshal
from .json_settings import EVERYONE_LABEL, ORPHANS_ENABLED, ORPHANS_NAME
from .marshal import Json
from .params import number, page_of, scope_of, switch
from .targets import targets_in

json_view = partial(view_config, renderer="json", plain_errors=True)


@json_view(route_name="api_groups")
def groups(request: Request) -> Json:
    member = number(request.GET, "member", -1)
    found = request.gateway.browse.groups(member_id=None if member < 0 else member, page=page_of(request))
    return {"groups": [marshal.group(group) for group in found.items]}


@json_view(route_name="api_experimenter")
def experimenter(request: Request) -> Json:
    """A negative number stands for everybody."""
    experimenter_id = int(request.matchdict["id"])
    if experimenter_id < 0:
        label = request.config[EVERYONE_LABEL]
        return {"experimenter": {"id": -1, "omeName": label, "firstName": label, "lastName": ""}}
    return {"experimenter": marshal.experimenter(request.gateway.browse.experimenter(experimenter_id))}


@json_view(route_name="api_containers")
def containers(request: Request) -> Json:
    """The top of the tree; `id` is whose. Each of the four lists is paged for itself."""
    browse, user = request.gateway.browse, request.gateway.context.user.id
    scope, page = scope_of(request, "id"), page_of(request)
    shown: Json = {
        "projects": marshal.containers(browse.projects(scope, page=page).items, user),
        "datasets": marshal.containers(browse.datasets(scope, orphaned=True, page=page).items, user),
        "screens": marshal.containers(browse.screens(scope, page=page).items, user),
        "plates": marshal.containers(browse.plates(scope, orphaned=True, page=page).items, user),
    }
    if _sees_orphans(request, scope):
        owner = -1 if scope.owner_id is None else scope.owner_id
        name, count = request.config[ORPHANS_NAME], browse.orphaned_count(scope)
        shown["orphaned"] = {"id": owner, "name": name, "childCount": count}
    return shown


def _sees_orphans(request: Request, scope: Scope) -> bool:
    me = request.gateway.context
    leads = (scope.group_id or me.group.id) in me.leader_of
    return request.config[ORPHANS_ENABLED] or me.is_admin or leads or scope.owner_id == me.user.id


@json_view(route_name="api_datasets")
def datasets(request: Request) -> Json:
    """Datasets of the project `id`; without one, all of them."""
    session, parent = request.gateway, number(request.GET, "id", 0) or None
    found = session.browse.datasets(scope_of(request), project_id=parent, page=page_of(request))
    return {"datasets": marshal.containers(found.items, session.context.user.id)}


@json_view(route_name="api_plates")
def plates(request: Request) -> Json:
    """Plates of the screen `id`; without one, all of them."""
    session, parent = request.gateway, number(request.GET, "id", 0) or None
    found = session.browse.plates(scope_of(request), screen_id=parent, page=page_of(request))
    return {"plates": marshal.containers(found.items, session.context.user.id)}


@json_view(route_name="api_plate_acquisitions")
def plate_acquisitions(request: Request) -> Json:
    """Runs of the plate `id`, which has to be given; of whatever group."""
    session = request.gateway
    if "id" not in request.GET:
        raise Invalid("id", "the plate must be named")
    found = session.browse.runs(plate_id=number(request.GET, "id", 0), page=page_of(request))
    return {"acquisitions": marshal.runs(found.items, session.context.user.id)}


@json_view(route_name="api_images")
def images(request: Request) -> Json:
    """Images of the dataset `id`, else the orphaned ones if asked for, else all."""
    dataset = number(request.GET, "id", 0) or None
    found = request.gateway.browse.images(
        scope_of(request, "experimenter_id"),
        dataset_id=dataset,
        orphaned=dataset is None and switch(request.GET, "orphaned"),
        page=page_of(request),
    )
    return {"images": [image_json(request, image) for image in found.items]}


def image_json(request: Request, image: ImageSummary) -> Json:
    """As much as the switches ask for."""
    shown = marshal.image(image, request.gateway.context.user.id)
    if switch(request.GET, "sizeXYZ"):
        shown.update(marshal.sizes(image))
    if switch(request.GET, "date"):
        shown.update(marshal.dates(image, request.config[TIME_ZONE]))
    if switch(request.GET, "thumbVersion"):
        shown.update(marshal.thumb_version(image))
    return shown


@json_view(route_name="api_parent_links")
def parent_links(request: Request) -> dict[str, list[Any]]:
    """The containers of images, datasets and plates; asked before something is taken away."""
    children = targets_in(request.GET, (Kind.IMAGE, Kind.DATASET, Kind.PLATE))
    found = request.gateway.browse.parents(children) if children else ()
    return {
        "data": [
            {
                "id": link.id,
                "parent": {"type": str(link.parent.kind), "id": link.parent.id},
                "child": {"type": str(link.child.kind), "id": link.child.id},
            }
            for link in found
        ]
    }
