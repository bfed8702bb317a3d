"""Regions of interest for the viewer: pages of them, those in sight, and saving what was drawn."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request

from omeropyr.api import Conflict, Forbidden, Image, Invalid, NotFound, Page, Roi, Rois

from .json_views import json_view
from .marshal import Json
from .params import number
from .roi_json import parse_roi, roi_json, version_of

LARGEST_PAGE = 2000
_REFUSALS = (Conflict, Forbidden, Invalid, NotFound)


@json_view(route_name="viewer_rois", request_method=("GET", "HEAD"), methods=("GET", "HEAD", "POST"))
def list_rois(image: Image, request: Request) -> Json:
    """`offset` and `limit` choose a page in the order of ids; `z`, `t` and `viewport=x,y,width,height` what is seen
    there; `roi` is one region by its id. `total` counts all that match."""
    if "roi" in request.GET:
        return _only(image, request.gateway.rois.get(number(request.GET, "roi", 0)))
    limit = number(request.GET, "limit", 500)
    if not 0 <= limit <= LARGEST_PAGE:
        raise Invalid("limit", f"A page has 0 to {LARGEST_PAGE} regions.")
    found = request.gateway.rois.of(
        image.id,
        z=_index(request, "z"),
        t=_index(request, "t"),
        viewport=_viewport(request.GET.get("viewport")),
        page=Page(number(request.GET, "offset", 0), limit),
    )
    return {"rois": [roi_json(roi) for roi in found.items], "total": found.total}


def _only(image: Image, roi: Roi) -> Json:
    if roi.image_id != image.id:
        raise NotFound("ROI", roi.id)
    return {"rois": [roi_json(roi)], "total": 1}


def _index(request: Request, name: str) -> int | None:
    return number(request.GET, name, 0) if name in request.GET else None


def _viewport(text: str | None) -> tuple[float, float, float, float] | None:
    if text is None:
        return None
    try:
        x, y, width, height = (float(part) for part in text.split(","))
    except ValueError:
        raise Invalid("viewport", "This is x, y, width and height, as in 0,0,512,512.") from None
    return x, y, width, height


@json_view(route_name="viewer_rois", request_method="POST", methods=("GET", "HEAD", "POST"))
def save_rois(image: Image, request: Request) -> Json:
    """`create` is stored altogether or, with an error, nothing is. Each of `update` and `delete` stands for itself:
    one that somebody else has changed meanwhile is `refused`, with what is there now, and the others are saved."""
    body = _body(request)
    rois, refused = request.gateway.rois, list[Json]()
    created = rois.create(image.id, [parse_roi(roi, f"create[{n}]") for n, roi in enumerate(body["create"])])
    saved = [(f"update[{n}]", wish) for n, wish in enumerate(body["update"])]
    updated = [roi_id for name, wish in saved if (roi_id := _tried(rois, image, wish, name, refused, _update))]
    gone = [(f"delete[{n}]", wish) for n, wish in enumerate(body["delete"])]
    deleted = [roi_id for name, wish in gone if (roi_id := _tried(rois, image, wish, name, refused, _delete))]
    return {
        "created": [roi_json(rois.get(roi_id)) for roi_id in created],
        "updated": [roi_json(rois.get(roi_id)) for roi_id in updated],
        "deleted": deleted,
        "refused": refused,
    }


def _body(request: Request) -> dict[str, list[Any]]:
    try:
        body = request.json_body
    except (ValueError, RecursionError):
        raise Invalid("body", "This is not JSON.") from None
    if not isinstance(body, dict):
        raise Invalid("body", "Send an object with the lists create, update and delete.")
    return {name: _list(body.get(name, []), name) for name in ("create", "update", "delete")}


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise Invalid(name, "This is a list of regions.")
    return value


def _tried(rois: Rois, image: Image, wish: Any, name: str, refused: list[Json], act: Any) -> int | None:
    """The id of the region when it could be done, else what stands against it is in `refused`."""
    roi_id = wish.get("id") if isinstance(wish, dict) else None
    if not isinstance(roi_id, int) or isinstance(roi_id, bool):
        raise Invalid(f"{name}.id", "Name the region by its number.")
    try:
        act(rois, _expected(rois, image, roi_id, wish), wish, name)
    except _REFUSALS as error:
        refused.append({"id": roi_id, "reason": _reason(error), "message": str(error), **_now(rois, image, roi_id)})
        return None
    return roi_id


def _expected(rois: Rois, image: Image, roi_id: int, wish: Json) -> Roi:
    """The region as it is, if that is how the user last saw it."""
    roi = rois.get(roi_id)
    if roi.image_id != image.id:
        raise NotFound("ROI", roi_id)
    if wish.get("version") != version_of(roi):
        raise Conflict(f"Somebody has changed ROI {roi_id} in the meantime.")
    return roi


def _update(rois: Rois, roi: Roi, wish: Json, name: str) -> None:
    rois.update(roi.id, parse_roi(wish, name, roi.shapes), expected=roi)


def _delete(rois: Rois, roi: Roi, wish: Json, name: str) -> None:
    rois.delete([roi.id])


def _reason(error: Exception) -> str:
    names = {Conflict: "changed", NotFound: "gone", Forbidden: "forbidden"}
    return names.get(type(error), "invalid")


def _now(rois: Rois, image: Image, roi_id: int) -> Json:
    try:
        roi = rois.get(roi_id)
    except NotFound:
        return {"current": None}
    return {"current": roi_json(roi) if roi.image_id == image.id else None}
