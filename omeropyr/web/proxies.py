"""What a proxy in front of the site says of the original request: believed from those that the administrator named.

The same under every WSGI server, whatever that could do itself. Of X-Forwarded-For: `security.addresses`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from pyramid.router import Router

from omeropyr.web.prefix import Policy

SCHEMES = ("http", "https")


def believing(proxies: Collection[str], inner: Policy) -> Policy:
    """Pyramid's execution policy: takes scheme and host from X-Forwarded-Proto and X-Forwarded-Host."""
    if not proxies:
        return inner

    def policy(environ: dict[str, Any], router: Router) -> Any:
        if environ.get("REMOTE_ADDR") in proxies:
            _apply(environ)
        return inner(environ, router)

    return policy


def _apply(environ: dict[str, Any]) -> None:
    """Of several proxies the nearest one is believed: it speaks last."""
    scheme = _last(environ.get("HTTP_X_FORWARDED_PROTO", "")).lower()
    if scheme in SCHEMES:
        environ["wsgi.url_scheme"] = scheme
    host = _last(environ.get("HTTP_X_FORWARDED_HOST", ""))
    if host:
        environ["HTTP_HOST"] = host


def _last(header: str) -> str:
    return header.rpartition(",")[2].strip()
