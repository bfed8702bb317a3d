"""The fragments of the inspector: General for one object and for many, Acquisition, Preview."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from omeropyr.api import Invalid, Kind, NotFound, ObjectRef, panels

from .acquisition import acquisition_page
from .contexts import Inspector, PanelTab
from .inspector import Wanted, inspect, inspect_many
from .json_settings import LARGEST_ARCHIVE, METADATA_PANES, MOST_EXPORTED_PIXELS, ORPHANS_DESCRIPTION, ORPHANS_NAME
from .targets import ANNOTATABLE, targets_in

MOST_TOGETHER = 5000
"""Objects the inspector describes at once."""
MANY = (*ANNOTATABLE, Kind.TAG, Kind.TAGSET)


@view_config(route_name="metadata_details", renderer="webclient/inspector.jinja2")
def metadata_details(request: Request) -> dict[str, Any]:
    return {"inspector": inspect_here(request, _ref(request))}


@view_config(route_name="metadata_orphaned", renderer="webclient/orphaned.jinja2")
def metadata_orphaned(request: Request) -> dict[str, Any]:
    """The folder of images that lie nowhere else."""
    return {"name": request.config[ORPHANS_NAME], "description": request.config[ORPHANS_DESCRIPTION]}


@view_config(route_name="batch_annotate", renderer="webclient/batch.jinja2", methods=("GET", "HEAD", "POST"))
def batch_annotate(request: Request) -> dict[str, Any]:
    """Of the objects in the query string, or in the body where they would not fit into an address."""
    refs = targets_in(request.POST if request.method == "POST" else request.GET, MANY)
    if not refs:
        raise Invalid("image", "Name at least one object, as in image=1&image=2 or dataset=3.")
    if len(refs) > MOST_TOGETHER:
        raise Invalid("image", f"At most {MOST_TOGETHER:,} objects are described together; these are {len(refs):,}.")
    return {"batch": inspect_many(request.gateway, refs, _wanted(request))}


@view_config(route_name="metadata_acquisition", renderer="webclient/acquisition.jinja2")
def metadata_acquisition(request: Request) -> dict[str, Any]:
    """Raises NotFound for what is no image."""
    return {"acquisition": acquisition_page(request.gateway, _image_id(request))}


@view_config(route_name="metadata_preview", renderer="webclient/preview.jinja2")
def metadata_preview(request: Request) -> dict[str, Any]:
    """Of an image, or of the first field of a well."""
    ref = _ref(request)
    fields = request.gateway.browse.well(ref.id) if ref.kind is Kind.WELL else ()
    image_id = fields[0].image_id if fields else _image_id(request)
    return {"image": request.gateway.images.get(image_id), "user_id": request.gateway.context.user.id}


def inspect_here(request: Request, ref: ObjectRef) -> Inspector:
    """As the site is set up, with the panels of its apps. Raises NotFound."""
    return inspect(request.gateway, ref, _tabs(request, ref), _wanted(request))


def _wanted(request: Request) -> Wanted:
    return Wanted(
        by=request.GET.get("by", "all"),
        panes=[pane for pane in request.config[METADATA_PANES] if isinstance(pane, dict)],
        most_pixels=request.config[MOST_EXPORTED_PIXELS],
        most_bytes=request.config[LARGEST_ARCHIVE],
    )


def _ref(request: Request) -> ObjectRef:
    """Raises NotFound for a kind that nobody knows."""
    kind, object_id = request.matchdict["kind"], int(request.matchdict["id"])
    kind = "acquisition" if kind == "run" else kind
    if kind not in {known.value for known in Kind}:
        raise NotFound(kind, object_id)
    return ObjectRef(Kind(kind), object_id)


def _image_id(request: Request) -> int:
    ref = _ref(request)
    if ref.kind is not Kind.IMAGE:
        raise NotFound(ref.kind, ref.id)
    return ref.id


def _tabs(request: Request, ref: ObjectRef) -> list[PanelTab]:
    """Our own panels, then those that apps offer for this object."""
    query = {"kind": ref.kind.value, "id": ref.id}
    own = {"acquisition": (Kind.IMAGE,), "preview": (Kind.IMAGE, Kind.WELL)}
    ours = [_own_tab(request, name, ref) for name, kinds in own.items() if ref.kind in kinds]
    of_apps = [
        PanelTab(name=panel.name, label=panel.label, url=request.route_path(panel.route, _query=query))
        for panel in panels(request, "right", ref.kind)
    ]
    return [*ours, *of_apps]


def _own_tab(request: Request, name: str, ref: ObjectRef) -> PanelTab:
    url = request.route_path(f"metadata_{name}", kind=ref.kind.value, id=ref.id)
    return PanelTab(name=name, label=name.capitalize(), url=url)
