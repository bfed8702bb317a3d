"""Apps: what one declares, how the chosen ones are found, and why one is off.

An app is a module named by an entry point of the group `omeropyr.apps`; it has an `app` (what it is) and an
`includeme(config)` (what it does). Finding is guarded: whatever an app does wrong switches that app off, with
the reason, and nothing else.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import Any

from stevedore import NamedExtensionManager

from omeropyr.errors import ConfigurationError
from omeropyr.properties import Setting

log = logging.getLogger(__name__)

GROUP = "omeropyr.apps"
API_VERSION = "1"


@dataclass(frozen=True, slots=True)
class TopLink:
    """A link of the top bar. `route` is a route name of the app; lower `order` stands further left."""

    label: str
    route: str
    order: int = 100
    attrs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Panel:
    """A tab beside (`right`) or among (`centre`) the selection.

    `route` is asked for with `?kind=image&id=1` (repeated `id` for several) and answers an HTML fragment;
    `kinds` names the kinds of objects it is for, none = all.
    """

    name: str
    label: str
    route: str
    kinds: tuple[str, ...] = ()
    order: int = 100


@dataclass(frozen=True, slots=True)
class OpenWith:
    """A viewer for objects. `supported` as OMERO.web spells it: 'image' for exactly one, 'images' for one or more."""

    label: str
    route: str
    supported: tuple[str, ...]
    target: str | None = None
    script: str | None = None


@dataclass(frozen=True, slots=True)
class App:
    """What an app is, known before it runs. `api` is the version of `omeropyr.api` it was written for."""

    name: str
    title: str
    api: str = API_VERSION
    version: str = ""
    menu: tuple[TopLink, ...] = ()
    right_panels: tuple[Panel, ...] = ()
    centre_panels: tuple[Panel, ...] = ()
    open_with: tuple[OpenWith, ...] = ()
    settings: tuple[Setting[Any], ...] = ()


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
        trouble.append(f"{entry_point.value} could not be imported: {describe(error)}")

    try:
        manager: NamedExtensionManager[Any] = NamedExtensionManager(
            GROUP, [_short(name)], on_load_failure_callback=failed, on_missing_entrypoints_callback=_say_nothing
        )
    except (Exception, SystemExit) as error:  # an AssertionError or sys.exit() of the app escapes the callback
        return state.off(f"it could not be imported: {describe(error)}")
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


def check_strict(states: Sequence[AppState]) -> None:
    """For `strict_apps`: raises ConfigurationError when an app is off."""
    faults = [f"App {state.name} is off: {state.reason}" for state in states if not state.is_on]
    if faults:
        raise ConfigurationError(faults)
