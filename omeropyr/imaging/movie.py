"""Movies over t or z in formats that browsers play, written by PyAV (the extra `omeropyr[movie]`)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from PIL import Image

from omeropyr.errors import Invalid, NotSupported
from omeropyr.imaging.projection import project
from omeropyr.imaging.quantum import Bytes
from omeropyr.imaging.regions import whole
from omeropyr.imaging.render import active_channels, render
from omeropyr.imaging.settings import MovieFormat, MovieRequest, Projection, RenderSettings
from omeropyr.imaging.source import ImageSource, SourceInfo
from omeropyr.imaging.thumbnails import fitting_level, thumbnail

Progress = Callable[[int, int], None]
"""Called with the number of frames written and of all frames."""

LONGEST_SIDE = 1920
SMALLEST_SIDE = 16
SLOWEST, FASTEST = 0.1, 120.0
"""Frames per second."""
BT709 = 1
"""Number of the colour space of ITU-R BT.709 in H.273; players take it for movies that say nothing, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Codec:
    name: str
    options: dict[str, str]
    container: dict[str, str]


CODECS = {
    MovieFormat.MP4: _Codec(
        name="libx264",
        options={"crf": "18", "preset": "veryfast"},
        # the index in front, so that playing starts before the end has arrived
        container={"movflags": "+faststart"},
    ),
    MovieFormat.WEBM: _Codec(
        name="libvpx-vp9", options={"crf": "24", "b": "0", "deadline": "good", "cpu-used": "5"}, container={}
    ),
}


def write_movie(
    source: ImageSource,
    settings: RenderSettings,
    request: MovieRequest,
    path: Path,
    progress: Progress | None = None,
) -> None:
    """Write the movie to `path`, frame by frame; a projection in the settings shows every time point projected.

    Width and height are even (a last odd row or column is cut), as the codecs want them. Raises Invalid for an axis,
    range, rate or size that cannot be, NotSupported without PyAV.
    """
    frames = frame_places(source.info, request)
    size = frame_size(source.info, request.longest_side)
    canvas = _canvas(size, request.shortest_side)
    rate = _rate(request.frames_per_second)
    codec = CODECS[request.format]
    av = _library(codec)
    with av.open(str(path), "w", format=request.format.value, options=codec.container) as container:
        stream = container.add_stream(codec.name, rate=rate, options=codec.options)
        stream.width, stream.height = canvas
        stream.pix_fmt = "yuv420p"
        stream.codec_context.colorspace = BT709
        for number, (z, t) in enumerate(frames):
            drawn = draw_frame(source, settings, size, z=z, t=t)
            container.mux(stream.encode(_frame(av, _centred(drawn, canvas))))
            if progress is not None:
                progress(number + 1, len(frames))
        container.mux(stream.encode())


def frame_places(info: SourceInfo, request: MovieRequest) -> list[tuple[int, int]]:
    """(z, t) of every frame. Raises Invalid."""
    sizes = {"z": info.size_z, "t": info.size_t}
    if request.axis not in sizes:
        raise Invalid("axis", "must be z or t")
    size = sizes[request.axis]
    last = size - 1 if request.last is None else request.last
    if not 0 <= request.first <= last < size:
        raise Invalid("frames", f"must lie between 0 and {size - 1}, the first before the last")
    other = sizes["t" if request.axis == "z" else "z"]
    if not 0 <= request.at < other:
        raise Invalid("at", f"must be from 0 to {other - 1}")
    numbers = range(request.first, last + 1)
    return [(number, request.at) if request.axis == "z" else (request.at, number) for number in numbers]


def frame_size(info: SourceInfo, longest: int | None) -> tuple[int, int]:
    """Even width and height, never larger than the image unless that is smaller than SMALLEST_SIDE."""
    if longest is not None and not SMALLEST_SIDE <= longest <= LONGEST_SIDE:
        raise Invalid("longest_side", f"must be from {SMALLEST_SIDE} to {LONGEST_SIDE} pixels")
    scale = min(1.0, (longest or LONGEST_SIDE) / max(info.size_x, info.size_y))
    width, height = (max(SMALLEST_SIDE, int(side * scale + 1e-9)) // 2 * 2 for side in (info.size_x, info.size_y))
    return width, height


def draw_frame(source: ImageSource, settings: RenderSettings, size: tuple[int, int], *, z: int, t: int) -> Bytes:
    """One picture of the exact size, from the smallest level that is large enough."""
    if settings.projection is not None:
        return _projected(source, settings, settings.projection, size, t)
    # scaled to at most a pixel more, then cut, so that frames of full size are not resampled
    info = source.info
    near = [have if have - want == 1 else want for have, want in zip((info.size_x, info.size_y), size, strict=True)]
    picture = thumbnail(source, settings, near[0], near[1], z=z, t=t)
    return np.ascontiguousarray(picture[: size[1], : size[0]])


def _projected(
    source: ImageSource, settings: RenderSettings, projection: Projection, size: tuple[int, int], t: int
) -> Bytes:
    """As `draw_frame`, for the projection of a time point."""
    chosen = active_channels(settings.channels, settings.model)
    if not chosen:
        return np.zeros((size[1], size[0], 3), np.uint8)
    region = whole(source.info, fitting_level(source.info, size))
    planes = project(source, region, projection, t=t, channels=chosen)
    picture = render(planes, [settings.channels[index] for index in chosen], settings.model)
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC))


def _canvas(size: tuple[int, int], shortest: int) -> tuple[int, int]:
    """Even width and height. Raises Invalid."""
    if not 0 <= shortest <= LONGEST_SIDE:
        raise Invalid("shortest_side", f"must be from 0 to {LONGEST_SIDE} pixels")
    least = shortest + shortest % 2
    return max(size[0], least), max(size[1], least)


def _centred(picture: Bytes, canvas: tuple[int, int]) -> Bytes:
    """The picture, with black around it where the canvas is larger."""
    height, width, _ = picture.shape
    if (width, height) == canvas:
        return picture
    left, top = (canvas[0] - width) // 2, (canvas[1] - height) // 2
    whole_canvas = np.zeros((canvas[1], canvas[0], 3), np.uint8)
    whole_canvas[top : top + height, left : left + width] = picture
    return whole_canvas


def _frame(av: ModuleType, picture: Bytes) -> Any:
    frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
    return frame.reformat(format="yuv420p", dst_colorspace="ITU709")


def _rate(frames_per_second: float) -> Fraction:
    if not (math.isfinite(frames_per_second) and SLOWEST <= frames_per_second <= FASTEST):
        raise Invalid("fps", f"must be from {SLOWEST} to {FASTEST:g} frames per second")
    return Fraction(frames_per_second).limit_denominator(1000)


def _library(codec: _Codec) -> ModuleType:
    try:
        import av
    except ImportError as error:
        raise NotSupported("Movies need the library PyAV; install it with: pip install 'omeropyr[movie]'") from error
    if codec.name not in av.codecs_available:
        raise NotSupported(f"The PyAV that is installed cannot write {codec.name}; its wheels can: pip install av")
    return av
