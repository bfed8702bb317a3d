"""How a page of a TIFF is cut into segments (strips or tiles), and where they lie in the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from omeropyr.errors import UnreadableFile
from omeropyr.imaging.readers.tiff_codecs import JPEG, QUICK, Decoder, Shape, segment_decoder

LARGEST_SEGMENT = 2**29
"""Bytes of pixels that one compressed strip or tile may decode to."""


class Box(NamedTuple):
    """A rectangle in pixels of the page; right and bottom are exclusive. (A tuple: made for every tile.)"""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    def inside(self, place: Box) -> tuple[slice, slice]:
        """Slices of `place`'s pixels that cut out this box."""
        return (
            slice(self.top - place.top, self.bottom - place.top),
            slice(self.left - place.left, self.right - place.left),
        )

    def common(self, other: Box) -> Box:
        return Box(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """What pages of one kind have in common. `samples` are those of a segment: one if colours lie in planes."""

    width: int
    height: int
    samples: int
    planes: int
    segment_width: int
    segment_height: int
    is_tiled: bool
    dtype: np.dtype[Any]
    """In the byte order of the file."""
    fill: float
    decode: Decoder
    is_quick: bool
    """Decoded again rather than kept when met for the first time, see `PlaneReader`."""
    jpeg_colors: str | None
    """`rgb` or `ycbcr` if segments are JPEG of three 8 bit colours that a browser could show, else None."""

    columns: int = field(init=False)
    rows: int = field(init=False)
    native: np.dtype[Any] = field(init=False)
    """`dtype` in the byte order of this machine."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "native", self.dtype.newbyteorder("="))
        object.__setattr__(self, "columns", -(-self.width // self.segment_width))
        object.__setattr__(self, "rows", -(-self.height // self.segment_height))

    @property
    def segment_count(self) -> int:
        return self.columns * self.rows * self.planes

    @property
    def nbytes(self) -> int:
        """Of the pixels of a page."""
        return self.width * self.height * self.samples * self.planes * self.dtype.itemsize

    def whole_segment(self, x: int, y: int, width: int, height: int) -> int | None:
        """Number (in the first plane) of the tile with exactly these pixels and no padding; None if there is none."""
        column, aside = divmod(x, self.segment_width)
        row, below = divmod(y, self.segment_height)
        if aside or below or width != self.segment_width or height != self.segment_height:
            return None
        inside = x >= 0 <= y and x + width <= self.width and y + height <= self.height
        return row * self.columns + column if inside else None

    def segments(self, box: Box, plane: int) -> Iterator[tuple[int, Box]]:
        """Number and place (cut at the edges of the page) of each segment that `box` touches."""
        width, height, columns = self.segment_width, self.segment_height, self.columns
        first = plane * self.rows
        for row in range(box.top // height, -(-box.bottom // height)):
            for column in range(box.left // width, -(-box.right // width)):
                left, top = column * width, row * height
                place = Box(left, top, min(left + width, self.width), min(top + height, self.height))
                yield (first + row) * columns + column, place

    def stored_shape(self, place: Box) -> Shape:
        """Tiles are stored in full, the last strip ends with the image."""
        return (self.segment_height if self.is_tiled else place.height), self.segment_width, self.samples


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """One page: its segments in file number `file`. Contiguous pixels are where `raw_offset` says.

    `offsets` and `counts` are arrays (8 bytes a segment; Python's numbers take 70 in tifffile's tables).
    """

    file: int
    number: int
    """Of the page among all pages of the header: a name for caches."""
    layout: Layout
    offsets: NDArray[np.uint64]
    counts: NDArray[np.uint64]
    tables: bytes | None
    raw_offset: int | None
    is_computed: bool = False


def layout_of(keyframe: Any) -> Layout:
    """Raises UnreadableFile for segments that cannot be or that no memory holds."""
    samples = int(keyframe.samplesperpixel)
    planar = samples > 1 and int(keyframe.planarconfig) == 2
    width, height = _segment_size(keyframe)
    path = keyframe.parent.filehandle.path
    if min(width, height, keyframe.imagewidth, keyframe.imagelength, samples) < 1:
        raise UnreadableFile(path, f"its strips or tiles have no size ({width} x {height} pixels).")
    dtype = np.dtype(keyframe.dtype).newbyteorder(keyframe.parent.byteorder)
    per_pixel = (1 if planar else samples) * dtype.itemsize
    if keyframe.compression != 1 and width * height * per_pixel > LARGEST_SEGMENT:
        raise UnreadableFile(path, f"its strips or tiles of {width} x {height} pixels are too large to be decoded.")
    return Layout(
        width=int(keyframe.imagewidth),
        height=int(keyframe.imagelength),
        samples=1 if planar else samples,
        planes=samples if planar else 1,
        segment_width=width,
        segment_height=height,
        is_tiled=bool(keyframe.is_tiled),
        dtype=dtype,
        fill=keyframe.nodata,
        decode=segment_decoder(keyframe),
        is_quick=int(keyframe.compression) in QUICK,
        jpeg_colors=_jpeg_colors(keyframe),
    )


def _segment_size(keyframe: Any) -> tuple[int, int]:
    if keyframe.is_tiled:
        return int(keyframe.tilewidth), int(keyframe.tilelength)
    return int(keyframe.imagewidth), min(int(keyframe.rowsperstrip), keyframe.imagelength) or keyframe.imagelength


def _jpeg_colors(keyframe: Any) -> str | None:
    shown = keyframe.compression == JPEG and keyframe.bitspersample == 8 and keyframe.is_tiled
    three = keyframe.samplesperpixel == 3 and keyframe.planarconfig == 1 and not keyframe.extrasamples
    if not (shown and three) or keyframe.jpegheader is not None:
        return None
    if keyframe.photometric == 6 or (keyframe.photometric == 2 and keyframe.is_jfif):
        return "ycbcr"
    return "rgb" if keyframe.photometric == 2 else None
