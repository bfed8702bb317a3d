"""Pictures as files."""

from __future__ import annotations

import io

import imagecodecs
import numpy as np
import tifffile

from omeropyr.errors import Invalid
from omeropyr.imaging.encode import DEFAULT_QUALITY, encode_jpeg
from omeropyr.imaging.quantum import Bytes
from omeropyr.imaging.settings import PictureFormat

WEBP_SIDE = 16383


def encode_picture(
    rgb: Bytes, kind: PictureFormat, quality: float | None = None, *, photographic: bool = False
) -> bytes:
    """A picture of shape (height, width, 3) as a file; `quality` (0..1) is for JPEG and WebP, the others lose nothing.

    Raises Invalid for a quality outside 0..1 and for sides that the format cannot hold.
    """
    if kind is PictureFormat.PNG:
        return bytes(imagecodecs.png_encode(np.ascontiguousarray(rgb), level=1))
    if kind is PictureFormat.TIFF:
        return _tiff(rgb)
    if kind is PictureFormat.WEBP:
        return _webp(rgb, quality)
    return encode_jpeg(rgb, quality, photographic=photographic)


def _tiff(rgb: Bytes) -> bytes:
    file = io.BytesIO()
    tifffile.imwrite(file, rgb, photometric="rgb", compression="zlib", predictor=True, metadata=None)
    return file.getvalue()


def _webp(rgb: Bytes, quality: float | None) -> bytes:
    wanted = DEFAULT_QUALITY if quality is None else quality
    if not 0 <= wanted <= 1:
        raise Invalid("q", "must be a number from 0 to 1")
    if max(rgb.shape[:2]) > WEBP_SIDE:
        raise Invalid("region", f"a WebP picture may not be wider or higher than {WEBP_SIDE} pixels")
    return bytes(imagecodecs.webp_encode(np.ascontiguousarray(rgb), level=wanted * 100))
