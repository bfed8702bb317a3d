"""The address of the site itself: `/` leads to the first app that has a menu, or to `root_application`."""

from __future__ import annotations

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPMovedPermanently, HTTPNotFound
from pyramid.request import Request
from pyramid.response import Response

from omeropyr import settings as keys
from omeropyr.apps import AppState


def root(context: object, request: Request) -> Response:
    """301 as in OMERO.web, but never cached, because the ini may name another app tomorrow."""
    wanted = request.config[keys.ROOT_APPLICATION]
    states: tuple[AppState, ...] = request.registry.apps
    for state in states:
        if state.is_on and state.app and state.app.menu and wanted in ("", state.app.name):
            first = min(state.app.menu, key=lambda link: link.order)
            return HTTPMovedPermanently(request.route_path(first.route), headers={"Cache-Control": "no-cache"})
    raise HTTPNotFound("No app of this site has a page of its own.")


def includeme(config: Configurator) -> None:
    config.add_route("root", "/")
    config.add_view(root, route_name="root", login_required=False)
