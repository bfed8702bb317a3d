"""Composition root: settings -> gateways -> core -> apps -> one commit. Read `make_app` as a table of contents."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationConflictError, ConfigurationExecutionError
from pyramid.router import Router
from pyramid.tweens import EXCVIEW, INGRESS

from omeropyr import settings as keys
from omeropyr.apps import AppState, check_strict, find_apps
from omeropyr.directives import add_authenticator
from omeropyr.gateway.port import Gateway
from omeropyr.gateways import open_gateways
from omeropyr.isolation import AppFault, check_declared_routes, check_routes, culprit, including
from omeropyr.security.authenticators import by_connector, by_session_key
from omeropyr.security.ledger import ledger_in
from omeropyr.security.public import PublicUser, check_filter
from omeropyr.security.seats import Seats
from omeropyr.security.throttle import Throttle
from omeropyr.security.websession import session_factory
from omeropyr.settings import CORE, Config, load
from omeropyr.web.prefix import below
from omeropyr.web.proxies import believing

log = logging.getLogger(__name__)

CORE_PARTS = (
    "pyramid_jinja2",
    "omeropyr.web.requests",
    "omeropyr.web.predicates",
    "omeropyr.web.derivers",
    "omeropyr.web.renderers",
    "omeropyr.web.assets",
    "omeropyr.web.frame",
    "omeropyr.web.errors",
    "omeropyr.web.status",
    "omeropyr.web.root",
)

TWEENS = (
    "omeropyr.web.requests.request_tween_factory",
    "omeropyr.web.headers.headers_tween_factory",
    "omeropyr.security.csrf.csrf_tween_factory",
    "omeropyr.security.public.public_user_tween_factory",
    "omeropyr.web.connection.connection_tween_factory",
    "omeropyr.web.changes.changes_tween_factory",
)
"""From the outermost to the one around the error views."""

HOUR = 3600
"""Seconds that browsers may keep a file of an app: its name says nothing of what is in it."""


def make_app(ini: Mapping[str, Any], environ: Mapping[str, str] = os.environ) -> Router:
    """The WSGI application. Raises ConfigurationError with every fault of the configuration at once."""
    states = find_apps(names_of_apps(ini, environ))
    config = load_all(ini, environ, states)
    gateways = open_gateways(config)
    return assemble(config, gateways, states)


def names_of_apps(ini: Mapping[str, Any], environ: Mapping[str, str]) -> Sequence[str]:
    """The words of `apps`, before anything else is read: the apps bring settings of their own."""
    return load(ini, environ, (keys.APPS,), complete=False)[keys.APPS]


def load_all(ini: Mapping[str, Any], environ: Mapping[str, str], states: Sequence[AppState]) -> Config:
    """The core's properties and those of the apps. An app that is off leaves names behind that are no mistake."""
    declared = [*CORE, *(setting for state in states if state.app for setting in state.app.settings)]
    config = load(ini, environ, declared, complete=all(state.is_on for state in states))
    for notice in (*config.notices, *check_filter(config)):
        log.warning("Configuration: %s", notice)
    if config[keys.STRICT_APPS]:
        check_strict(states)
    return config


def assemble(config: Config, gateways: Mapping[int, Gateway], states: Sequence[AppState]) -> Router:
    """Build the application; whenever an app turns out to be at fault, switch it off and build afresh without it."""
    while True:
        try:
            return _build(config, gateways, tuple(states))
        except (AppFault, ConfigurationConflictError, ConfigurationExecutionError) as error:
            name, reason = culprit(error, states)
            if name is None or config[keys.STRICT_APPS]:
                raise
            states = [state.off(reason) if state.name == name else state for state in states]


def _build(config: Config, gateways: Mapping[int, Gateway], states: tuple[AppState, ...]) -> Router:
    configurator = Configurator(settings=pyramid_settings(config), session_factory=session_factory(config))
    registry = configurator.registry
    registry.omeropyr_config = config
    registry.gateways = gateways
    registry.apps = states
    ledger = ledger_in(config[keys.SESSION_DIR].absolute())
    registry.throttle = Throttle(config[keys.LOGIN_ATTEMPTS], config[keys.LOGIN_PAUSE], ledger=ledger)
    registry.seats = Seats(config)
    registry.public_user = PublicUser(config, gateways.get(config[keys.PUBLIC_SERVER_ID]))
    registry.authenticators = [by_session_key, by_connector]
    configurator.set_execution_policy(believing(config[keys.TRUSTED_PROXIES], below(config[keys.PREFIX])))
    serve_files_of_apps(configurator, states)
    include_core(configurator, config)
    include_apps(configurator, states)
    search_templates(configurator, config[keys.TEMPLATE_DIRS], states)
    router = configurator.make_wsgi_app()
    check_routes(configurator, states)
    check_declared_routes(configurator, states)
    return router


def serve_files_of_apps(configurator: Configurator, states: Sequence[AppState]) -> None:
    """The folder `static` of an app, at /static/NAME/; before the core's own files, whose address is more general."""
    for state in states:
        if state.is_on and state.app and (folder := static_folder(state.module)):
            configurator.add_static_view(f"static/{state.app.name}", str(folder), cache_max_age=HOUR)


def static_folder(module: ModuleType | None) -> Path | None:
    """None for an app that has none, or that is a single file."""
    folders = [Path(place) / "static" for place in getattr(module, "__path__", ())]
    return next((folder for folder in folders if folder.is_dir()), None)


def include_core(configurator: Configurator, config: Config) -> None:
    for part in CORE_PARTS:
        configurator.include(part)
    configurator.add_directive("add_authenticator", add_authenticator)
    over: Any = INGRESS
    for tween in TWEENS:
        configurator.add_tween(tween, under=over, over=EXCVIEW)
        over = tween


def include_apps(configurator: Configurator, states: Sequence[AppState]) -> None:
    for state in states:
        if state.is_on and state.module is not None:
            with including(state):
                configurator.include(state.module)


def search_templates(configurator: Configurator, site: Sequence[Path], states: Sequence[AppState]) -> None:
    """Templates are looked for in the site's folders, then in the apps, then in the core."""
    apps = [f"{state.module.__name__}:templates" for state in states if state.is_on and state.module]
    for folder in (*(str(path.absolute()) for path in site), *apps, "omeropyr.templates:"):
        configurator.add_jinja2_search_path(folder, name=".jinja2")


def pyramid_settings(config: Config) -> dict[str, Any]:
    return {
        "pyramid.default_locale_name": config[keys.LANGUAGE],
        "pyramid.reload_templates": config[keys.DEBUG],
        "jinja2.newstyle": True,
        "jinja2.undefined": "strict" if config[keys.DEBUG] else "",
    }
