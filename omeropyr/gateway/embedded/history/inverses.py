"""How each act is taken back: by its rows, or for those that are kept as a whole by their archive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from omeropyr.errors import Conflict, Invalid, NotFound
from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.history.rowundo import undo_rows
from omeropyr.gateway.embedded.statements import AnyRow
from omeropyr.gateway.embedded.trash.undoing import BACK, bring_back, do_again

Inverse: TypeAlias = Callable[[Writing, AnyRow, set[int]], None]
"""Takes an event back inside an open transaction, and records that it did. The set holds the archives that other
events of the same change have brought back. Raises Conflict."""


def from_archive(writing: Writing, event: AnyRow, done: set[int]) -> None:
    if event.new["trash"] in done:
        return
    done.add(event.new["trash"])
    try:
        bring_back(writing, event.new["trash"])
    except NotFound as gone:
        raise Conflict("The trash was emptied; this cannot be brought back any more.") from gone


def once_more(writing: Writing, event: AnyRow, done: set[int]) -> None:
    if event.new["request"] is not None:
        do_again(writing, event.action, event.new["request"])


INVERSES: Mapping[str, Inverse] = {
    **dict.fromkeys(BACK, from_archive),
    **dict.fromkeys(BACK.values(), once_more),
}
"""Action -> its inverse, where the rows of the event are not all of it."""


def take_back(writing: Writing, event: AnyRow, done: set[int]) -> None:
    """Raises Conflict if the present state is not what the event left, Invalid for what cannot be undone."""
    if event.rows:
        undo_rows(writing, event)
    elif event.action in INVERSES:
        INVERSES[event.action](writing, event, done)
    else:
        raise Invalid("change", f"'{event.action}' cannot be undone")
