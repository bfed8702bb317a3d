"""One address of this app: its route, and what its page in docs/ says about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request

from ..contexts import ImageContext, PlaneContext

IMAGE = "{iid:[0-9]+}/"
PLANE = "{plane:(?:[0-9]+/){0,2}}"
ZT = "{plane:[0-9]+/[0-9]+/}"
SIZE = "{size:(?:[0-9]+/){0,2}}"
SIDE = "{size:(?:[0-9]+/)?}"
SHARE = "{share:(?:[0-9]+/)?}"
"""Optional parts of a path are one piece of the pattern that may be empty and brings its own slashes: `plane=""`,
`plane="3/"` or `plane="3/0/"` in `request.route_path`."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the path, the query string or the form."""

    name: str
    meaning: str


RENDERING = (
    Parameter("c", "channels that are on, their windows and colours: `1|0:255$FF0000,-2|10:400$cool.lut`"),
    Parameter("maps", "for each entry of `c`: inversion and quantization, as JSON"),
    Parameter("m", "`g` greyscale, `c` colour"),
    Parameter("q", "JPEG quality, 0 to 1"),
)
"""The rendering parameters; `grammar.py` reads them."""
PROJECTION = Parameter("p", "projection along Z: `intmax`, `intmean`, `intsum`, with a range: `intmax|0:5`")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """`name` is what `request.route_path` and the views of webgateway call it, after `webgateway_`.

    `path` comes after `/webgateway/`. An address that is in `webclient` too has a second route, `webclient_NAME`, below
    `/webclient/`. There a number in front of the path, or where `webclient_path` has it, is that of a share: what a
    person sees does not depend on it.
    """

    name: str
    path: str
    returns: str
    """What it answers with, in a few words."""
    example: str
    """A path and query that a reader can try, after `/webgateway/`."""
    factory: Callable[[Request], object] | None = None
    methods: tuple[str, ...] = ("GET",)
    parameters: tuple[Parameter, ...] = ()
    webclient: bool = False
    webclient_path: str = ""

    def add_routes(self, config: Configurator) -> None:
        config.add_route(f"webgateway_{self.name}", f"/webgateway/{self.path}", factory=self.factory)
        if self.webclient:
            path = self.webclient_path or SHARE + self.path
            name = f"webclient_{self.name}"
            config.add_route(name, f"/webclient/{path}", factory=self.factory, pregenerator=without_share)


def without_share(request: Request, elements: Any, kw: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Pregenerator of routes with a share: `request.route_path` need not name it."""
    return elements, {"share": "", **kw}


@dataclass(frozen=True, slots=True)
class Group:
    """Addresses that belong together: one page in docs/webgateway/."""

    name: str
    about: str
    addresses: tuple[Address, ...]


def image(name: str, path: str, returns: str, example: str, *parameters: Parameter, webclient: bool = False) -> Address:
    """An address of the image `{iid}`."""
    return Address(
        name=name,
        path=path,
        returns=returns,
        example=example,
        factory=ImageContext,
        parameters=parameters,
        webclient=webclient,
    )


def plane(name: str, path: str, returns: str, example: str, *parameters: Parameter, webclient: bool = False) -> Address:
    """An address of a plane of the image `{iid}`."""
    return Address(
        name=name,
        path=path,
        returns=returns,
        example=example,
        factory=PlaneContext,
        parameters=parameters,
        webclient=webclient,
    )
