"""What kinds of jobs there are, and the function that does each.

A job is a function `(context: JobContext, parameters: Mapping[str, Any]) -> Mapping[str, Any]`. Its parameters and
its result are JSON. To add a kind, name its function in KINDS (it is imported when the first such job runs), and
start jobs with `access.start_job(kind, title, parameters)`. An app that cannot edit this table calls `register`.

The function must bear being killed: what it changes, it changes in transactions that are whole by themselves. A
restartable kind is begun again from the start after its process died, so it has to see for itself what is done
already. One that is a single transaction ends it with `context.finish(connection, result)`: then it is either done and
known to be done, or nothing happened at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import Any, TypeAlias

from omeropyr.errors import NotSupported
from omeropyr.gateway.embedded.jobs.context import JobContext

JobFunction: TypeAlias = Callable[[JobContext, Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class JobKind:
    """`function` is `package.module:name`. `restartable`: may be begun again when the process that did it died."""

    function: str
    restartable: bool = True

    def load(self) -> JobFunction:
        function: JobFunction = resolve_name(self.function)
        return function


EMBEDDED = "omeropyr.gateway.embedded"
KINDS: dict[str, JobKind] = {
    "delete": JobKind(f"{EMBEDDED}.trash.jobs:delete"),
    "restore": JobKind(f"{EMBEDDED}.trash.jobs:restore"),
    "empty": JobKind(f"{EMBEDDED}.trash.jobs:empty"),
    "move": JobKind(f"{EMBEDDED}.trash.jobs:move"),
    "undo": JobKind(f"{EMBEDDED}.history.undo_job:undo_huge"),
    "give": JobKind(f"{EMBEDDED}.trash.jobs:give"),
    "import": JobKind(f"{EMBEDDED}.importing.job:run_import"),
    "pyramid": JobKind(f"{EMBEDDED}.pixels.pyramids:make_pyramid"),
    "level": JobKind(f"{EMBEDDED}.admin.levels:change_level"),
}


def register(name: str, function: str, *, restartable: bool = True) -> None:
    """Add a kind of job, or replace it. `function` is `package.module:name`."""
    KINDS[name] = JobKind(function, restartable)


def kind_called(name: str) -> JobKind:
    """Raises NotSupported."""
    if name not in KINDS:
        raise NotSupported(f"This installation knows no jobs of the kind {name}.")
    return KINDS[name]
