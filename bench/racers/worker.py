"""Runs the works of one racer on demand, one JSON line in, one out: racers of different environments take turns.

    python bench/racers/worker.py RACER

`{"work": ..., "path": ...}` prepares, `{"places": [[level, x, y, side], ...]}` runs and answers with the seconds of
each place (on the clock, and of the processor), the bytes of the last picture and the peak of resident memory.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Draw = Callable[[Sequence[int]], bytes]


def main(racer: str) -> None:
    sys.path.insert(0, str(Path(__file__).parent))
    module = importlib.import_module(racer)
    answers, sys.stdout = sys.stdout, sys.stderr  # what libraries print must not get between
    draw: Draw = bytes
    for line in sys.stdin:
        wanted = json.loads(line)
        try:
            if "work" in wanted:
                draw = module.WORKS[wanted["work"]](wanted["path"])
                answer: dict[str, Any] = {"versions": module.versions()}
            else:
                answer = run(draw, wanted["places"])
        except Exception as error:  # a racer that cannot do a work says so and goes on
            answer = {"error": f"{type(error).__name__}: {error}".splitlines()[0][:200]}
        print(json.dumps(answer), file=answers, flush=True)


def run(draw: Draw, places: Sequence[Sequence[int]]) -> dict[str, Any]:
    seconds, cpu, last = [], [], b""
    for place in places:
        start, busy = time.perf_counter(), time.process_time()
        last = draw(place)
        cpu.append(time.process_time() - busy)
        seconds.append(time.perf_counter() - start)
    return {"seconds": seconds, "cpu": cpu, "bytes": len(last), "peak_mb": peak_mb(), "jpeg": last[:2] == b"\xff\xd8"}


def peak_mb() -> int:
    """Of resident memory. (The kernel's `ru_maxrss` begins with that of the process that started this one.)"""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main(sys.argv[1])
