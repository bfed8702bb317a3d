"""The address of the person at the other end; a proxy is believed only if the administrator named it."""

from __future__ import annotations

from pyramid.request import Request

from omeropyr import settings as keys


def client_address(request: Request) -> str:
    """The socket's address, or the last one a trusted proxy reports."""
    address = request.remote_addr or ""
    if address not in request.config[keys.TRUSTED_PROXIES]:
        return address
    forwarded: str = request.headers.get("X-Forwarded-For", "")
    return forwarded.rpartition(",")[2].strip() or address
