"""webgateway: pictures and facts of images under the addresses that OMERO's clients know."""

from __future__ import annotations

from pyramid.config import Configurator

from omeropyr.api import App, OpenWith

from .addresses import add_routes
from .families import family
from .settings import SETTINGS

app = App(
    "webgateway",
    title="Image gateway",
    api="1",
    settings=SETTINGS,
    open_with=(OpenWith("Image viewer", route="webgateway", supported=("image",)),),
)


def includeme(config: Configurator) -> None:
    config.add_view_deriver(family, "webgateway_family")
    add_routes(config)
    config.scan(".")
