"""The web client: tree, thumbnails, inspector, viewer and their JSON end points."""

from __future__ import annotations

from omeropyr.api import App, TopLink
from pyramid.config import Configurator

from .routes import add_json_routes, add_page_routes

app = App(
    "webclient",
    title="Web client",
    api="1",
    menu=(TopLink("Data", route="webindex", order=10),),
)


def includeme(config: Configurator) -> None:
    add_page_routes(config)
    add_json_routes(config)
    config.scan(".views")
    config.scan(".json_views")
    config.scan(".actions")
