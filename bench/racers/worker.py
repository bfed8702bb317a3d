"""Runs the works of one racer on demand, one JSON line in, one out: racers of different environments take turns.

    python bench/racers/worker.py RACER

`{"work": ..., "path": ...}` prepares, `{"places": [[level, x, y, side], ...]}` runs and answers with the seconds of
each place, the bytes of the last picture and the peak of resident memory.
"""

from __future__ import annotations

import importlib
import json
import resource
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
    seconds, last = [], b""
    for place in places:
        start = time.perf_counter()
        last = draw(place)
        seconds.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"seconds": seconds, "bytes": len(last), "peak_mb": peak, "jpeg": last[:2] == b"\xff\xd8"}


if __name__ == "__main__":
    main(sys.argv[1])
