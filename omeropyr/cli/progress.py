"""What an import shows while it runs: a bar on a terminal, and a line for each file as soon as its outcome is known."""

from __future__ import annotations

import sys
from collections.abc import Collection
from typing import Any

from tqdm import tqdm

from omeropyr.gateway.embedded.importing.report import Outcome, Status


class Lines:
    """`shown` says which outcomes get a line; refusals go to standard error."""

    def __init__(self, shown: Collection[Status]) -> None:
        self._shown = shown
        self._bar: Any = None

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def show(self, done: int, total: int, outcome: Outcome | None) -> None:
        if self._bar is None:
            self._bar = tqdm(total=total, unit="file", file=sys.stderr, disable=None, dynamic_ncols=True)
        if outcome is None:
            return
        self._bar.update(done - self._bar.n)
        if outcome.status in self._shown:
            tqdm.write(line_of(outcome), file=sys.stderr if outcome.status is Status.REFUSED else sys.stdout)


def line_of(outcome: Outcome) -> str:
    """One line, whatever the file is called: line breaks and what steers a terminal are written as escapes."""
    line = f"{outcome.status:8}  {outcome.path}  {outcome.detail}"
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in line)
