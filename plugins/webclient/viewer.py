"""The full-page viewer: the server writes what can be read without a script, the script does the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from omeropyr.api import Image, open_with_entries

from .contexts import Fact
from .facts import image_facts

LARGEST_PLANE = 3192 * 3192
"""Pixels of the largest plane that a page without a script loads in one piece."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewerPage:
    """`webclient/viewer.jinja2`. `renders` is where the server renders pixels, `own` where the viewer's other end
    points are, `back` the image in the main page."""

    image: Image
    facts: Sequence[Fact]
    renders: str
    own: str
    back: str
    user_id: int
    open_with: Sequence[tuple[str, str, str | None]] = ()
    """Other viewers for this image: label, address, and in which window."""

    @property
    def parent(self) -> str:
        """The one dataset of the image, as in `dataset-5`; empty if there is none."""
        datasets = self.image.datasets
        return f"dataset-{datasets[0].id}" if len(datasets) == 1 else ""

    @property
    def poster(self) -> str:
        """A small picture of the image that is there at once."""
        return f"{self.renders}render_thumbnail/{self.image.id}/512/"

    @property
    def still(self) -> str:
        """For a browser without scripts: the default plane, or a thumbnail of an image too large for that."""
        image = self.image
        if image.is_tiled or image.size_x * image.size_y > LARGEST_PLANE:
            return f"{self.renders}render_thumbnail/{image.id}/1024/"
        return f"{self.renders}render_image/{image.id}/"


def _other_viewers(image: Image, request: Request) -> Iterator[tuple[str, str, str | None]]:
    """Those that take an image; one whose script decides that is left to where its script runs."""
    for entry in open_with_entries(request):
        if {"image", "images"} & set(entry.supported_objects or ()):
            separator = "&" if "?" in entry.url else "?"
            yield entry.label or entry.id, f"{entry.url}{separator}image={image.id}", entry.target


def viewed_image(request: Request) -> Image:
    """Context of the route. Raises NotFound."""
    image: Image = request.gateway.images.get(int(request.matchdict["iid"]))
    return image


@view_config(route_name="image_viewer", renderer="webclient/viewer.jinja2")
def image_viewer(image: Image, request: Request) -> dict[str, Any]:
    page = ViewerPage(
        image=image,
        facts=image_facts(image),
        renders=f"{request.script_name}/webgateway/",
        own=f"{request.script_name}/webclient/viewer/{image.id}/",
        open_with=list(_other_viewers(image, request)),
        user_id=request.gateway.context.user.id,
        back=request.route_path("webindex", _query={"show": f"image-{image.id}"}),
    )
    return {"page": page}
