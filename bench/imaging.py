"""How fast pictures are made, as ratios against the straightforward way on the same pixels in the same run.

    python bench/imaging.py            all
    python bench/imaging.py render     those whose name contains the word

A ratio of 3.0x means that ours takes a third of the time. Times are the best of several runs.
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import imagecodecs
import numpy as np
import tifffile
from PIL import Image

from omeropyr.imaging.drawing import draw_region
from omeropyr.imaging.encode import encode_jpeg
from omeropyr.imaging.export.ome_tiff import LOSSLESS, Encoding, write_ome_tiff
from omeropyr.imaging.readers.tiff import TiffReader
from omeropyr.imaging.render import render
from omeropyr.imaging.settings import ChannelSettings, RenderSettings
from omeropyr.imaging.source import Region
from omeropyr.imaging.thumbnails import thumbnail

SIDE = 4096
TILE = 512
COLORS = ("0000FF", "00FF00", "FF0000", "FFFFFF")


@dataclass(frozen=True)
class Contest:
    """Two ways to the same result."""

    name: str
    ours: Callable[[], object]
    theirs: Callable[[], object]
    what: str


def best(work: Callable[[], object], seconds: float = 0.5) -> float:
    """Shortest time of one run, in milliseconds."""
    work()
    shortest, until = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < until:
        start = time.perf_counter()
        work()
        shortest = min(shortest, time.perf_counter() - start)
    return shortest * 1000


def cells(side: int, channels: int, dtype: str) -> np.ndarray:
    """Soft spots and noise, shape (channels, side, side)."""
    rng = np.random.default_rng(0)
    coarse = rng.random((channels, side // 32, side // 32), np.float32) ** 4
    top = 255 if dtype == "uint8" else 4000
    soft = np.stack([np.asarray(Image.fromarray(one).resize((side, side))) for one in coarse])
    return np.clip(soft * top * 0.9 + rng.normal(0, top / 60, soft.shape), 0, top).astype(dtype)


def write(path: Path, planes: np.ndarray, **options: object) -> None:
    tifffile.imwrite(path, planes, photometric="minisblack", metadata={"axes": "CYX"}, **options)


def settings_for(planes: np.ndarray) -> RenderSettings:
    return RenderSettings(
        channels=tuple(
            ChannelSettings(active=True, start=float(plane.min()), end=float(plane.max()), color=COLORS[index])
            for index, plane in enumerate(planes)
        )
    )


def plain_render(planes: np.ndarray, settings: RenderSettings) -> np.ndarray:
    """What one writes first: float all the way."""
    total = np.zeros((*planes.shape[1:], 3))
    for plane, channel in zip(planes, settings.channels, strict=True):
        level = np.clip((plane.astype(np.float64) - channel.start) / (channel.end - channel.start), 0, 1)
        total += level[..., None] * np.array([int(channel.color[place : place + 2], 16) for place in (0, 2, 4)])
    return np.clip(total + 0.5, 0, 255).astype(np.uint8)


def pillow_jpeg(picture: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=85, subsampling=0)
    return buffer.getvalue()


def tile_contests(folder: Path) -> Iterator[Contest]:
    """Read, render and encode one tile from the middle of a big file."""
    for dtype, compression in (("uint16", None), ("uint16", "zlib"), ("uint16", "zstd"), ("uint8", "zlib")):
        planes = cells(SIDE, 3, dtype)
        path = folder / f"{dtype}-{compression}.ome.tif"
        write(path, planes, tile=(TILE, TILE), compression=compression)
        settings, source = settings_for(planes), TiffReader().open(path, 0)
        place = Region(0, 1000, 1500, TILE, TILE)

        def ours(source=source, settings=settings, place=place) -> bytes:
            return encode_jpeg(draw_region(source, settings, place, z=0, t=0))

        def theirs(path=path, settings=settings) -> bytes:
            part = tifffile.imread(path)[:, 1500 : 1500 + TILE, 1000 : 1000 + TILE]
            return pillow_jpeg(plain_render(part, settings))

        def windowed(path=path, settings=settings) -> bytes:
            import zarr

            part = zarr.open(tifffile.imread(path, aszarr=True), mode="r")[:, 1500 : 1500 + TILE, 1000 : 1000 + TILE]
            return pillow_jpeg(plain_render(part, settings))

        name = f"tile {dtype} {compression or 'plain'}"
        yield Contest(name, ours, theirs, "tifffile.imread + numpy float + Pillow")
        yield Contest(name, ours, windowed, "tifffile as zarr + numpy float + Pillow")
        source.close()


def render_contests(_: Path) -> Iterator[Contest]:
    for dtype in ("uint8", "uint16", "float32"):
        for count in (1, 3):
            planes = cells(1024, count, dtype)
            settings = settings_for(planes)
            yield Contest(
                f"render {count} x 1024² {dtype}",
                lambda planes=planes, settings=settings: render(planes, settings.channels),
                lambda planes=planes, settings=settings: plain_render(planes, settings),
                "numpy float",
            )
    pixels = np.ascontiguousarray(np.moveaxis(cells(1024, 3, "uint8"), 0, 2))
    planes = np.moveaxis(pixels, 2, 0)
    plain = ChannelSettings(active=True, start=0, end=255, color="")
    channels = [replace(plain, color=color) for color in ("FF0000", "00FF00", "0000FF")]
    yield Contest(
        "render RGB 1024² as it is",
        lambda: render(planes, channels),
        lambda: plain_render(planes, RenderSettings(channels=tuple(channels))),
        "numpy float",
    )


def encode_contests(_: Path) -> Iterator[Contest]:
    picture = plain_render(cells(TILE, 3, "uint8"), settings_for(cells(TILE, 3, "uint8")))
    yield Contest("encode 512² 4:4:4", lambda: encode_jpeg(picture), lambda: pillow_jpeg(picture), "Pillow 4:4:4")
    yield Contest(
        "encode 512² 4:2:0", lambda: encode_jpeg(picture, photographic=True), lambda: encode_jpeg(picture), "ours 4:4:4"
    )


def thumbnail_contests(folder: Path) -> Iterator[Contest]:
    planes = cells(2048, 3, "uint16")
    path = folder / "thumbnail.ome.tif"
    write(path, planes, tile=(256, 256), compression="zlib")
    settings, source = settings_for(planes), TiffReader().open(path, 0)

    def theirs() -> object:
        return Image.fromarray(plain_render(tifffile.imread(path), settings)).resize((96, 96), Image.Resampling.LANCZOS)

    yield Contest(
        "thumbnail of 3 x 2048²",
        lambda: thumbnail(source, settings, 96),
        theirs,
        "imread + numpy float + Pillow resize",
    )
    source.close()


def pyramid_contests(folder: Path) -> Iterator[Contest]:
    """How pyramids could be stored: reading a tile of each, against what we write."""
    planes = cells(SIDE, 1, "uint16")
    tifffile.imwrite(folder / "flat.tif", planes, photometric="minisblack")
    flat = TiffReader().open(folder / "flat.tif", 0)
    encodings = {
        "zstd": LOSSLESS,
        "deflate": Encoding(compression="adobe_deflate", level=6, predictor=True),
        "lzw": Encoding(compression="lzw", predictor=True),
        "nothing": Encoding(compression=None),
    }
    made = {}
    for name, encoding in encodings.items():
        path = folder / f"{name}.ome.tif"
        start = time.perf_counter()
        write_ome_tiff(flat, path, encoding=encoding)
        size = path.stat().st_size / planes.nbytes
        print(f"  pyramid with {name:8} written in {time.perf_counter() - start:.1f} s, {size:.0%} of the pixels")
        made[name] = TiffReader().open(path, 0)

    def reading(name: str) -> Callable[[], object]:
        return lambda: made[name].read(Region(0, 1024, 1536, TILE, TILE), z=0, t=0, channels=[0])

    for other in ("deflate", "lzw", "nothing"):
        yield Contest("read a pyramid tile, zstd", reading("zstd"), reading(other), other)
    for source in (flat, *made.values()):
        source.close()


def main(word: str = "") -> None:
    print(f"imagecodecs {imagecodecs.__version__}, tifffile {tifffile.__version__}, numpy {np.__version__}")
    groups = {
        "tile": tile_contests,
        "render": render_contests,
        "encode": encode_contests,
        "thumbnail": thumbnail_contests,
        "pyramid": pyramid_contests,
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, contests in groups.items():
            for contest in contests(Path(folder)) if word in name else ():
                print(report(contest))


def report(contest: Contest) -> str:
    ours, theirs = best(contest.ours), best(contest.theirs)
    times = f"{ours:8.2f} ms   against {theirs:8.2f} ms"
    return f"{theirs / ours:7.1f}x  {contest.name:28} {times}  {contest.what}"


if __name__ == "__main__":
    main(*sys.argv[1:2])
