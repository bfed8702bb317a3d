"""What the shell around every page needs: `frame` and `assets`, in every template, error pages included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pyramid.config import Configurator
from pyramid.events import BeforeRender
from pyramid.request import Request

import omeropyr
from omeropyr import settings as keys
from omeropyr.apps import AppState
from omeropyr.gateway.model import Experimenter
from omeropyr.properties import Setting
from omeropyr.security.connector import stored_connector
from omeropyr.web.assets import Assets


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    href: str
    attrs: Mapping[str, str]


class Frame:
    """Looked up lazily: a page that does not ask who is signed in costs no connection."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self.version = omeropyr.__version__

    @property
    def site_name(self) -> str:
        return self._setting(keys.SITE_NAME)

    @property
    def logo_url(self) -> str:
        return self._setting(keys.TOP_LOGO)

    @property
    def login_logo(self) -> str:
        return self._setting(keys.LOGIN_LOGO)

    @property
    def language(self) -> str:
        return self._setting(keys.LANGUAGE)

    @property
    def theme(self) -> str:
        """'system', 'light', 'dark' or 'contrast', as the visitor chose (cookie `theme`)."""
        theme: str = self._request.cookies.get("theme", "system")
        return theme if theme in ("light", "dark", "contrast") else "system"

    @property
    def home_url(self) -> str:
        return f"{self._request.script_name}/"

    @property
    def top_links(self) -> list[Link]:
        return [*_app_links(self._request), *_configured_links(self._request)]

    @property
    def user(self) -> Experimenter | None:
        context = self._request.context_of_user
        return context.user if context is not None else None

    @property
    def is_admin(self) -> bool:
        user = self.user
        return user is not None and user.is_admin

    @property
    def is_public(self) -> bool:
        return bool(self._request.context_of_user and self._request.connection.is_public)

    @property
    def login_url(self) -> str:
        return login_url(self._request)

    @property
    def has_password_form(self) -> bool:
        """Whether the usual login page is in use, so that a script may sign in again past it."""
        return bool(self._setting(keys.LOGIN_VIEW) == keys.LOGIN_VIEW.default)

    @property
    def server(self) -> int | None:
        """Number of the server that the user is signed in to."""
        connector = stored_connector(self._request.session)
        return connector.server_id if connector is not None else None

    @property
    def logout_url(self) -> str:
        return _path(self._request, "weblogout") or ""

    @property
    def status_url(self) -> str:
        return _path(self._request, "status") or ""

    @property
    def jobs_url(self) -> str:
        """Where the jobs of the user are listed; empty when no app offers it."""
        return _path(self._request, "jobs") or ""

    @property
    def search_url(self) -> str:
        """Where the search box of the top bar leads; empty when no app offers it."""
        return _path(self._request, "search") or ""

    @property
    def account_url(self) -> str:
        return _path(self._request, "account") or ""

    @property
    def trash_url(self) -> str:
        return _path(self._request, "trash_page") or ""

    @property
    def csrf_token(self) -> str:
        token: str = self._request.csrf_token
        return token

    @property
    def nonce(self) -> str:
        nonce: str = self._request.nonce
        return nonce

    @property
    def ping_interval(self) -> int:
        interval: int = self._request.config[keys.PING_INTERVAL]
        return interval

    def _setting(self, setting: Setting[str]) -> str:
        value: str = self._request.config[setting]
        return value


def login_url(request: Request) -> str:
    """Path of the login page; empty when no app offers one."""
    return _path(request, request.config[keys.LOGIN_VIEW]) or ""


def _path(request: Request, route: str) -> str | None:
    try:
        path: str = request.route_path(route)
    except KeyError:
        return None
    return path


def _app_links(request: Request) -> Iterator[Link]:
    states: tuple[AppState, ...] = request.registry.apps
    links = [link for state in states if state.is_on and state.app for link in state.app.menu]
    for link in sorted(links, key=lambda link: link.order):
        yield Link(link.label, _path(request, link.route) or "", link.attrs)


def _configured_links(request: Request) -> Iterator[Link]:
    """`ui.top_links`: a target is a route name, `{viewname, args?, query_string?}` or an address."""
    for entry in request.config[keys.TOP_LINKS]:
        if not isinstance(entry, list) or len(entry) < 2:
            continue
        attrs = entry[2] if len(entry) > 2 and isinstance(entry[2], dict) else {}
        yield Link(str(entry[0]), _target(request, entry[1]), attrs)


def _target(request: Request, target: Any) -> str:
    if isinstance(target, dict):
        path = _path(request, str(target.get("viewname", ""))) or ""
        return _with_query(path, target.get("query_string"))
    return _path(request, str(target)) or str(target)


def _with_query(path: str, query: Any) -> str:
    if not path or not query:
        return path
    return f"{path}?{urlencode(query) if isinstance(query, dict) else query}"


def add_frame(event: BeforeRender) -> None:
    request = event.get("request")
    if request is not None and hasattr(request, "connection"):
        event.setdefault("frame", Frame(request))
        event.setdefault("assets", Assets(request))


def includeme(config: Configurator) -> None:
    config.add_subscriber(add_frame, BeforeRender)
