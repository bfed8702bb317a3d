"""Every address of this app, in one place. Those below /webclient/ are the same views under another name.

An optional part of a path is one piece of the pattern that may be empty and brings its own slashes: `plane=""`,
`plane="3/"` or `plane="3/0/"` in `request.route_path`.
"""

from __future__ import annotations

from pyramid.config import Configurator

from .contexts import ImageContext, PlaneContext

IMAGE = "{iid:[0-9]+}/"
PLANE = "{plane:(?:[0-9]+/){0,2}}"
ZT = "{plane:[0-9]+/[0-9]+/}"
SIZE = "{size:(?:[0-9]+/){0,2}}"
SIDE = "{size:(?:[0-9]+/)?}"


def add_routes(config: Configurator) -> None:
    config.add_route("webgateway", "/webgateway/")
    config.add_route("webgateway_open_with", "/webgateway/open_with/")
    _add_picture_routes(config, "webgateway")
    _add_picture_routes(config, "webclient")
    image(config, "webgateway_imgData_key", "/webgateway/imgData/" + IMAGE + "{key:[^/]+}/")
    image(config, "webgateway_get_thumbnail_sized", "/webgateway/get_thumbnail/" + IMAGE + "{size:(?:[0-9]+/){1,2}}")
    image(config, "webclient_render_thumbnail_size", "/webclient/render_thumbnail/size/{size:[0-9]+}/" + IMAGE)
    image(config, "webgateway_img_detail", "/webgateway/img_detail/" + IMAGE)


def _add_picture_routes(config: Configurator, app: str) -> None:
    """Addresses that both apps have."""
    image(config, f"{app}_imgData", f"/{app}/imgData/{IMAGE}")
    plane(config, f"{app}_render_image", f"/{app}/render_image/{IMAGE}{PLANE}")
    plane(config, f"{app}_render_image_region", f"/{app}/render_image_region/{IMAGE}{ZT}")
    image(config, f"{app}_render_thumbnail", f"/{app}/render_thumbnail/{IMAGE}{SIZE}")
    image(config, f"{app}_render_birds_eye_view", f"/{app}/render_birds_eye_view/{IMAGE}{SIDE}")
    image(config, f"{app}_get_thumbnail", f"/{app}/get_thumbnail/{IMAGE}")
    config.add_route(f"{app}_get_thumbnails", f"/{app}/get_thumbnails/{SIDE}")


def image(config: Configurator, name: str, pattern: str) -> None:
    config.add_route(name, pattern, factory=ImageContext)


def plane(config: Configurator, name: str, pattern: str) -> None:
    config.add_route(name, pattern, factory=PlaneContext)
