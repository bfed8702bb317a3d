"""The pixel engine beside its peers: same files, same run, in turns. Writes the table of docs/performance.md.

    python bench/race.py              all works
    python bench/race.py fluo         those whose name contains the word; nothing is written

The peers run in an environment of their own (`bench/peers`), each racer in a process of its own. They take turns tile
by tile, so that whatever else the machine does hits all of them.
"""

from __future__ import annotations

import json
import os
import platform
import random
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from files import FLUO, SLIDE, TILE, WELLS, made, plate_file
from peers.install import python_of_peers

HERE = Path(__file__).parent
ROOT = HERE.parent
FILES = ROOT / "var" / "bench"
PAGE = ROOT / "docs" / "performance.md"
BATCH = 24
"""Tiles at a turn: long enough to fill the processor's caches with one's own, short beside what else happens."""
PEERS = {"limit": "limit", "large_image": "peer_large_image", "libvips": "peer_vips", "naive": "peer_naive"}


@dataclass(frozen=True)
class Work:
    """One line of the table. `goals` are ratios to be reached: of the limit (1 = as fast), against the peers."""

    title: str
    name: str
    file: str
    places: Sequence[Sequence[int]]
    goals: dict[str, float]
    ours: str = ""
    rivals: tuple[str, ...] = ("limit", "large_image", "libvips", "naive")
    peer_name: str = ""


@dataclass
class Racer:
    """A process that draws on demand."""

    name: str
    process: subprocess.Popen[str]
    peak_mb: int = 0
    versions: str = ""
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    fault: str = ""

    def ask(self, **wanted: Any) -> dict[str, Any]:
        assert self.process.stdin is not None  # noqa: S101
        assert self.process.stdout is not None  # noqa: S101
        self.process.stdin.write(json.dumps(wanted) + "\n")
        self.process.stdin.flush()
        return dict(json.loads(self.process.stdout.readline()))

    def prepare(self, work: str, path: str) -> None:
        self.forget()
        answer = self.ask(work=work, path=path)
        self.fault = answer.get("error", "")
        self.versions = answer.get("versions", self.versions)

    def forget(self) -> None:
        self.seconds, self.cpu = [], []

    def draw(self, places: Sequence[Sequence[int]]) -> None:
        answer = {} if self.fault else self.ask(places=places)
        self.fault = answer.get("error", self.fault)
        self.seconds += answer.get("seconds", [])
        self.cpu += answer.get("cpu", [])
        self.peak_mb = answer.get("peak_mb", self.peak_mb)


def start(name: str, python: Path | str) -> Racer:
    module = PEERS.get(name, "ours")
    command = [str(python), str(HERE / "racers" / "worker.py"), module]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    return Racer(name, subprocess.Popen(command, text=True, **pipes))  # noqa: S603


def tiles(size: int, side: int, number: int, seed: int = 0) -> list[list[int]]:
    """Places at random, none twice."""
    every = [[0, x, y, side] for x in range(0, size, side) for y in range(0, size, side)]
    return random.Random(seed).sample(every, number)  # noqa: S311 - the same tiles each time


def pan() -> list[list[int]]:
    """A window of 4 x 3 tiles that moves to the right by one tile, then back."""
    steps = [*range(5), *reversed(range(4))]
    return [[0, (step + x) * TILE, y * TILE, TILE] for step in steps for x in range(4) for y in range(3)]


def works() -> Iterator[Work]:
    for side in (256, 512):
        slide, places = f"slide{side}.tif", tiles(SLIDE, side, 120)
        yield Work(
            f"RGB slide, JPEG tiles of {side}", "rgb", slide, places, {"limit": 0.95, "large_image": 2, "libvips": 3}
        )
        goals = {"limit": 30, "large_image": 5, "libvips": 100}
        yield Work(f"the same, untouched: stored tile as it is ({side})", "stored", slide, places, goals)
        yield Work(
            f"the same, untouched, against re-encoding ({side})",
            "stored",
            slide,
            places,
            {"large_image": 60},
            rivals=("large_image",),
            peer_name="stored, re-encoding",
        )
        goals = {"limit": 0.8, "large_image": 8, "libvips": 4}
        yield Work(f"RGB with window and gamma ({side})", "window", slide, places, goals)
    places = tiles(FLUO, TILE, 48)
    goals = {"limit": 0.8, "large_image": 3, "libvips": 3}
    yield Work("4 channels, 16 bit, zlib TIFF pyramid", "fluo", "fluo.ome.tif", places, goals)
    goals = {"limit": 0.75, "large_image": 8}
    rivals = ("limit", "large_image", "naive")
    yield Work("4 channels, 16 bit, OME-Zarr blosc", "fluo", "fluo.ome.zarr", places, goals, rivals=rivals)
    goals = {"large_image": 6}
    yield Work("panning, tile cache on", "pan", "fluo.ome.tif", pan(), goals, rivals=("large_image",))
    goals = {"large_image": 7, "libvips": 2}
    rivals = ("large_image", "libvips")
    once = [[0, 0, 0, 0]] * WELLS
    for compression in ("zlib", "lzw"):
        plate = "\n".join(str(plate_file(FILES, compression, well)) for well in range(WELLS))
        title = f"thumbnails: plate of 3-channel images, {compression.upper() if compression == 'lzw' else compression}"
        yield Work(title, "thumbnails", plate, once, goals, rivals=rivals)
    tiff, zarr = str(FILES / "stack.ome.tif"), str(FILES / "stack.ome.zarr")
    yield Work("thumbnails: 5D stack, TIFF", "thumbnails", tiff, once[:12], {"libvips": 2}, rivals=("libvips",))
    goals = {"large_image": 25}
    yield Work("thumbnails: 5D stack, OME-Zarr", "thumbnails", zarr, once[:12], goals, rivals=("large_image",))


