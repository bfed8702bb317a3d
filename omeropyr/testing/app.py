"""A site to test an app against: the real application on an embedded store, in the same process.

    from omeropyr.testing.app import make_app
    from omeropyr.testing.store import make_store

    def test_my_page(tmp_path):
        site = make_app(make_store(tmp_path / "store"), apps=["webclient", "gallery"])
        site.sign_in("demo", "demo")
        assert "Cells" in site.get("/gallery/1/")

Needs `webtest` (the extra omeropyr[test]).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from pyramid.router import Router
from webtest import TestApp

from omeropyr import app as composition
from omeropyr.security.csrf import COOKIE, HEADER


class StoreOnDisk(Protocol):
    """What `omeropyr.testing.store.make_store` returns."""

    @property
    def path(self) -> Path: ...


class Site(TestApp):
    """WebTest's TestApp with the habits of a browser: it signs in and sends CSRF tokens."""

    __test__ = False  # or pytest takes it for a test, because of its base's name

    def sign_in(self, username: str, password: str, server: int = 1) -> None:
        """As the login page does it. Raises AssertionError when the site refuses."""
        self.get("/webclient/login/")
        fields = {"username": username, "password": password, "server": str(server), "noredirect": "1"}
        answer = self.post("/webclient/login/", fields, headers=self.csrf())
        assert answer.text == "OK", answer.text

    def csrf(self) -> dict[str, str]:
        """Header for requests that change something; valid once a page with a form was loaded."""
        return {HEADER: self.cookies.get(COOKIE, "")}


def make_app(store: StoreOnDisk, apps: Sequence[str] = ("webgateway", "webclient"), **settings: Any) -> Site:
    """The site with these apps; settings use `__` for dots: `public__enabled="true"`."""
    return Site(make_router(store, apps, **settings))


def make_router(store: StoreOnDisk, apps: Sequence[str], **settings: Any) -> Router:
    """The WSGI application itself, for those who bring a server of their own."""
    ini = {
        "apps": " ".join(apps),
        "strict_apps": "true",
        "store": str(store.path),
        "session.dir": str(Path(store.path) / "sessions"),
        **{key.replace("__", "."): str(value) for key, value in settings.items()},
    }
    return composition.make_app(ini, environ={})
