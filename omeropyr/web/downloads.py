"""Answers that are files: one with ranges and conditions, or many as a ZIP. Nothing is held in memory.

    return file_response(request, file.name, file.size, partial(session.files.read, file.id), tag=file.checksum)

`read(start=..., length=...)` is that of `port.Files`. When the client goes away the server closes the answer, and with
it the file and the lease of the session.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Protocol

from pyramid.request import Request
from pyramid.response import Response

from omeropyr.web.archives import ArchiveEntry, archive_length, archived
from omeropyr.web.dispositions import content_disposition

OCTETS = "application/octet-stream"
REVALIDATE = "private, no-cache"
_ONE_RANGE = re.compile(r"bytes\s*=\s*(?:([0-9]{1,18})\s*-\s*([0-9]{1,18})?|-\s*([0-9]{1,18}))\s*", re.IGNORECASE)
"""First and last byte, or how many of the end."""


class Reading(Protocol):
    """As `port.Files.read` with the file's id filled in."""

    def __call__(self, *, start: int = 0, length: int | None = None) -> Iterable[bytes]: ...


def file_response(
    request: Request,
    name: str,
    size: int,
    read: Reading,
    *,
    content_type: str = OCTETS,
    inline: bool = False,
    tag: object = None,
    modified: datetime | None = None,
) -> Response:
    """One file of `size` bytes: whole (200), a part (206), 304 for a client that has it, 416 for no part of it.

    `tag` is anything whose text changes with the content. Errors of `read` come before the answer begins.
    """
    response = _plain(name, content_type, inline)
    response.headers["Accept-Ranges"] = "bytes"
    _set_tag(response, tag)
    if modified is not None:
        response.last_modified = modified if modified.tzinfo else modified.replace(tzinfo=UTC)
    if _client_has(request, response):
        return _not_modified(response)
    part = _part(request, response, size)
    if part is None:
        return _no_such_part(response, size)
    start, stop = part
    body = read(start=start, length=stop - start) if stop > start else []
    return _streamed(response, body, stop - start)


def archive_response(
    request: Request, name: str, entries: Sequence[ArchiveEntry], *, content_type: str = "application/zip"
) -> Response:
    """The entries as a ZIP, with `Content-Length` where all sizes are known."""
    response = _plain(name, content_type, inline=False)
    return _streamed(response, archived(entries), archive_length(entries))


def made_response(
    request: Request,
    name: str,
    make: Callable[[], Iterable[bytes]],
    *,
    content_type: str = OCTETS,
    inline: bool = False,
    tag: object = None,
) -> Response:
    """A file that is made on demand: only if the client does not have it (see `tag` above) and wants the body.

    Its length is the attribute `size` of what is made, or that of a list's items; else the server sends it in chunks.
    """
    response = _plain(name, content_type, inline)
    _set_tag(response, tag)
    if _client_has(request, response):
        return _not_modified(response)
    if request.method == "HEAD":
        return _streamed(response, [], None)
    pieces = make()
    length = sum(map(len, pieces)) if isinstance(pieces, list) else getattr(pieces, "size", None)
    return _streamed(response, pieces, length)


def _plain(name: str, content_type: str, inline: bool) -> Response:
    response = Response(content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition(name, inline=inline)
    response.headers["Cache-Control"] = REVALIDATE
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _streamed(response: Response, body: Iterable[bytes], length: int | None) -> Response:
    response.app_iter = body
    response.content_length = length
    return response


def _set_tag(response: Response, tag: object) -> None:
    if tag is not None:
        response.etag = hashlib.sha256(str(tag).encode()).hexdigest()[:40]


def _not_modified(response: Response) -> Response:
    response.status_int = 304
    response.content_type = None
    return response


def _client_has(request: Request, response: Response) -> bool:
    """By the entity tag if both sides have one, else by the date."""
    if response.etag is not None and "If-None-Match" in request.headers:
        return response.etag in request.if_none_match
    since = request.if_modified_since
    return since is not None and response.last_modified is not None and response.last_modified <= since


def _part(request: Request, response: Response, size: int) -> tuple[int, int] | None:
    """First byte and the one after the last, of the whole file unless a single range is asked for; None for nothing.

    Several ranges at once are answered with the whole file, as RFC 9110 allows.
    """
    found = _ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if found is None or response not in request.if_range:
        return 0, size
    first, last, suffix = (None if digits is None else int(digits) for digits in found.groups())
    if first is None:
        first, last = max(size - (suffix or 0), 0), None
    if last is not None and last < first:
        return 0, size  # no range at all, and then the header is to be ignored
    if first >= size:
        return None
    stop = size if last is None else min(last + 1, size)
    response.status_int = 206
    response.headers["Content-Range"] = f"bytes {first}-{stop - 1}/{size}"
    return first, stop


def _no_such_part(response: Response, size: int) -> Response:
    response.status_int = 416
    response.headers["Content-Range"] = f"bytes */{size}"
    del response.headers["Content-Disposition"]
    response.content_type = "text/plain"
    response.body = f"The file has {size} bytes; no part of it was asked for.".encode()
    return response