def race(work: Work, racers: dict[str, Racer]) -> dict[str, Racer]:
    """Everybody draws the same places, tile by tile in turns."""
    path = work.file if work.file.startswith("/") else str(FILES / work.file)
    runners = {name: racers[name] for name in ("ours", *work.rivals)}
    for name, racer in runners.items():
        racer.prepare(work.name if name == "ours" else work.peer_name or work.name, path)
        racer.draw([[0, 0, 0, TILE]] if work.name == "pan" else work.places[-1:])  # opened, imported, warm
        racer.forget()
    for first in range(0, len(work.places), BATCH):
        for racer in runners.values():
            racer.draw(work.places[first : first + BATCH])
    return runners


def typical(work: Work, racer: Racer) -> float:
    """Milliseconds of the processor; without an answer, not a number. Where a cache is at work the mean says more."""
    if not racer.cpu or racer.fault:
        return float("nan")
    return (statistics.mean if work.name == "pan" else statistics.median)(racer.cpu) * 1000


def row(work: Work, runners: dict[str, Racer]) -> str:
    ours = typical(work, runners["ours"])
    cells = [work.title, f"{ours:.3f}"]
    for name in PEERS:
        if name not in runners:
            cells.append("-")
            continue
        theirs = typical(work, runners[name])
        goal = work.goals.get(name)
        wanted = f" (goal {goal:g})" if goal else ""
        cells.append("cannot" if theirs != theirs else f"{theirs:.3f} ms, **{theirs / ours:.3g}**{wanted}")
    return f"| {' | '.join(cells)} |"


def own_rows(ours: Racer) -> Iterator[str]:
    """Contests of ourselves against ourselves: cache and threads."""
    path, places = str(FILES / "fluo.ome.tif"), pan()
    found = {}
    for name in ("pan uncached", "pan", "toggle"):
        ours.prepare(name, path)
        ours.draw(places)
        found[name] = sum(ours.seconds)
    yield f"| panning: all tiles with the cache against none | {found['pan uncached'] / found['pan']:.2f} | 3 |"
    yield f"| panning and toggling a channel against no cache | {found['pan uncached'] / found['toggle']:.2f} | |"
    for kind, said, goal in (
        ("", "two threads against one (RGB slide, 512)", "1.9"),
        (", checksums", "the same with checksums, which wait for nothing: what the machine had to give", ""),
    ):
        yield f"| {said} | {two_against_one(ours, kind):.2f} | {goal} |"
    yield f"| resident memory after all of this, MB | {ours.peak_mb} | below 200 |"


def two_against_one(ours: Racer, kind: str) -> float:
    """On the clock; in turns, so that others on the machine take from both."""
    times: dict[str, list[float]] = {f"1 thread{kind}": [], f"2 threads{kind}": []}
    for _ in range(12):
        for name, seconds in times.items():
            ours.prepare(name, str(FILES / "slide512.tif"))
            ours.draw([[0, 0, 0, 512], [0, 2048, 2048, 512]])
            seconds += ours.seconds[1:]
    one, two = map(statistics.median, times.values())
    return one / two


def page(table: Sequence[str], own: Sequence[str], racers: dict[str, Racer], load: float) -> str:
    machine = f"{platform.processor() or platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    return "\n".join(
        [
            "# Speed",
            "",
            "Written by `python bench/race.py`; do not edit. All racers drew the same tiles of the same files in turns",
            "in one run, each in a process of its own. Times are medians for one tile in milliseconds of the processor",
            "(all threads of the process together, so that other work on the machine counts less). The bold number is",
            "how many times as long the other took. `limit` is decoding and encoding alone by the fastest libraries,",
            "with no work between: a ratio of 1 would be the limit itself. While panning most tiles are kept ones,",
            "there the time is the mean.",
            "",
            f"Load of the machine by others, at the start: {load:.1f} on {os.cpu_count()} processors.",
            f"Machine: {machine}. Date: {date.today().isoformat()}.",
            f"Racers: {'; '.join(racer.versions for racer in racers.values() if racer.versions)}.",
            "",
            f"| work | omeropyr, ms | {' | '.join(PEERS)} |",
            f"|---|---|{'---|' * len(PEERS)}",
            *table,
            "",
            "| omeropyr against itself | ratio | goal |",
            "|---|---|---|",
            *own,
            "",
            "The works: `bench/race.py`, the files: `bench/files.py`, what each racer does: `bench/racers`.",
            "",
        ]
    )


def main(word: str = "") -> None:
    load = os.getloadavg()[0]
    made(FILES)
    python = python_of_peers()
    racers = {"ours": start("ours", sys.executable), **{name: start(name, python) for name in PEERS}}
    table = []
    for work in works():
        if word in work.title:
            runners = race(work, racers)
            table.append(row(work, runners))
            print(table[-1], flush=True)
            for racer in runners.values():
                if racer.fault:
                    print(f"    {racer.name}: {racer.fault}")
    own = list(own_rows(racers["ours"])) if not word or word == "own" else []
    print("\n".join(own))
    if not word:
        PAGE.write_text(page(table, own, racers, load), encoding="utf-8")
    for racer in racers.values():
        racer.process.kill()


if __name__ == "__main__":
    main(*sys.argv[1:2])
