"""The plate in the centre: the grid as a fragment, fields and values of wells as JSON."""

from __future__ import annotations

from functools import partial
from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from omeropyr.api import Kind, NotFound, WellField, well_label

from .centre_panels import centre_panels
from .json_settings import PLATE_LAYOUT
from .marshal import Json
from .params import number, whole_number
from .plates import PlateLayout, fields_by_well, plate_contents
from .well_values import values_of, values_on_offer

json_view = partial(view_config, renderer="json")


@view_config(route_name="load_plate", renderer="webclient/plate.jinja2")
def load_plate(request: Request) -> dict[str, Any]:
    """`index` counts fields from 0; `image` is what is selected."""
    kind, object_id = request.matchdict["kind"], int(request.matchdict["id"])
    if kind not in (Kind.PLATE, Kind.ACQUISITION):
        raise NotFound(kind, object_id)
    query = {name: text for name, text in request.GET.items() if text}
    image = number(query, "image", -1)
    contents = plate_contents(
        request.gateway,
        kind,
        object_id,
        layout=layout_of(request),
        field=number(query, "index", 0),
        selected=None if image < 0 else image,
    )
    return {"contents": contents, "centre_panels": centre_panels(request, kind, object_id)}


def layout_of(request: Request) -> PlateLayout:
    return PlateLayout(request.config[PLATE_LAYOUT])


@json_view(route_name="well_fields")
def well_fields(request: Request) -> list[Json]:
    """All fields of the wells `well` of a plate, or those of a run; places in micrometres or in units of the stage."""
    browse, kind, object_id = request.gateway.browse, request.matchdict["kind"], int(request.matchdict["id"])
    if kind == Kind.ACQUISITION:
        plate = browse.plate(browse.run(object_id).plate_id, run_id=object_id)
    elif kind == Kind.PLATE:
        plate = browse.plate(object_id)
    else:
        raise NotFound(kind, object_id)
    wanted = {whole_number("well", text) for text in request.GET.getall("well")}
    wells = fields_by_well(well for well in plate.wells if well.well_id in wanted)
    return [_field(field, at) for fields in wells.values() for at, field in enumerate(fields)]


def _field(field: WellField, at: int) -> Json:
    known = field.x_um is not None
    return {
        "well": field.well_id,
        "label": well_label(field.row, field.column),
        "field": at,
        "image": field.image_id,
        "name": field.image_name,
        "x": field.x_um if known else field.x_frame,
        "y": field.y_um if known else field.y_frame,
        "unit": "µm" if known else "",
    }


@json_view(route_name="well_values")
def well_values(request: Request) -> Json:
    """What a heat map can show of the plate; with `of` the numbers, by well id."""
    plate_id, of = int(request.matchdict["id"]), request.GET.get("of", "")
    if of:
        return {"wells": {str(well): value for well, value in values_of(request.gateway, plate_id, of).items()}}
    found = values_on_offer(request.gateway, plate_id)
    return {"values": [{"id": value.id, "label": value.label, "source": value.source} for value in found]}
