"""Panels that apps put into the centre, in place of thumbnails and plates."""

from __future__ import annotations

from pyramid.request import Request

from omeropyr.api import panels

from .contexts import PanelTab


def centre_panels(request: Request, kind: str, object_id: int) -> list[PanelTab]:
    """For a container; the panel's route is asked with `kind` and `id`, as those beside General are."""
    query = {"kind": kind, "id": object_id}
    return [
        PanelTab(name=panel.name, label=panel.label, url=request.route_path(panel.route, _query=query))
        for panel in panels(request, "centre", kind)
    ]
