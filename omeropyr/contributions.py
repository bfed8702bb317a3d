"""What the apps that are on have contributed, as pages ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pyramid.request import Request

from omeropyr import settings as keys
from omeropyr.apps import AppState
from omeropyr.declarations import App, OpenWith, Panel


@dataclass(frozen=True, slots=True)
class OpenWithEntry:
    """A viewer as clients are told of it; the optional parts are None when nobody gave them."""

    id: str
    url: str
    supported_objects: tuple[str, ...] | None = None
    target: str | None = None
    script_url: str | None = None
    label: str | None = None


def panels(request: Request, side: Literal["right", "centre"], kind: str = "") -> list[Panel]:
    """The panels of one side for objects of a kind ('' = whatever kind), in order."""
    found = (p for app in _apps(request) for p in (app.right_panels if side == "right" else app.centre_panels))
    return sorted((p for p in found if not p.kinds or not kind or kind in p.kinds), key=lambda panel: panel.order)


def open_with_entries(request: Request) -> list[OpenWithEntry]:
    """Those of the apps, then those of the setting `open_with`."""
    of_apps = (_of_app(request, entry) for app in _apps(request) for entry in app.open_with)
    configured = (_configured(request, entry) for entry in request.config[keys.OPEN_WITH])
    return [*of_apps, *(entry for entry in configured if entry is not None)]


def _apps(request: Request) -> Iterator[App]:
    states: tuple[AppState, ...] = request.registry.apps
    return (state.app for state in states if state.is_on and state.app is not None)


def _of_app(request: Request, entry: OpenWith) -> OpenWithEntry:
    return OpenWithEntry(entry.label, request.route_path(entry.route), entry.supported, entry.target, entry.script)


def _configured(request: Request, entry: Any) -> OpenWithEntry | None:
    """`[label, target, {supported_objects, script_url, target, label}]` as in OMERO.web's configuration."""
    if not isinstance(entry, list) or len(entry) < 2:
        return None
    options = entry[2] if len(entry) > 2 and isinstance(entry[2], dict) else {}
    supported = options.get("supported_objects")
    return OpenWithEntry(
        str(entry[0]),
        _url(request, str(entry[1])),
        tuple(supported) if isinstance(supported, list) else None,
        options.get("target"),
        _script(request, options.get("script_url")),
        options.get("label"),
    )


def _url(request: Request, target: str) -> str:
    try:
        url: str = request.route_path(target)
    except KeyError:
        return target
    return url


def _script(request: Request, script: str | None) -> str | None:
    if script is None or script.startswith("http"):
        return script
    return f"{request.script_name}/static/{script.lstrip('/')}"
