"""Whose fault it is: from an error while configuring to the app that caused it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationConflictError, ConfigurationExecutionError

from omeropyr.apps import AppState, describe, place_of
from omeropyr.declarations import routes_of


class AppFault(Exception):
    """An app that cannot be configured; `name` is its word in `apps`."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason
        super().__init__(f"App {name}: {reason}")


@contextmanager
def including(state: AppState) -> Iterator[None]:
    """Whatever an app raises while it is included becomes an AppFault of that app."""
    try:
        yield
    except (Exception, SystemExit) as error:
        raise AppFault(state.name, f"its includeme failed: {describe(error)}{place_of(error)}") from error


def culprit(error: Exception, states: Sequence[AppState]) -> tuple[str | None, str]:
    """(name of the app at fault, reason); the name is None when the core itself is at fault."""
    if isinstance(error, AppFault):
        return error.name, error.reason
    if isinstance(error, ConfigurationConflictError):
        return _latest_claim(error, states)
    if isinstance(error, ConfigurationExecutionError):
        owner = _owner(_file(error.info), states)
        return owner, f"{describe(error.evalue)} ({_place(error.info)})"
    return None, ""


def _latest_claim(error: ConfigurationConflictError, states: Sequence[AppState]) -> tuple[str | None, str]:
    """Of those who claim one name, the app that comes last in `apps` gives way."""
    order = {state.name: position for position, state in enumerate(states)}
    for discriminator, infos in error._conflicts.items():
        claims = sorted(infos, key=lambda info: order.get(_owner(_file(info), states) or "", -1))
        name = _owner(_file(claims[-1]), states)
        if name is not None:
            first = claims[0]
            holder = _owner(_file(first), states)
            other = f"app {holder}" if holder else "the core"
            what = " ".join(str(part) for part in discriminator if isinstance(part, str))
            return name, f"it claims the {what} at {_place(claims[-1])}, which {other} has at {_place(first)}."
    return None, ""


def check_routes(configurator: Configurator, states: Sequence[AppState]) -> None:
    """Two routes of different names but with the same pattern would hide one another. Raises AppFault."""
    claimed: dict[str, Any] = {}
    for entry in configurator.introspector.get_category("routes") or ():
        route, info = entry["introspectable"], entry["introspectable"].action_info
        if not _is_plain(route):
            continue
        pattern = "/" + route["pattern"].lstrip("/")
        if pattern in claimed and (name := _owner(_file(info), states)):
            raise AppFault(
                name, f"it claims the address {pattern} at {_place(info)}, taken at {_place(claimed[pattern])}."
            )
        claimed.setdefault(pattern, info)


def check_declared_routes(configurator: Configurator, states: Sequence[AppState]) -> None:
    """A menu or a panel that leads nowhere would only be noticed by people. Raises AppFault."""
    known = {entry["introspectable"]["name"] for entry in configurator.introspector.get_category("routes") or ()}
    for state in states:
        for part, route in routes_of(state.app) if state.is_on and state.app else ():
            if route not in known:
                raise AppFault(state.name, f"its {part} names the route {route!r}, which no app adds.")


def _is_plain(route: Any) -> bool:
    """Without predicates of its own, so that nothing but the pattern tells it from others."""
    return not (route["request_methods"] or route["accept"] or route["header"] or route["xhr"] or route["static"])


def _owner(file: str, states: Sequence[AppState]) -> str | None:
    for state in states:
        if state.module is not None and state.module.__file__:
            home = Path(state.module.__file__)
            if Path(file) == home or (home.name == "__init__.py" and home.parent in Path(file).parents):
                return state.name
    return None


def _file(info: Any) -> str:
    return str(getattr(info, "file", ""))


def _place(info: Any) -> str:
    return f"{_file(info)}:{getattr(info, 'line', '?')}"
