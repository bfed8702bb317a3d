"""Opens the configured gateways: the embedded store if there is one, then every OMERO.server, counted from 1.

Adapters are entry points of the group `omeropyr.gateways`: a function that takes texts and returns a Gateway.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import fields
from importlib.metadata import entry_points
from types import MappingProxyType

from omeropyr import settings as keys
from omeropyr.errors import ConfigurationError
from omeropyr.gateway.port import Gateway
from omeropyr.properties import Server
from omeropyr.settings import Config

GROUP = "omeropyr.gateways"
OpenGateway = Callable[[Mapping[str, str]], Gateway]


def open_gateways(config: Config) -> Mapping[int, Gateway]:
    """Server id -> gateway. Raises ConfigurationError when none is configured or an adapter is not installed."""
    wanted = [*_embedded(config), *_omero(config)]
    if not wanted:
        raise ConfigurationError(["Neither store (a folder) nor server_list is set: there is nothing to show."])
    openers = {adapter: _find(adapter) for adapter, _ in wanted}
    return MappingProxyType({id_: openers[adapter](options) for id_, (adapter, options) in enumerate(wanted, 1)})


def _embedded(config: Config) -> list[tuple[str, dict[str, str]]]:
    if config[keys.STORE] == keys.STORE.default:
        return []
    options = {
        "path": str(config[keys.STORE]),
        "label": config[keys.STORE_LABEL],
        "roots": os.pathsep.join(str(root) for root in config[keys.STORE_ROOTS]),
        "session_idle": str(config[keys.STORE_IDLE]),
        "trash_days": str(config[keys.STORE_TRASH_DAYS]),
        "job_threads": str(config[keys.STORE_JOB_THREADS]),
    }
    if config[keys.STORE_URL]:
        options["url"] = config[keys.STORE_URL]
    return [("embedded", options)]


def _omero(config: Config) -> list[tuple[str, dict[str, str]]]:
    return [("omero", _texts(server)) for server in config[keys.SERVER_LIST]]


def _texts(server: Server) -> dict[str, str]:
    return {field.name: str(getattr(server, field.name)) for field in fields(server)}


def _find(adapter: str) -> OpenGateway:
    for entry_point in entry_points(group=GROUP, name=adapter):
        try:
            opener: OpenGateway = entry_point.load()
        except ImportError as error:
            fault = f"The adapter {adapter!r} cannot be loaded: {error}.{_remedy(adapter)}"
            raise ConfigurationError([fault]) from error
        return opener
    raise ConfigurationError([_missing(adapter)])


def _remedy(adapter: str) -> str:
    return " Install omero-py: docs/omero.md says how." if adapter == "omero" else ""


def _missing(adapter: str) -> str:
    if adapter == "omero":
        return "server_list names OMERO.servers, but this installation has no adapter for them."
    return f"There is no adapter {adapter!r} in the entry-point group {GROUP}."
