"""Decoders of TIFF segments (strips and tiles): imagecodecs without detours, bounded by the size of the segment.

tifffile's own decoders do the same for many more kinds; they stand in for what is rare (`segment_decoder`). Ours are
here for three reasons: what a segment may decode to is known before anything is allocated, deflate goes through
libdeflate into a buffer of that size (1.8 times as fast as growing one), and 10 to 20 microseconds less of Python
around each JPEG tile, which alone takes 180.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

import imagecodecs
import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Raw: TypeAlias = bytes | bytearray
Target: TypeAlias = "memoryview[int]"
Decompress: TypeAlias = "Callable[[Raw, Target], Raw | Target]"
Shape = tuple[int, int, int]
"""Rows, columns and samples of a segment."""

PLAIN, LZW, JPEG, PACKBITS, WEBP = 1, 5, 7, 32773, 50001
JPEG2000 = (33003, 33004, 33005, 34712)
DEFLATE, ZSTD = (8, 32946, 50013), (34926, 50000)
QUICK = frozenset((PLAIN, JPEG, PACKBITS, *DEFLATE, *ZSTD))
"""Decoding takes less than five times as long as fetching fresh memory to keep the pixels in."""
MINISBLACK_IS_GREY, RGB, YCBCR = 1, 2, 6
HORIZONTAL, FLOATING_POINT = 2, 3


class Decoder(Protocol):
    """From the bytes of segment number `index` to pixels of `shape`, in native byte order.

    JPEG-like codecs may give fewer rows and columns at the edges of the image, never more. Codecs that can, decode
    into `out`, an array of `shape`. Raises whatever the codec raises (ValueError and its kin), before it allocates
    more than the segment can hold.
    """

    def __call__(
        self, data: bytes, index: int, shape: Shape, tables: bytes | None, out: Array | None = None
    ) -> Array: ...


def segment_decoder(keyframe: Any) -> Decoder:
    """The decoder for all segments of pages like `keyframe` (tifffile's name of the page that others are like)."""
    compression = int(keyframe.compression)
    if compression == JPEG and keyframe.bitspersample == 8 and keyframe.jpegheader is None:
        return _jpeg_decoder(keyframe)
    if compression in IMAGES:
        return _image_decoder(keyframe, IMAGES[compression])
    if compression in BYTES and _is_regular(keyframe):
        return _bytes_decoder(keyframe, BYTES[compression])
    return _tifffile_decoder(keyframe)


def deflate(data: Raw, out: Target) -> Raw | Target:
    """libdeflate wants whole streams; what it refuses zlib may still know how to read."""
    try:
        return imagecodecs.deflate_decode(data, out=out)
    except imagecodecs.DeflateError:
        return imagecodecs.zlib_decode(data, out=out)


def _bounded(decode: Callable[..., Any]) -> Decompress:
    return lambda data, out: decode(data, out=out)


BYTES: dict[int, Decompress] = {
    PLAIN: lambda data, out: data,
    LZW: _bounded(imagecodecs.lzw_decode),
    **dict.fromkeys(DEFLATE, deflate),
    PACKBITS: _bounded(imagecodecs.packbits_decode),
    34925: _bounded(imagecodecs.lzma_decode),
    **dict.fromkeys(ZSTD, _bounded(imagecodecs.zstd_decode)),
}
"""TIFF compression tag -> bytes and memory for the most they may decode to -> the bytes, there or (PLAIN) where they
were."""

IMAGES: dict[int, Callable[..., Array]] = {
    **dict.fromkeys(JPEG2000, imagecodecs.jpeg2k_decode),
    22610: imagecodecs.jpegxr_decode,
    34934: imagecodecs.jpegxr_decode,
    34933: imagecodecs.png_decode,
    WEBP: imagecodecs.webp_decode,
    34927: imagecodecs.webp_decode,
    50002: imagecodecs.jpegxl_decode,
    52546: imagecodecs.jpegxl_decode,
}
"""TIFF compression tag -> a codec with a header of its own that says how large its picture is."""


def _is_regular(keyframe: Any) -> bool:
    whole_bytes = keyframe.bitspersample in (8, 16, 32, 64)
    return bool(whole_bytes and keyframe.sampleformat in (1, 2, 3) and keyframe.predictor in (1, 2, 3))


def _bytes_decoder(keyframe: Any, decompress: Decompress) -> Decoder:
    stored = np.dtype(keyframe.parent.byteorder + keyframe.dtype.char)
    native = stored.newbyteorder("=")
    reversed_bits = keyframe.fillorder == 2
    predictor = int(keyframe.predictor)
    is_in_place = stored.isnative and keyframe.compression != PLAIN

    def decode(data: bytes, index: int, shape: Shape, tables: bytes | None, out: Array | None = None) -> Array:
        compressed: Raw = imagecodecs.bitorder_decode(data) if reversed_bits else data
        target = np.empty(shape, native) if out is None else out
        raw = decompress(compressed, target.reshape(-1).view(np.uint8).data)
        pixels = np.frombuffer(raw, stored, _count(shape)).reshape(shape)  # raises where the stream was too short
        if predictor == FLOATING_POINT:
            # the bytes of this predictor have no byte order
            return imagecodecs.floatpred_decode(pixels.view(native), axis=-2)
        pixels = target if is_in_place else pixels.astype(native, copy=False)
        return _summed_up(pixels, target) if predictor == HORIZONTAL else pixels

    return decode


def _summed_up(pixels: Array, out: Array) -> Array:
    """The horizontal predictor undone. The codec takes half the time where the axis is the last one."""
    if pixels.shape[2] > 1:
        return imagecodecs.delta_decode(pixels, axis=-2, out=out)
    imagecodecs.delta_decode(pixels[:, :, 0], axis=-1, out=out[:, :, 0])
    return out


def _count(shape: Shape) -> int:
    return shape[0] * shape[1] * shape[2]


def _jpeg_decoder(keyframe: Any) -> Decoder:
    colorspace, outcolorspace = jpeg_colors(keyframe)

    def decode(data: bytes, index: int, shape: Shape, tables: bytes | None, out: Array | None = None) -> Array:
        target = np.empty(shape, np.uint8) if out is None else out
        target = target if shape[2] > 1 else target[:, :, 0]
        try:
            # the codec compares the sizes before it decodes: a small file cannot become a big picture
            return imagecodecs.jpeg8_decode(
                data, tables=tables, colorspace=colorspace, outcolorspace=outcolorspace, out=target
            ).reshape(shape)
        except ValueError:
            found = jpeg_size(data)
            require_fitting(found, shape)
            return imagecodecs.jpeg8_decode(
                data, tables=tables, colorspace=colorspace, outcolorspace=outcolorspace
            ).reshape(*found, shape[2])

    return decode


def jpeg_colors(keyframe: Any) -> tuple[str | None, str | None]:
    """Colour space of the stored JPEG (None: what its own markers say) and the one to decode to."""
    if keyframe.planarconfig != 1 or keyframe.samplesperpixel == 1:
        return None, "GRAYSCALE"
    if keyframe.extrasamples:
        return None, None
    if keyframe.photometric == RGB and not keyframe.is_jfif:
        return "RGB", "RGB"  # slides of some scanners hold RGB without any marker that says so
    return None, "RGB" if keyframe.photometric in (RGB, YCBCR) else None


START_OF_FRAME = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})


