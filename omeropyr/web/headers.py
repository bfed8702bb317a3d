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

    always = (
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", frame_options),
        ("Referrer-Policy", referrer),
    )

    def tween(request: Request) -> Response:
        response = handler(request)
        headers = response.headers
        present = {name.lower() for name in headers}
        response.headerlist.extend(pair for pair in always if pair[0].lower() not in present)
        if response.content_type == "text/html":
            headers.setdefault("Content-Security-Policy", POLICY.format(nonce=request.nonce, ancestors=ancestors))
            headers.setdefault("Cache-Control", "no-store")
        if "session" in request.__dict__ or BY_COOKIE in request.environ:
            _vary_by_cookie(response, "vary" in present)
        return response

    return tween


def _vary_by_cookie(response: Response, varies: bool) -> None:
    """Most answers vary by nothing else, and WebOb's own way takes much longer than writing one more line."""
    if varies:
        response.vary = {*(response.vary or ()), "Cookie"}
    else:
        response.headerlist.append(("Vary", "Cookie"))
