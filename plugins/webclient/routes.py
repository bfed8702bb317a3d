"""Every address of the web client, in one place. Names are those existing apps look up."""

from __future__ import annotations

from pyramid.config import Configurator


def add_page_routes(config: Configurator) -> None:
    """Pages and fragments; their views are in `views.py`."""
    config.add_route("webindex", "/webclient/")
    config.add_route("userdata", "/webclient/userdata/")
    config.add_route("weblogin", "/webclient/login/")
    config.add_route("weblogout", "/webclient/logout/")
    config.add_route("keepalive_ping", "/webclient/keepalive_ping/")


def add_json_routes(config: Configurator) -> None:
    """JSON end points; their views are in `json_views.py` and `actions.py`."""
    config.add_route("api_groups", "/webclient/api/groups/")
