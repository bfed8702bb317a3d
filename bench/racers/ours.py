"""omeropyr itself, in process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from itertools import cycle
from pathlib import Path
from zlib import adler32

from looks import FLUO_COLORS, FLUO_WINDOWS, GAMMA, QUALITY, RGB_WINDOWS, THUMBNAIL

from omeropyr.imaging.cache import decoded, drawn
from omeropyr.imaging.encode import encode_jpeg
from omeropyr.imaging.opening import open_source
from omeropyr.imaging.readers.registry import reader_for
from omeropyr.imaging.settings import ChannelSettings, Family, RenderSettings
from omeropyr.imaging.source import ImageSource, Region, SourceSpec
from omeropyr.imaging.thumbnails import thumbnail
from omeropyr.imaging.tiles import draw_tile

Draw = Callable[[Sequence[int]], bytes]
PURE = ("FF0000", "00FF00", "0000FF")
UNTOUCHED = RenderSettings(
    channels=tuple(ChannelSettings(active=True, start=0, end=255, color=color) for color in PURE)
)
WINDOWED = RenderSettings(
    channels=tuple(
        ChannelSettings(active=True, start=low, end=high, color=color, family=Family.POLYNOMIAL, coefficient=GAMMA)
        for color, (low, high) in zip(PURE, RGB_WINDOWS, strict=True)
    )
)


def versions() -> str:
    return f"omeropyr {version('omeropyr')}"


def fluo(active: int = 4, channels: int = 4) -> RenderSettings:
    return RenderSettings(
        channels=tuple(
            ChannelSettings(active=number < active, start=low, end=high, color=color)
            for number, (color, (low, high)) in enumerate(zip(FLUO_COLORS, FLUO_WINDOWS, strict=True))
        )[:channels]
    )


def opened(path: str) -> ImageSource:
    name, _ = reader_for(Path(path))
    return open_source(SourceSpec(reader=name, files=(path,)))


def tiles(settings: RenderSettings, quality: float | None = None) -> Callable[[str], Draw]:
    def make(path: str) -> Draw:
        source = opened(path)
        forget()

        def draw(place: Sequence[int]) -> bytes:
            level, x, y, side = place
            return draw_tile(source, settings, Region(level, x, y, side, side), z=0, t=0, quality=quality)

        return draw

    return make


def forget() -> None:
    decoded.clear()
    drawn.clear()


def uncached(make: Callable[[str], Draw]) -> Callable[[str], Draw]:
    """The same with nothing kept from one tile to the next."""

    def made(path: str) -> Draw:
        draw = make(path)

        def once(place: Sequence[int]) -> bytes:
            forget()
            return draw(place)

        return once

    return made


def toggling(path: str) -> Draw:
    """The white channel goes off and on with each tile that is asked for."""
    both = cycle([tiles(fluo())(path), tiles(fluo(active=3))(path)])
    return lambda place: next(both)(place)


def thumbnails(path: str) -> Draw:
    """Of one file after another: the paths are separated by line ends; each is opened anew."""
    paths = cycle(path.splitlines())

    def draw(place: Sequence[int]) -> bytes:
        source = opened(next(paths))
        try:
            info = source.info
            look = fluo(info.size_c, info.size_c)
            return encode_jpeg(thumbnail(source, look, THUMBNAIL, z=info.size_z // 2, t=info.size_t // 2))
        finally:
            source.close()

    return draw


def checksums(path: str) -> Draw:
    """As long as a tile takes, in a thread that waits for no other: what the machine has to give at the moment."""
    data = bytes(3 * 2**20)
    return lambda place: adler32(data).to_bytes(4, "big")


def threads(number: int, of: Callable[[str], Draw]) -> Callable[[str], Draw]:
    """Sixteen tiles around the place, by as many threads."""
    pool = ThreadPoolExecutor(number)

    def make(path: str) -> Draw:
        draw = of(path)

        def many(place: Sequence[int]) -> bytes:
            level, x, y, side = place
            around = [(level, x + side * (n % 4), y + side * (n // 4), side) for n in range(16)]
            forget()
            return list(pool.map(draw, around))[-1]

        return many

    return make


WORKS = {
    "rgb": tiles(UNTOUCHED, QUALITY / 100),
    "stored": tiles(UNTOUCHED),
    "window": tiles(WINDOWED, QUALITY / 100),
    "fluo": tiles(fluo(), QUALITY / 100),
    "pan": tiles(fluo(), QUALITY / 100),
    "pan uncached": uncached(tiles(fluo(), QUALITY / 100)),
    "toggle": toggling,
    "thumbnails": thumbnails,
    "1 thread": threads(1, tiles(UNTOUCHED, QUALITY / 100)),
    "2 threads": threads(2, tiles(UNTOUCHED, QUALITY / 100)),
    "1 thread, checksums": threads(1, checksums),
    "2 threads, checksums": threads(2, checksums),
}
