"""PNG, JPEG, GIF, BMP and WebP, mostly through Pillow: one plane, or one per frame of an animation."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import BmpImagePlugin, GifImagePlugin, Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin
from PIL.ImageFile import ImageFile

from omeropyr.errors import UnreadableFile
from omeropyr.imaging import pixel_types
from omeropyr.imaging.cache import decoded
from omeropyr.imaging.readers.deep_png import decode_deep, deep_channels
from omeropyr.imaging.readers.file_stamp import require_unchanged, stamp_of
from omeropyr.imaging.readers.said import first_line
from omeropyr.imaging.regions import require_inside, require_plane
from omeropyr.imaging.source import ChannelInfo, ImageSource, LevelSize, Pixels, Region, SourceInfo

# a picture is decoded whole: 134 megapixels take 940 MB for a moment, 400 MB of them as long as they are read
MAX_PIXELS = 2**27
MAX_FRAMES = 10_000
# of all frames together: each is painted over the ones before it
MAX_PIXELS_OF_FRAMES = 2**28
BAND = 256

# The classes are called one by one, not through Image.open: so no other parser of Pillow ever sees a file,
# and the guard against decompression bombs is ours, with a sentence of ours.
FORMATS: tuple[tuple[bytes, Callable[[Path], ImageFile]], ...] = (
    (b"\x89PNG\r\n\x1a\n", PngImagePlugin.PngImageFile),
    (b"\xff\xd8\xff", JpegImagePlugin.JpegImageFile),
    (b"GIF8", GifImagePlugin.GifImageFile),
    (b"BM", BmpImagePlugin.BmpImageFile),
    (b"RIFF", WebPImagePlugin.WebPImageFile),
)
GREY_MODES = {"L": "uint8", "1": "bit", "I;16": "uint16", "I;16B": "uint16", "I;16L": "uint16", "I": "int32"}
RGB_CHANNELS = (
    ChannelInfo(name="R", color="FF0000"),
    ChannelInfo(name="G", color="00FF00"),
    ChannelInfo(name="B", color="0000FF"),
)


class PictureReader:
    """Reader of the entry point `picture`."""

    name = "picture"
    suffixes = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp")

    def accepts(self, path: Path) -> bool:
        return path.is_file() and _format(path) is not None

    def series(self, path: Path) -> Sequence[SourceInfo]:
        """Decodes the picture once: only so is a truncated one found."""
        source = PictureSource(path)
        source.decode(0)
        return [source.info]

    def open(self, path: Path, series: int) -> ImageSource:
        if series != 0:
            raise UnreadableFile(path, f"it has no image number {series}.")
        return PictureSource(path)


class PictureSource:
    """A picture; its decoded pixels live in the shared bounded cache."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._stamp = stamp_of(path)
        with _opened(path) as picture:
            self._deep = deep_channels(path) if getattr(picture, "n_frames", 1) == 1 else None
            self._info = _describe(path, picture)
        if self._deep is not None:
            self._info = _deepened(self._info, self._deep)

    @property
    def info(self) -> SourceInfo:
        return self._info

    def read(self, region: Region, *, z: int, t: int, channels: Sequence[int]) -> Pixels:
        require_inside(self._info, region)
        require_plane(self._info, z, t, channels)
        require_unchanged(self._path, self._stamp)
        frame = decoded.get((self, t), lambda: self.decode(t))
        part = frame[region.y : region.y + region.height, region.x : region.x + region.width]
        wanted = list(channels)
        return np.moveaxis(part if wanted == list(range(self._info.size_c)) else part[:, :, wanted], 2, 0)

    def decode(self, frame: int) -> Pixels:
        """The whole picture, shape (height, width, channels). Raises UnreadableFile if it is damaged."""
        with self._lock:
            try:
                if self._deep is not None:
                    return decode_deep(self._path, self._info.size_y, self._info.size_x, self._deep)
                with _opened(self._path) as picture:
                    picture.seek(frame)
                    picture.load()
                    return _pixels(picture, self._info)
            except UnreadableFile:
                raise
            except Exception as error:  # and the decoders as well
                raise UnreadableFile(
                    self._path, f"the picture is damaged or truncated ({first_line(error)})."
                ) from error

    def close(self) -> None:
        decoded.forget(self)


def _format(path: Path) -> Callable[[Path], ImageFile] | None:
    with path.open("rb") as file:
        start = file.read(16)
    if start.startswith(b"RIFF") and start[8:12] != b"WEBP":  # sound and films begin alike
        return None
    return next((opener for magic, opener in FORMATS if start.startswith(magic)), None)


def _opened(path: Path) -> ImageFile:
    try:
        opener = _format(path)
        if opener is None:
            raise UnreadableFile(path, "it is not a PNG, JPEG, GIF, BMP or WebP picture.")
        picture = opener(path)
        frames = getattr(picture, "n_frames", 1)
    except UnreadableFile:
        raise
    except Exception as error:  # the parsers of Pillow raise many kinds on damaged headers
        raise UnreadableFile(path, f"the picture is damaged ({first_line(error)}).") from error
    if not (picture.width and picture.height and 1 <= frames <= MAX_FRAMES):
        picture.close()
        raise UnreadableFile(path, f"it claims {frames} pictures of {picture.width} x {picture.height} pixels.")
    if picture.width * picture.height > (MAX_PIXELS if frames == 1 else MAX_PIXELS_OF_FRAMES // frames):
        size = f"{picture.width} x {picture.height}" + ("" if frames == 1 else f" x {frames}")
        picture.close()
        raise UnreadableFile(path, f"the picture claims {size} pixels, too many to be decoded.")
    return picture


def _describe(path: Path, picture: Image.Image) -> SourceInfo:
    grey = GREY_MODES.get(picture.mode)
    return SourceInfo(
        name=path.name,
        size_x=picture.width,
        size_y=picture.height,
        size_z=1,
        size_c=1 if grey else 3,
        size_t=getattr(picture, "n_frames", 1),
        pixel_type=grey or "uint8",
        channels=(ChannelInfo(),) if grey else RGB_CHANNELS,
        levels=(LevelSize(picture.width, picture.height),),
        tile_width=picture.width,
        tile_height=picture.height,
        is_rgb=grey is None,
    )


def _deepened(info: SourceInfo, channels: int) -> SourceInfo:
    """Of a picture whose 16 bits Pillow does not give."""
    is_grey = channels == 1
    described = (ChannelInfo(),) if is_grey else RGB_CHANNELS
    return replace(info, size_c=channels, pixel_type="uint16", channels=described, is_rgb=not is_grey)


def _pixels(picture: Image.Image, info: SourceInfo) -> Pixels:
    """Palette, alpha, CMYK and the like become plain RGB; grey stays as it is."""
    pixels = np.empty((info.size_y, info.size_x, info.size_c), pixel_types.dtype_of(info.pixel_type))
    for top in range(0, info.size_y, BAND):  # Pillow copies what it converts
        band = picture.crop((0, top, info.size_x, min(top + BAND, info.size_y)))
        shape = (band.height, info.size_x, info.size_c)
        pixels[top : top + BAND] = np.asarray(band.convert("RGB") if info.is_rgb else band).reshape(shape)
    return pixels
