"""JPEG tiles as they are stored, made into files of their own that a browser shows in the right colours.

A TIFF keeps the tables of its JPEG tiles once (tag JPEGTables, TIFF technical note 2) and the meaning of the colours
in its Photometric tag. A JPEG file has the tables inside; what its colours are is guessed by the rules of libjpeg, by
which all browsers go: YCbCr, unless an Adobe marker (APP14) says with `transform` 0 that they are RGB.
"""

from __future__ import annotations

import struct

SOI, EOI = b"\xff\xd8", b"\xff\xd9"
RGB_MARKER = b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00"
HEAD = 2048
"""Bytes in which the frame header of a tile must be found."""


def frame_header(width: int, height: int) -> tuple[bytes, ...]:
    """Beginnings of a frame header (ITU T.81, B.2.2) for 8 bits and three colours: baseline, extended, progressive."""
    size = struct.pack(">BHHB", 8, height, width, 3)
    return tuple(bytes((0xFF, marker, 0, 17)) + size for marker in (0xC0, 0xC1, 0xC2))


def standalone(data: bytes, tables: bytes | None, colors: str, frames: tuple[bytes, ...]) -> bytes | None:
    """The tile as a JPEG file, or None if it cannot be shown as it is: other size, other colours, cut off."""
    if not (data.startswith(SOI) and EOI in data[-8:]) or not any(data.find(one, 2, HEAD) > 0 for one in frames):
        return None
    if tables is None and colors != "rgb":
        return data
    parts = [SOI]
    if colors == "rgb":
        # a JFIF marker always means YCbCr, and of two Adobe markers the last counts: such a tile is decoded by us
        if data.find(b"JFIF", 2, HEAD) > 0 or data.find(b"Adobe", 2, HEAD) > 0 or _has_colors(tables):
            return None
        parts.append(RGB_MARKER)
    if tables is None:
        return b"".join((*parts, data[2:]))
    body = tables[2:-2] if tables.endswith(EOI) else tables[2:]
    # JFIF must come first to be believed
    if data.startswith(b"\xff\xe0", 2):
        end = 4 + int.from_bytes(data[4:6], "big")
        return b"".join((*parts, data[2:end], body, data[end:]))
    return b"".join((*parts, body, data[2:]))


def _has_colors(tables: bytes | None) -> bool:
    return tables is not None and (b"JFIF" in tables or b"Adobe" in tables)
