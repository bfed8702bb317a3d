"""large_image, by whichever of its sources is the fastest for a file; its caches are off but for panning."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from importlib.metadata import version
from itertools import cycle
from typing import Any

import large_image_source_ometiff
import large_image_source_tiff
import large_image_source_zarr
from looks import FLUO_COLORS, FLUO_WINDOWS, QUALITY, RGB_WINDOWS, THUMBNAIL
from PIL import Image

Draw = Callable[[Sequence[int]], bytes]
TIFF = large_image_source_tiff.TiffFileTileSource
OME_TIFF = large_image_source_ometiff.OMETiffFileTileSource
ZARR = large_image_source_zarr.ZarrFileTileSource


def versions() -> str:
    return f"large_image {version('large-image')}"


def opened(path: str, style: Any = None, chroma: int = 2, **options: Any) -> Any:
    options = {"encoding": "JPEG", "jpegQuality": QUALITY, "jpegSubsampling": chroma, "style": style, **options}
    if path.endswith(".zarr"):
        return ZARR(f"{path}/.zattrs", **options)
    return (OME_TIFF if path.endswith((".ome.tif", ".ome.tiff")) else TIFF)(path, **options)


def tiles(style: Any = None, chroma: int = 2, **more: Any) -> Callable[[str], Draw]:
    def make(path: str) -> Draw:
        source = opened(path, style, chroma, **{"noCache": True, **more})
        top = source.levels - 1

        def draw(place: Sequence[int]) -> bytes:
            level, x, y, side = place
            return bytes(source.getTile(x // side, y // side, top - level))

        return draw

    return make


def reencoding(path: str) -> Draw:
    """The tile as a picture of Pillow, encoded as large_image does it: where it cannot pass the tile through."""
    source = opened(path, noCache=True)
    top = source.levels - 1

    def draw(place: Sequence[int]) -> bytes:
        level, x, y, side = place
        found = source.getTile(x // side, y // side, top - level, pilImageAllowed=True)
        picture = found if isinstance(found, Image.Image) else Image.open(io.BytesIO(found))
        output = io.BytesIO()
        picture.convert("RGB").save(output, "JPEG", quality=QUALITY, subsampling=2)
        return output.getvalue()

    return draw


def passing(path: str) -> Draw:
    """With the settings it starts with, which let it pass stored tiles through."""
    source = TIFF(path, noCache=True)
    top = source.levels - 1
    return lambda place: bytes(source.getTile(place[1] // place[3], place[2] // place[3], top - place[0]))


WINDOWED = {
    "bands": [
        {"band": number + 1, "palette": ["#000000", color], "min": low, "max": high}
        for number, (color, (low, high)) in enumerate(zip(("#ff0000", "#00ff00", "#0000ff"), RGB_WINDOWS, strict=True))
    ]
}


def fluo_style() -> dict[str, Any]:
    ways = zip(FLUO_COLORS, FLUO_WINDOWS, strict=True)
    return {
        "bands": [
            {"framedelta": number, "palette": ["#000000", f"#{color}"], "min": low, "max": high}
            for number, (color, (low, high)) in enumerate(ways)
        ]
    }


def thumbnails(path: str) -> Draw:
    """Of the plane in the middle of T and Z."""
    paths = cycle(path.splitlines())

    def draw(place: Sequence[int]) -> bytes:
        one = next(paths)
        frames = opened(one, chroma=0, noCache=True).getMetadata().get("frames", [{}])
        middle = middle_frames(frames)
        ways = zip(middle, FLUO_COLORS, FLUO_WINDOWS, strict=False)
        bands = [
            {"frame": frame, "palette": ["#000000", f"#{color}"], "min": low, "max": high}
            for frame, color, (low, high) in ways
        ]
        source = opened(one, {"bands": bands}, chroma=0, noCache=True)
        return bytes(source.getThumbnail(width=THUMBNAIL, height=THUMBNAIL)[0])

    return draw


def middle_frames(frames: Sequence[dict[str, Any]]) -> list[int]:
    """Numbers of the frames of the middle plane, channel by channel."""
    z = max(frame.get("IndexZ", 0) for frame in frames) // 2
    t = max(frame.get("IndexT", 0) for frame in frames) // 2
    chosen = [frame for frame in frames if (frame.get("IndexZ", 0), frame.get("IndexT", 0)) == (z, t)]
    return [frame.get("Frame", 0) for frame in sorted(chosen, key=lambda frame: frame.get("IndexC", 0))]


WORKS = {
    "rgb": reencoding,
    "stored": passing,
    "stored, re-encoding": reencoding,
    "window": tiles(WINDOWED),
    "fluo": tiles(fluo_style(), chroma=0),
    "pan": tiles(fluo_style(), chroma=0, noCache=False),
    "thumbnails": thumbnails,
}
