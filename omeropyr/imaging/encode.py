"""Pictures to bytes: JPEG, PNG, TIFF and WebP.

libjpeg-turbo through imagecodecs: a quarter faster than Pillow on the same picture, and other threads run meanwhile.
"""

from __future__ import annotations

import imagecodecs
import numpy as np

from omeropyr.errors import Invalid
from omeropyr.imaging.png import encode_png
from omeropyr.imaging.quantum import Bytes
from omeropyr.imaging.settings import PictureFormat

DEFAULT_QUALITY = 0.85
MAX_SIDE = 65500
WEBP_MAX_SIDE = 16383
WEBP_EFFORT = 0
"""Of libwebp's methods 0..6: the next one takes six times as long for a third less bytes."""


def encode(
    picture: Bytes, picture_format: PictureFormat, quality: float | None = None, *, photographic: bool = False
) -> bytes:
    """A picture of shape (height, width, 3 or 4; the fourth byte means nothing).

    `quality` (0..1) is for JPEG and WebP. PNG and TIFF lose nothing. Raises Invalid for a quality outside 0..1 or a
    side the format cannot hold.
    """
    if picture_format is PictureFormat.JPEG:
        return encode_jpeg(picture, quality, photographic=photographic)
    rgb = _packed(picture[:, :, :3])
    if picture_format is PictureFormat.WEBP:
        _require_sides(rgb, WEBP_MAX_SIDE)
        return bytes(imagecodecs.webp_encode(rgb, level=_percent(quality), method=WEBP_EFFORT))
    _percent(quality)
    if picture_format is PictureFormat.PNG:
        return encode_png(rgb)
    return bytes(imagecodecs.tiff_encode(rgb, photometric="rgb"))


def encode_jpeg(picture: Bytes, quality: float | None = None, *, photographic: bool = False) -> bytes:
    """JPEG of a picture of shape (height, width, 3 or 4); `quality` is 0..1, None is DEFAULT_QUALITY.

    Chroma is kept in full (4:4:4), because fluorescence is thin lines of pure colour on black: halved chroma takes
    30 to 40 % of the contrast of green lines one pixel wide, 50 to 70 % of red, 60 to 90 % of blue ones.
    `photographic` (brightfield, histology) halves it (4:2:0), which is 40 % faster. Raises Invalid for a quality
    outside 0..1 or a side over 65500 pixels.
    """
    level = _percent(quality)
    _require_sides(picture, MAX_SIDE)
    encoded = imagecodecs.jpeg8_encode(
        _packed(picture),
        level=level,
        colorspace="RGB" if picture.shape[2] == 3 else "RGBA",
        outcolorspace="YCBCR",
        subsampling="420" if photographic else "444",
    )
    return bytes(encoded)


def _packed(picture: Bytes) -> Bytes:
    """Rows without gaps. Of sides of one pixel numpy does not mind the strides, but the encoders do."""
    return picture.copy() if 1 in picture.shape else np.ascontiguousarray(picture)


def _percent(quality: float | None) -> int:
    wanted = DEFAULT_QUALITY if quality is None else quality
    if not 0 <= wanted <= 1:
        raise Invalid("q", "must be a number from 0 to 1")
    return max(1, round(wanted * 100))


def _require_sides(picture: Bytes, longest: int) -> None:
    if max(picture.shape[:2]) > longest:
        raise Invalid("region", f"a picture may not be wider or higher than {longest} pixels")
