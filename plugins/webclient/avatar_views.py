"""Photographs of people."""

from __future__ import annotations

from pyramid.request import Request
from pyramid.response import Response

from omeropyr.api import NotSupported, Session, made_response

from .json_views import json_view

NOBODY = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96">'
    b'<rect width="96" height="96" fill="#d7dce2"/><g fill="#7b8794">'
    b'<circle cx="48" cy="36" r="17"/><path d="M14 96c0-24 15-36 34-36s34 12 34 36z"/></g></svg>',
    "image/svg+xml",
)
"""For those without a photograph, and those who are not there."""
SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/svg+xml": "svg"}


@json_view(route_name="avatar")
def avatar(request: Request) -> Response:
    picture, media_type = photo_of(request.gateway, int(request.matchdict["id"]))
    name = f"{request.matchdict['id']}.{SUFFIXES.get(media_type, 'img')}"
    return made_response(request, name, lambda: [picture], content_type=media_type, inline=True, tag=picture)


def photo_of(session: Session, user_id: int) -> tuple[bytes, str]:
    """Picture and media type."""
    try:
        return session.admin.photo(user_id) or NOBODY
    except NotSupported:
        return NOBODY
