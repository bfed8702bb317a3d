"""Look-up tables by the names that clients send (`fire.lut`): the ImageJ set of OMERO, and a few made since.

Where a table comes from, first that has it: a file in a folder given to `add_folder`; the library cmap, which carries
some of ImageJ's files bit by bit and the perceptually uniform maps; our formulas in `lut_curves`.
"""

from __future__ import annotations

import logging
import threading
from functools import cache, lru_cache
from pathlib import Path

import cmap
import numpy as np

from omeropyr.errors import UnreadableFile
from omeropyr.imaging.lut_curves import CURVES, LEVELS, Table
from omeropyr.imaging.lut_files import read_lut

log = logging.getLogger(__name__)

SUFFIX = ".lut"
FOLDER = "/luts/"
"""Where clients believe the files to be; with the name it identifies a table."""
LIBRARY = {
    "fire.lut": "imagej:fire",
    "ice.lut": "imagej:ice",
    "green_fire_blue.lut": "imagej:GreenFireBlue",
    "hilo.lut": "imagej:HiLo",
    "glasbey.lut": "glasbey:glasbey",
    "viridis.lut": "bids:viridis",
    "magma.lut": "bids:magma",
    "inferno.lut": "bids:inferno",
    "plasma.lut": "bids:plasma",
    "cividis.lut": "cividis:cividis",
    "turbo.lut": "google:turbo",
    "batlow.lut": "crameri:batlow",
}
"""Names in cmap's catalogue."""
GLASBEY_INVERTED = "glasbey_inverted.lut"
ROW_HEIGHT = 10
FADE_LENGTH = 180

_files: dict[str, Path] = {}
_lock = threading.Lock()


def names() -> tuple[str, ...]:
    """Every table there is, sorted without case, as clients list them."""
    return tuple(sorted({*CURVES, *LIBRARY, GLASBEY_INVERTED, *_files}))


def add_folder(folder: Path) -> None:
    """Make the `.lut` files of a folder known in this process; they come before built-in ones of the same name.

    A file that is no table is logged and left out. Names are used in lower case with `_` for blanks, as clients do.
    """
    found = {}
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.suffix.lower() != SUFFIX:
            continue
        try:
            read_lut(path)
        except UnreadableFile as error:
            log.warning("%s", error)
        else:
            found[canonical(path.name)] = path
    if found:
        with _lock:
            _files.update(found)
        _table.cache_clear()
        _strip.cache_clear()


def canonical(name: str) -> str:
    return name.strip().lower().replace(" ", "_")


def lut_named(name: str) -> Table | None:
    """Colours of the levels 0..255, uint8 of shape (256, 3); None for an unknown name. Do not change it."""
    return _table(canonical(name))


@lru_cache(maxsize=512)
def _table(name: str) -> Table | None:
    made = _make(name)
    if made is not None:
        made.setflags(write=False)
    return made


def _make(name: str) -> Table | None:
    if name in _files:
        return read_lut(_files[name])
    if name in LIBRARY:
        return _of_library(LIBRARY[name])
    if name == GLASBEY_INVERTED:
        return 255 - _of_library(LIBRARY["glasbey.lut"])
    return CURVES[name]() if name in CURVES else None


def _of_library(name: str) -> Table:
    colors = cmap.Colormap(name).lut(LEVELS)[:, :3]
    return np.asarray(np.rint(colors * 255), np.uint8)


def strip() -> Table:
    """All tables as one picture, RGBA, uint8 of shape (10 (n + 1), 256, 4).

    Ten rows for each of `names()`, opaque; the last ten rows are black, fading out over the first 180 pixels: clients
    lay them over a colour to show its ramp.
    """
    return _strip(names())


@cache
def _strip(wanted: tuple[str, ...]) -> Table:
    picture = np.zeros((len(wanted) + 1, LEVELS, 4), np.uint8)
    for row, name in enumerate(wanted):
        picture[row, :, :3] = np.asarray(lut_named(name))
        picture[row, :, 3] = 255
    picture[-1, :FADE_LENGTH, 3] = np.rint(np.linspace(255, 0, FADE_LENGTH))
    rows = np.repeat(picture, ROW_HEIGHT, axis=0)
    rows.setflags(write=False)
    return rows
