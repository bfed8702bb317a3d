"""Every address of this app, a module for each group. Those below /webclient/ are the same views by another name."""

from __future__ import annotations

from pyramid.config import Configurator

from ..contexts import ImageContext, PlaneContext
from .address import IMAGE, PLANE, SHARE, Address, Group, without_share
from .containers import CONTAINERS
from .downloads import DOWNLOADS, MAYBE_IMAGE
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
    _add_older_ones(config)


def _add_older_ones(config: Configurator) -> None:
    """What clients of the web client know besides; a number that a share may have had means nothing."""
    config.add_route(
        "webclient_render_thumbnail_size",
        f"/webclient/render_thumbnail/size/{{size:[0-9]+}}/{IMAGE}{SHARE}",
        factory=ImageContext,
        pregenerator=without_share,
    )
    config.add_route("webclient_shared_img_detail", f"/webclient/{{share:[0-9]+}}/img_detail/{IMAGE}", ImageContext)
    config.add_route("webgateway_archived_files_short", f"/webgateway/archived_files/{MAYBE_IMAGE}")
    config.add_route(
        "webclient_render_image_download", f"/webclient/render_image_download/{IMAGE}{PLANE}", factory=PlaneContext
    )
