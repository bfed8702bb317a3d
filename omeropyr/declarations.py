"""What an app declares of itself before it runs: its menu, panels, viewers and settings; and whether that is usable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from omeropyr.properties import Setting

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


PARTS: tuple[tuple[str, type[Any]], ...] = (
    ("menu", TopLink),
    ("right_panels", Panel),
    ("centre_panels", Panel),
    ("open_with", OpenWith),
    ("settings", Setting),
)


def fault_of(app: App, name: str) -> str:
    """What is wrong with the declaration of the app that an entry point calls `name`; empty: nothing."""
    if app.name != name:
        return f"its App is named {app.name!r}, its entry point {name!r}: they must be the same word."
    return next(_faults(app), "")


def _faults(app: App) -> Iterator[str]:
    for part, kind in PARTS:
        value = getattr(app, part)
        if isinstance(value, kind):
            yield f"its {part} is a {kind.__name__}, not a tuple: a comma is missing, {part}=({kind.__name__}(...),)."
        elif not isinstance(value, Sequence) or not all(isinstance(item, kind) for item in value):
            yield f"its {part} must be a tuple of {kind.__name__}, and {value!r} is not."


def routes_of(app: App) -> Iterator[tuple[str, str]]:
    """(part, name of a route) for every route that the declaration names."""
    for part, kind in PARTS:
        if kind is not Setting:
            yield from ((part, item.route) for item in getattr(app, part))
