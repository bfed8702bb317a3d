"""Look-up tables in files: the formats that ImageJ and OMERO read."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from omeropyr.errors import UnreadableFile
from omeropyr.imaging.lut_curves import LEVELS, Table

RAW, WITH_HEADER = 768, 800
"""Bytes of a binary table: 256 red, 256 green, 256 blue; NIH Image puts 32 bytes before them."""
MOST_BYTES = 64 * 1024
_ROW = re.compile(r"(\d+)[\s,;]+(\d+)[\s,;]+(\d+)\s*$")


def read_lut(path: Path) -> Table:
    """The table of a `.lut` file, uint8 of shape (256, 3).

    Binary files have 768 or 800 bytes, the last 768 of which count (imagej.net, class ij.plugin.LutLoader). Any other
    file is text: lines whose last three columns are whole numbers are red, green and blue of the next level, other
    lines (headings) are passed over. Raises UnreadableFile unless that makes 256 colours of 0..255.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableFile(path, "a look-up table has at most 64 kB.")
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(path, f"the look-up table cannot be read ({error.strerror}).") from error
    if len(content) in (RAW, WITH_HEADER):
        return np.frombuffer(content[-RAW:], np.uint8).reshape(3, LEVELS).T.copy()
    return _from_text(path, content.decode("latin-1"))


def _from_text(path: Path, text: str) -> Table:
    rows = [[int(part[:4]) for part in found.groups()] for line in text.splitlines() if (found := _ROW.search(line))]
    if len(rows) != LEVELS:
        raise UnreadableFile(path, f"a look-up table has {LEVELS} colours, this has {len(rows)}.")
    table = np.array(rows)
    if table.max() > 255:
        raise UnreadableFile(path, "the colours of a look-up table are from 0 to 255.")
    return table.astype(np.uint8)
