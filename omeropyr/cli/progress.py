"""What an import shows while it runs: a bar on a terminal, and a line for each file as soon as its outcome is known."""

from __future__ import annotations

import sys
from collections.abc import Collection
from typing import Any

from tqdm import tqdm

from omeropyr.gateway.embedded.importing.report import Outcome, Status, line_of

LOOKING = "looking for images"


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
        """The bar tells the rate and the time that is left."""
        if self._bar is None:
            self._bar = tqdm(desc=LOOKING, unit="image", file=sys.stderr, disable=None, dynamic_ncols=True)
        if total and self._bar.total != total:
            self._bar.set_description_str("", refresh=False)
            self._bar.reset(total)  # the time of the search says nothing about the rate
        self._bar.update(done - self._bar.n)
        if outcome is not None and outcome.status in self._shown:
            tqdm.write(line_of(outcome), file=sys.stderr if outcome.status is Status.REFUSED else sys.stdout)
