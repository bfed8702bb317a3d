"""Apps: how the chosen ones are found, and why one is off.

An app is a module named by an entry point of the group `omeropyr.apps`; it has an `app` (what it is, see
`declarations`) and an `includeme(config)` (what it does). Finding is guarded: whatever an app does wrong switches
that app off, with the reason, and nothing else.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import Any

from stevedore import NamedExtensionManager

from omeropyr.declarations import API_VERSION, App, fault_of
from omeropyr.errors import ConfigurationError

log = logging.getLogger(__name__)

GROUP = "omeropyr.apps"


@dataclass(frozen=True, slots=True)
class AppState:
    """One word of the `apps` setting and what became of it. `reason` is empty while the app is on."""

    name: str
    app: App | None = None
    module: ModuleType | None = None
    distribution: str = ""
    reason: str = ""

    @property
    def is_on(self) -> bool:
        return not self.reason

    def off(self, reason: str) -> AppState:
        log.error("App %s is off: %s", self.name, reason)
        return replace(self, reason=reason)


def find_apps(names: Sequence[str]) -> tuple[AppState, ...]:
    """The apps of these names, in this order, each on or off with a reason. Never raises."""
    return tuple(_find(name) for name in dict.fromkeys(names))


def _find(name: str) -> AppState:
    state = AppState(name)
    trouble: list[str] = []

    def failed(_manager: object, entry_point: EntryPoint, error: BaseException) -> None:
        trouble.append(f"{entry_point.value} could not be imported: {describe(error)}{place_of(error)}")

    try:
        manager: NamedExtensionManager[Any] = NamedExtensionManager(
            GROUP, [_short(name)], on_load_failure_callback=failed, on_missing_entrypoints_callback=_say_nothing
        )
    except (Exception, SystemExit) as error:  # an AssertionError or sys.exit() of the app escapes the callback
        return state.off(f"it could not be imported: {describe(error)}{place_of(error)}")
    if trouble:
        return state.off(trouble[0])
    if not manager.extensions:
        return state.off(f"no installed package has an entry point {_short(name)!r} in the group {GROUP}.")
    module: Any = manager.extensions[0].plugin
    return _check(replace(state, module=module, distribution=_distribution(_short(name))))


def _say_nothing(names: Iterable[str]) -> None:
    """Missing entry points are told of on the status page; stevedore need not log them too."""


def _short(name: str) -> str:
    """OMERO.web's configuration names packages ("omeroweb.webadmin"); the last part is the app."""
    return name.rpartition(".")[2]


def _check(state: AppState) -> AppState:
    app = getattr(state.module, "app", None)
    if not isinstance(app, App):
        return state.off(f"{state.module} has no `app = App(...)`.")
    if fault := fault_of(app, _short(state.name)):
        return state.off(fault)
    state = replace(state, app=app)
    if app.api != API_VERSION:
        return state.off(f"it was written for version {app.api} of omeropyr.api; this is version {API_VERSION}.")
    if not callable(getattr(state.module, "includeme", None)):
        return state.off(f"{state.module} has no function `includeme(config)`.")
    return state


def _distribution(name: str) -> str:
    """Name and version of the package that brings the app (stevedore's cache does not keep it)."""
    found = [entry_point.dist for entry_point in entry_points(group=GROUP, name=name) if entry_point.dist]
    return f"{found[0].name} {found[0].version}" if found else ""


def describe(error: BaseException) -> str:
    """An error in one line: its type and its first line of text."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


def place_of(error: BaseException) -> str:
    """Where in Python source it was raised, as ' (file:line)'; empty when unknown or said by the error itself."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith("<")]
    return "" if isinstance(error, SyntaxError) or not frames else f" ({frames[-1].filename}:{frames[-1].lineno})"


def check_strict(states: Sequence[AppState]) -> None:
    """For `strict_apps`: raises ConfigurationError when an app is off."""
    faults = [f"App {state.name} is off: {state.reason}" for state in states if not state.is_on]
    if faults:
        raise ConfigurationError(faults)
