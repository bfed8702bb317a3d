"""Pictures that a browser may keep, but must ask about: never a stale one, and no work for one it already has.

The tag of a picture is made of everything that decides its bytes: the image, the settings, the place, this software.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import version

from pyramid.request import Request
from pyramid.response import Response

from omeropyr.api import ImageSummary, RenderSettings

_SOFTWARE = version("omeropyr")
_REVALIDATE = "private, no-cache"


def picture_tag(image: ImageSummary, *facts: object) -> str:
    """An entity tag. The import time tells apart images of the same id in a store that was made anew."""
    texts = [_settings_text(fact) if isinstance(fact, RenderSettings) else repr(fact) for fact in facts]
    identity = (_SOFTWARE, image.id, image.imported_at, image.size_x, image.size_y, texts)
    return hashlib.sha256(repr(identity).encode()).hexdigest()[:40]


@lru_cache(256)
def _settings_text(settings: RenderSettings) -> str:
    """Remembered: all tiles of a view have the same, and writing them out takes longer than the rest of the tag."""
    return repr(settings)


def picture(request: Request, tag: str, render: Callable[[], bytes], content_type: str = "image/jpeg") -> Response:
    """The picture, rendered only if the browser does not have it yet."""
    if tag in request.if_none_match:
        return _revalidated(Response(status=304, headerlist=[]), tag)
    return _revalidated(Response(render(), content_type=content_type), tag)


def tag_by_content(response: Response) -> Response:
    """For answers that are quick to make: 304 if the browser has just this body. Refusals are left as they are."""
    if response.status_int != 200:
        return response
    response.conditional_response = True
    return _revalidated(response, hashlib.sha256(response.body).hexdigest()[:40])


def _revalidated(response: Response, tag: str) -> Response:
    response.etag = tag
    response.headers["Cache-Control"] = _REVALIDATE
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
