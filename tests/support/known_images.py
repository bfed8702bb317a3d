"""Images whose every pixel is known, and how far a JPEG of them may be from that."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image as Picture
from webtest import TestResponse

from omeropyr.testing.app import Site, make_app
from omeropyr.testing.store import SampleStore

Array = NDArray[Any]


@dataclass(frozen=True)
class World:
    """`stack` has the shape (z, channel, y, x), `slide` is one plane of levels 1200x1000, 600x500 and 300x250.

    `secret_id` is an image of `hermit` in a private group; `colleague` shares that group, `demo` does not.
    """

    store: SampleStore
    stack: Array
    stack_id: int
    slide: Array
    slide_id: int
    secret_id: int


def gradient(height: int, width: int) -> Array:
    rows, columns = np.mgrid[0:height, 0:width]
    return (rows * 7 + columns * 13) % 4096


def write_stack(path: Path) -> Array:
    base = gradient(48, 64)
    stack = np.stack([[base + 100 * z, np.flipud(base)] for z in range(3)]).astype(np.uint16)
    tifffile.imwrite(path, stack, photometric="minisblack", metadata={"axes": "ZCYX"}, ome=True)
    return stack


def write_slide(path: Path) -> Array:
    plane = (gradient(1000, 1200) // 16).astype(np.uint8)
    options: dict[str, Any] = {"photometric": "minisblack", "tile": (128, 256)}
    with tifffile.TiffWriter(path, ome=True) as file:
        file.write(plane, subifds=2, metadata={"axes": "YX"}, **options)
        file.write(plane[::2, ::2], subfiletype=1, **options)
        file.write(plane[::4, ::4], subfiletype=1, **options)
    return plane


def pixels(answer: TestResponse) -> Array:
    assert answer.content_type == "image/jpeg"
    return np.asarray(Picture.open(BytesIO(answer.body)).convert("RGB")).astype(int)


def close(found: Array, expected: Array, mean: float = 2.5) -> bool:
    """Equal but for what JPEG does, chroma subsampling included."""
    return found.shape == expected.shape and float(np.abs(found - expected).mean()) < mean


def windowed(plane: Array, start: float, end: float) -> Array:
    """0..255 by the definition of the linear family, computed here and not by the code under test."""
    return np.floor(np.clip((plane.astype(float) - start) / (end - start), 0, 1) * 255 + 0.5).astype(int)


def grey(plane: Array, start: float, end: float) -> Array:
    return np.repeat(windowed(plane, start, end)[:, :, None], 3, axis=2)


def open_site(store: SampleStore, sessions: Path, user: str | None = "demo", **settings: Any) -> Site:
    """A site where somebody is signed in; None for nobody. Give it to `close_site` in the end."""
    site = make_app(store, **{"session__dir": sessions, **settings})
    if user is not None:
        site.sign_in(user, "omero" if user == "root" else user)
    return site


def close_site(site: Site) -> None:
    for gateway in site.app.registry.gateways.values():
        gateway.close()
