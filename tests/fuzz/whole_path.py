"""A folder through everything that is done with foreign files, and what comes of it: pixels, or typed errors.

As a program it reads names of folders from its standard input, one a line, and answers each with one line of JSON. It
limits its own memory and time: a parent that sees it die, or that waits in vain, knows which folder it was.
"""

from __future__ import annotations

import faulthandler
import gc
import json
import logging
import random
import resource
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import numpy as np

from omeropyr.errors import ImagingError, OmeropyrError
from omeropyr.imaging import cache, pixel_types
from omeropyr.imaging.defaults import default_settings
from omeropyr.imaging.discover import Found, Refused, discover
from omeropyr.imaging.export.ome_tiff import write_ome_tiff
from omeropyr.imaging.export.ome_zarr import write_ome_zarr
from omeropyr.imaging.inspection import acquisitions_of
from omeropyr.imaging.opening import open_source
from omeropyr.imaging.settings import RenderSettings
from omeropyr.imaging.source import ImageSource, Region
from omeropyr.imaging.statistics import statistics
from omeropyr.imaging.thumbnails import thumbnail
from omeropyr.imaging.tiles import draw_tile

SECONDS = 20
"""For one folder; a whole one takes a tenth of one. Headers that claim much cost a look for each tile."""
MEBIBYTES = 400
"""By which the process may grow: caches hold 64, a strip of a large picture 256."""
ADDRESS_SPACE = 6 * 2**30
SMALL = 2**20
"""Pixels of all planes of an image that is exported whole."""
IMAGES = 4
"""Of a folder are looked at."""


class TooSlow(BaseException):
    """Nobody catches this by accident."""


@dataclass
class Outcome:
    """`faults` is empty when all is well; `said` are the typed errors."""

    images: int = 0
    said: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0
    mebibytes: float = 0.0


class Mishaps(logging.Handler):
    """What was caught and logged because it should not have happened is a fault too."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(logging.ERROR)
        self._outcome = outcome

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1] is not None:
            self._outcome.faults.append(told(record.exc_info[1]))


def told(error: BaseException) -> str:
    """The error with the last of our own lines that it came through, to tell one fault from another."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f"{Path(one.filename).name}:{one.name}" for one in frames if "/omeropyr/" in one.filename]
    return f"{type(error).__name__} in {ours[-1] if ours else '?'}: {str(error)[:200]}"


def whole_path(folder: Path, seed: int = 0) -> Outcome:
    """Everything that is done with the files of an import."""
    outcome = Outcome()
    handler = Mishaps(outcome)
    logging.getLogger("omeropyr").addHandler(handler)
    started, before = time.monotonic(), memory()
    try:
        for number, found in enumerate(discover([folder])):
            if isinstance(found, Refused):
                said(outcome, found.reason)
            elif number < IMAGES:
                image(outcome, found, random.Random(seed))  # noqa: S311
    except TooSlow as late:
        outcome.faults.append(f"slow: {told(late)}")
    except Exception as error:
        outcome.faults.append(told(error))
    finally:
        logging.getLogger("omeropyr").removeHandler(handler)
    outcome.seconds, outcome.mebibytes = time.monotonic() - started, memory() - before
    if outcome.mebibytes > MEBIBYTES:
        outcome.faults.append(f"memory: grew by more than {MEBIBYTES} MB")
    return outcome


def said(outcome: Outcome, reason: str) -> None:
    outcome.said.append(reason)
    if "\n" in reason or not reason.strip().endswith((".", "!", "?")) or len(reason) > 500:
        outcome.faults.append(f"sentence: {reason[:200]!r}")


def image(outcome: Outcome, found: Found, rng: random.Random) -> None:
    steps = (describe, look)
    for step in steps:
        try:
            step(found, rng)
        except ImagingError as error:
            said(outcome, error.reason)
            if isinstance(error.__cause__, MemoryError):
                outcome.faults.append(f"memory: {told(error.__cause__)}")
        except OmeropyrError as error:
            outcome.faults.append(f"untimely: {told(error)}")
        else:
            outcome.images += step is look


def describe(found: Found, rng: random.Random) -> None:
    acquisitions_of([found.spec])


def look(found: Found, rng: random.Random) -> None:
    with closing(open_source(found.spec)) as source:
        settings = default_settings(source.info, statistics(source))
        tiles(source, settings, rng)
        assert thumbnail(source, settings, 96).dtype == np.uint8
        export(source)


def tiles(source: ImageSource, settings: RenderSettings, rng: random.Random) -> None:
    info = source.info
    for level in range(len(info.levels)):
        for region in regions(source, level, rng):
            z, t = rng.randrange(info.size_z), rng.randrange(info.size_t)
            channels = rng.sample(range(info.size_c), min(info.size_c, 3))
            pixels = source.read(region, z=z, t=t, channels=channels)
            assert pixels.shape == (len(channels), region.height, region.width)
            assert pixels.dtype == pixel_types.dtype_of(info.pixel_type)
            assert draw_tile(source, settings, region, z=z, t=t)


def regions(source: ImageSource, level: int, rng: random.Random) -> Iterator[Region]:
    size = source.info.levels[level]
    for side in (256, 64, 17):
        width, height = min(side, size.width), min(side, size.height)
        x, y = rng.randint(0, size.width - width), rng.randint(0, size.height - height)
        yield Region(level, x, y, width, height)
    yield Region(level, size.width - 1, size.height - 1, 1, 1)


def export(source: ImageSource) -> None:
    info = source.info
    if info.size_x * info.size_y * info.size_z * info.size_c * info.size_t > SMALL:
        return
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("/tmp")  # noqa: S108
    write_ome_tiff(source, target / "export.ome.tif")
    write_ome_zarr(source, target / "export.zarr")


def memory() -> float:
    """The most this process has held since `forget_peak`, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def forget_peak() -> None:
    cache.decoded.clear()
    cache.drawn.clear()
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")


def late(signal_number: int, frame: FrameType | None) -> None:
    raise TooSlow


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, late)
    answers = sys.stdout
    for line in sys.stdin:
        forget_peak()
        signal.alarm(SECONDS)
        # for code that signals do not reach
        faulthandler.dump_traceback_later(3 * SECONDS, exit=True)
        outcome = whole_path(Path(line.rstrip("\n")))
        signal.alarm(0)
        faulthandler.cancel_dump_traceback_later()
        print(json.dumps(vars(outcome)), file=answers, flush=True)


if __name__ == "__main__":
    main()
