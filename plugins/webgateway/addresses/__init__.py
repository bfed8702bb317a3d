"""Every address of this app, a module for each group. Those below /webclient/ are the same views by another name."""

from __future__ import annotations

from pyramid.config import Configurator

from ..contexts import ImageContext, PlaneContext
from .address import IMAGE, PLANE, Address, Group
from .containers import CONTAINERS
from .downloads import DOWNLOADS
from .luts import LUTS
from .metadata import METADATA
from .pages import PAGES
from .pictures import PICTURES
from .rdefs import RDEFS
from .shapes import SHAPES
from .tables import TABLES
from .thumbnails import THUMBNAILS

GROUPS: tuple[Group, ...] = (PICTURES, THUMBNAILS, SHAPES, LUTS, METADATA, CONTAINERS, RDEFS, TABLES, DOWNLOADS, PAGES)

__all__ = ["GROUPS", "add_routes", "every_address"]


def every_address() -> tuple[Address, ...]:
    return tuple(address for group in GROUPS for address in group.addresses)


def add_routes(config: Configurator) -> None:
    config.add_route("webgateway", "/webgateway/")
    for address in every_address():
        address.add_routes(config)
    config.add_route(
        "webclient_render_thumbnail_size",
        "/webclient/render_thumbnail/size/{size:[0-9]+}/{iid:[0-9]+}/",
        factory=ImageContext,
    )
    config.add_route(
        "webclient_render_image_download", f"/webclient/render_image_download/{IMAGE}{PLANE}", factory=PlaneContext
    )
