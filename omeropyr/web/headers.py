"""Headers that make the safe thing the default on every answer; a view that sets one itself is left alone."""

from __future__ import annotations

from collections.abc import Callable

from pyramid.registry import Registry
from pyramid.request import Request
from pyramid.response import Response

from omeropyr import settings as keys
from omeropyr.security.seats import BY_COOKIE

POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data: blob:; connect-src 'self'; frame-ancestors {ancestors}; "
    "form-action 'self'; base-uri 'none'; object-src 'none'"
)


def headers_tween_factory(handler: Callable[[Request], Response], registry: Registry) -> Callable[[Request], Response]:
    frame_options = registry.omeropyr_config[keys.X_FRAME_OPTIONS]
    referrer = registry.omeropyr_config[keys.REFERRER_POLICY]
    ancestors = "'none'" if frame_options == "DENY" else "'self'"

    def tween(request: Request) -> Response:
        response = handler(request)
        headers = response.headers
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("X-Frame-Options", frame_options)
        headers.setdefault("Referrer-Policy", referrer)
        if response.content_type == "text/html":
            headers.setdefault("Content-Security-Policy", POLICY.format(nonce=request.nonce, ancestors=ancestors))
            headers.setdefault("Cache-Control", "no-store")
        if "session" in request.__dict__ or BY_COOKIE in request.environ:
            response.vary = {*(response.vary or ()), "Cookie"}
        return response

    return tween
