"""What a tile costs, stage by stage, in one process."""

from __future__ import annotations

import io
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from typing import Any

from omeropyr.app import make_app
from omeropyr.gateway.model import Image
from omeropyr.imaging.drawing import draw_region
from omeropyr.imaging.encode import encode_jpeg
from omeropyr.imaging.source import Region
from omeropyr.testing.app import Site

SIDE, TILES, ROUNDS = 256, 128, 5
COOKIE = "HTTP_COOKIE"
Work = Callable[[Region, float], object]


def stages(session: Any, image: Image) -> Sequence[tuple[str, float]]:
    """Microseconds of processor time for each tile: what every stage adds, and the share of the web."""
    regions = [Region(0, x * SIDE, y * SIDE, SIDE, SIDE) for y in range(4) for x in range(image.size_x // SIDE)][:TILES]
    settings = session.pixels.settings(image.id)
    with session.pixels._open_plane(image.id, 0, 0) as source, tempfile.TemporaryDirectory() as folder:
        channels = range(source.info.size_c)

        def read(region: Region, quality: float) -> object:
            return source.read(region, z=0, t=0, channels=channels)

        def draw(region: Region, quality: float) -> object:
            return draw_region(source, settings, region, z=0, t=0)

        def encode(region: Region, quality: float) -> object:
            drawn = draw_region(source, settings, region, z=0, t=0)
            return encode_jpeg(drawn, quality, photographic=source.info.is_rgb)

        def port(region: Region, quality: float) -> object:
            return session.pixels.render_region(image.id, settings, region, z=0, t=0, quality=quality)

        web = partial(_asked, *_site(session, folder), image.id)
        costs = _measured([read, draw, encode, port, web], regions)
    read_, draw_, encode_, port_, web_ = costs
    return (
        ("read and decode", read_),
        ("window and mix", draw_ - read_),
        ("encode", encode_ - draw_),
        ("may they see it, cache (the port)", port_ - encode_),
        ("web: routing, session, parameters, answer", web_ - port_),
        ("all", web_),
    )


def _site(session: Any, folder: str) -> tuple[Any, str]:
    """The application on the same store, and the cookies of somebody signed in."""
    store = session._access.store
    roots = "\n".join(str(root) for root in store.roots)
    ini = {"apps": "webgateway webclient", "store": str(store.path), "store.roots": roots, "session.dir": folder}
    app = make_app(ini, {})
    site = Site(app)
    site.sign_in("demo", "demo")
    return app, "; ".join(f"{name}={value}" for name, value in site.cookies.items())


def _asked(app: Any, cookie: str, image_id: int, region: Region, quality: float) -> bytes:
    """As a server asks the application."""
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": f"/webgateway/render_image_region/{image_id}/0/0/",
        "QUERY_STRING": f"tile=0,{region.x // SIDE},{region.y // SIDE},{SIDE},{SIDE}&q={quality}",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1",
        "REMOTE_ADDR": "127.0.0.1",
        COOKIE: cookie,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    told: list[str] = []
    body = b"".join(app(environ, lambda status, headers, trouble=None: told.append(status)))
    assert told == ["200 OK"], (told, body)  # noqa: S101 - a wrong answer is no measurement
    return body


def _measured(works: Sequence[Work], regions: Sequence[Region]) -> list[float]:
    """The best of some rounds in turn; every round has a quality of its own, so that nothing is found ready made."""
    qualities = (0.7 + number / 1000 for number in count())
    best = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for number, work in enumerate(works):
            quality, started = next(qualities), time.process_time()
            for region in regions:
                work(region, quality)
            best[number] = min(best[number], (time.process_time() - started) / len(regions) * 1e6)
    return best
