"""A gallery: the images of a dataset on one page, and a tab for datasets in the web client."""

from __future__ import annotations

from pyramid.config import Configurator

from omeropyr.api import App, Panel, TopLink

from .settings import COLUMNS

app = App(
    "gallery",
    title="Gallery",
    version="1.2",
    api="1",
    menu=(TopLink("Gallery", route="gallery", order=60),),
    right_panels=(Panel("gallery", "Gallery", route="gallery_panel", kinds=("dataset",)),),
    centre_panels=(Panel("sheet", "Sheet", route="gallery_panel", kinds=("dataset",)),),
    settings=(COLUMNS,),
)


def includeme(config: Configurator) -> None:
    config.add_route("gallery", "/gallery/")
    config.add_route("gallery_dataset", r"/gallery/{id:\d+}/")
    config.add_route("gallery_panel", "/gallery/panel/")
    config.scan(".views")