def jpeg_size(data: bytes) -> tuple[int, int]:
    """Rows and columns that a JPEG stream claims (ITU T.81, B.2.2). Raises ValueError if it does not say."""
    place = 2
    while place + 9 <= len(data) and data[place] == 0xFF:
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        if marker in START_OF_FRAME:
            rows, columns = struct.unpack_from(">HH", data, place + 5)
            return rows, columns
        place += 2 + length
    raise ValueError("a JPEG tile has no frame header")


def jpeg2000_size(data: bytes) -> tuple[int, int]:
    """Rows and columns of a JPEG 2000 code stream (ISO 15444-1, A.5.1). Raises ValueError if it does not say."""
    place = data.find(b"\xff\x4f\xff\x51")
    if not 0 <= place <= len(data) - 24:
        raise ValueError("a JPEG 2000 tile has no size")
    right, bottom, left, top = struct.unpack_from(">IIII", data, place + 8)
    return bottom - top, right - left


def require_fitting(found: tuple[int, int], shape: Shape) -> None:
    """Raises ValueError when a picture is larger than the segment it is stored in."""
    if not (0 < found[0] <= shape[0] and 0 < found[1] <= shape[1]):
        raise ValueError(f"a tile of {shape[1]} x {shape[0]} pixels holds a picture of {found[1]} x {found[0]}")


def _image_decoder(keyframe: Any, codec: Callable[..., Array]) -> Decoder:
    dtype = np.dtype(keyframe.dtype).newbyteorder("=")
    compression = int(keyframe.compression)
    # WebP leaves alpha out where all of it is opaque
    options = {"hasalpha": True} if compression in (WEBP, 34927) and keyframe.samplesperpixel == 4 else {}

    def decode(data: bytes, index: int, shape: Shape, tables: bytes | None, out: Array | None = None) -> Array:
        if compression in JPEG2000:  # this codec alone looks at `out` only after it has decoded everything
            found = jpeg2000_size(data)
            require_fitting(found, shape)
            return codec(data).astype(dtype, copy=False).reshape(*found, shape[2])
        target = np.empty(shape if shape[2] > 1 else shape[:2], dtype)
        return codec(data, out=target, **options).reshape(shape)

    return decode


def _tifffile_decoder(keyframe: Any) -> Decoder:
    """Rare kinds: fax, odd numbers of bits, JPEG of more than 8 bits; tifffile bounds them or knows their size."""
    wrapped = keyframe.decode  # made now: tifffile looks into the file once more while it makes it
    header, is_jpeg = keyframe.jpegheader, keyframe.compression in (6, JPEG, 34892, 33007)

    def decode(data: bytes, index: int, shape: Shape, tables: bytes | None, out: Array | None = None) -> Array:
        if is_jpeg and header is None:
            require_fitting(jpeg_size(data), shape)
        pixels: Array = wrapped(data, index, jpegtables=tables, jpegheader=header)[0]
        return pixels.reshape(pixels.shape[1:]).astype(pixels.dtype.newbyteorder("="), copy=False)

    return decode
