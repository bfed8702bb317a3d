"""Plates and wells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from omeropyr.api import ImageSummary, Invalid, Kind, NotFound, ObjectRef, Session, WellField, well_label

from .container_views import named
from .listed import authors, images_json, thumbnail_path
from .numbers import integer
from .plate_grid import LAYOUTS, cell, extent, fields_shown, grid_json
from .settings import PLATE_LAYOUT
from .thumbnail_views import MAX_SIDE

Json = dict[str, Any]


@view_config(route_name="webgateway_plate", family="J", renderer="json")
def plate(request: Request) -> Json:
    """The grid with one field of each well."""
    field, run_id = _field_and_run(request)
    size = _thumbnail_size(request)
    grid = request.gateway.browse.plate(named(request, "plate"))
    shown = fields_shown(grid.wells, field, run_id)
    images = _images(request.gateway, list(shown.values()))
    names = authors(request.gateway, images.values())
    cells = {
        place: cell(well, field, image, names.get(image.owner_id, ""), thumbnail_path(request, image.id, size))
        for place, well in shown.items()
        if (image := images.get(well.image_id))
    }
    one = next(iter(images.values()), None)
    sizes = [{"x": one.size_x, "y": one.size_y, "image_id": one.id}] if one else []
    return {**grid_json(grid, extent(grid.wells, _layout(request)), cells), "image_sizes": sizes}


def _field_and_run(request: Request) -> tuple[int, int | None]:
    """Of the path. Raises NotFound for numbers that no store could hold."""
    given = request.matchdict["field"].split("/")[:-1]
    numbers = [integer(text) for text in given]
    if None in numbers:
        raise NotFound("field", "/".join(given))
    field, run_id = [*numbers, *(None, None)][:2]
    return field or 0, run_id


def _thumbnail_size(request: Request) -> int | None:
    if "size" not in request.GET:
        return None
    size = integer(request.GET["size"])
    if size is None or not 1 <= size <= MAX_SIDE:
        raise Invalid("size", f"The longest side of a thumbnail has 1 to {MAX_SIDE} pixels.")
    return size


def _layout(request: Request) -> str:
    asked: str = request.GET.get("layout", "")
    return asked if asked in LAYOUTS else request.config[PLATE_LAYOUT]


def _images(session: Session, fields: Sequence[WellField]) -> Mapping[int, ImageSummary]:
    """By id, in the order of the fields; one call for all."""
    return {image.id: image for image in session.images.many([field.image_id for field in fields])}


@view_config(route_name="webgateway_wellData", family="J", renderer="json")
def well_data(request: Request) -> Json:
    """The first image of a well, and where it is. Not found for a well without images."""
    session, well_id = request.gateway, named(request, "well")
    fields = session.browse.well(well_id)
    listed = images_json(request, list(_images(session, fields[:1]).values()))
    if not listed:
        raise NotFound("image in well", well_id)
    where = {"wellPos": well_label(fields[0].row, fields[0].column), "plateId": _plate_of(session, well_id)}
    return {**listed[0], **where, "wellId": well_id}


def _plate_of(session: Session, well_id: int) -> int | None:
    descents = session.browse.ancestors([ObjectRef(Kind.WELL, well_id)])
    return next((descent.ancestor.id for descent in descents if descent.ancestor.kind is Kind.PLATE), None)


@view_config(route_name="webgateway_well_children", family="J", renderer="json")
def well_children(request: Request) -> list[Json]:
    """An image for each field; with `run` without those of other runs."""
    session, well_id = request.gateway, named(request, "well")
    run_id = _run(request)
    fields = [field for field in session.browse.well(well_id) if run_id in (None, field.acquisition_id or run_id)]
    images = _images(session, fields)
    runs = _run_names(session, fields)
    known = [field for field in fields if field.image_id in images]
    listed = images_json(request, [images[field.image_id] for field in known])
    return [_with_place(facts, field, runs) for facts, field in zip(listed, known, strict=True)]


def _run(request: Request) -> int | None:
    if not request.GET.get("run"):
        return None
    number = integer(request.GET["run"])
    if number is None:
        raise Invalid("run", "A run is named by a whole number.")
    return number


def _run_names(session: Session, fields: Sequence[WellField]) -> Mapping[int, str]:
    """One call for all."""
    ids = dict.fromkeys(field.acquisition_id for field in fields if field.acquisition_id is not None)
    found = session.browse.objects([ObjectRef(Kind.ACQUISITION, number) for number in ids])
    return {ref.id: run.name for ref, run in found.items()}


def _with_place(facts: Json, field: WellField, runs: Mapping[int, str]) -> Json:
    """The name of the run behind that of the image, and the place in the well as far as it is known."""
    run = runs.get(field.acquisition_id) if field.acquisition_id is not None else None
    name = {} if run is None else {"name": f"{facts['name']} [Run: {run}]"}
    place = {axis: length for axis in ("x", "y") if (length := _length(field, axis))}
    return {**facts, **name, **({"position": place} if place else {})}


def _length(field: WellField, axis: str) -> Json | None:
    for suffix, unit in (("um", "MICROMETER"), ("frame", "REFERENCEFRAME")):
        value = getattr(field, f"{axis}_{suffix}")
        if value is not None:
            return {"value": value, "unit": unit}
    return None
