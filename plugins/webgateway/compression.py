"""Texts sent compressed, where they are long enough to profit and the browser can read it."""

from __future__ import annotations

import gzip

from pyramid.request import Request
from pyramid.response import Response
from webob.acceptparse import AcceptEncodingValidHeader

SHORTEST = 1000
"""Bytes; what is shorter fits into one packet anyway."""
LEVEL = 3
"""Four fifths of the gain of the highest level for a fifth of its time."""
TEXTS = ("application/json", "application/javascript")


def compressed(request: Request, response: Response) -> Response:
    """The answer, with a body and tag of its own if the browser takes gzip; caches are told that there are two."""
    if response.content_type not in TEXTS or response.content_encoding or len(response.body) < SHORTEST:
        return response
    response.vary = {*(response.vary or ()), "Accept-Encoding"}
    if _takes_gzip(request):
        response.body = gzip.compress(response.body, LEVEL, mtime=0)
        response.content_encoding = "gzip"
        if response.etag:
            response.etag = f"{response.etag}-gzip"
    return response


def _takes_gzip(request: Request) -> bool:
    """Only if it is asked for in a header that can be read: plain is what every client understands."""
    asked = request.accept_encoding
    return isinstance(asked, AcceptEncodingValidHeader) and bool(asked.acceptable_offers(["gzip"]))
