"""Files of the store as downloads: attachments, original files, and what an image's files say beside its pixels."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from omeropyr.api import Kind, NotFound, OriginalFile, file_response, made_response

from .json_views import json_view

OCTETS = "application/octet-stream"
FORCED = "application/force-download"
METADATA_NAME = "Original_Metadata.txt"
NOTHING_RUNS = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""A file of somebody is shown, whatever it is, but nothing in it may act as this site."""
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_SHOWN_AS_TEXT = frozenset({"text/x-python"})


@json_view(route_name="annotation_file")
def attachment(request: Request) -> Response:
    """The file of a file annotation."""
    number = int(request.matchdict["id"])
    found = request.gateway.annotations.get(number)
    if found.kind is not Kind.FILE or not isinstance(found.value, OriginalFile):
        raise NotFound("file annotation", number)
    return _sent(request, found.value, found.value.name.replace(" ", "_"), FORCED)


@json_view(route_name="download_original_file")
def download_original_file(request: Request) -> Response:
    file = request.gateway.files.get(int(request.matchdict["id"]))
    return _sent(request, file, file.name.replace(" ", "_").replace(",", "."), media_type(file))


@json_view(route_name="get_original_file")
def get_original_file(request: Request) -> Response:
    """Shown by the browser, if it can."""
    file = request.gateway.files.get(int(request.matchdict["id"]))
    return _sent(request, file, file.name, media_type(file), inline=True)


def media_type(file: OriginalFile) -> str:
    """As the file says, where that can stand in a header; scripts are shown as text."""
    said = (file.mimetype or "").lower()
    if said in _SHOWN_AS_TEXT:
        return "text/plain"
    return said if _MEDIA_TYPE.fullmatch(said) else OCTETS


def _sent(request: Request, file: OriginalFile, name: str, content_type: str, *, inline: bool = False) -> Response:
    response = file_response(
        request,
        name,
        file.size,
        partial(request.gateway.files.read, file.id),
        content_type=content_type,
        inline=inline,
        tag=(file.id, file.checksum, file.size),
    )
    response.headers["Content-Security-Policy"] = NOTHING_RUNS
    return response


@json_view(route_name="download_orig_metadata")
def download_original_metadata(request: Request) -> Response:
    """`key=value`, line by line. The store does not keep apart what is said of a file and of one image in it."""
    acquisition = request.gateway.images.acquisition(int(request.matchdict["id"]))
    text = metadata_text(acquisition.original_metadata).encode()
    return made_response(request, METADATA_NAME, lambda: [text], content_type="text/plain")


@view_config(
    route_name="load_original_metadata", renderer="webclient/parts/original_metadata.jinja2", plain_errors=True
)
def load_original_metadata(request: Request) -> dict[str, Any]:
    """The same as a fragment."""
    image_id = int(request.matchdict["id"])
    return {"image_id": image_id, "pairs": request.gateway.images.acquisition(image_id).original_metadata}


def metadata_text(pairs: Iterable[tuple[str, str]]) -> str:
    lines = [f"{_line(key)}={_line(value)}\n" for key, value in pairs]
    return "".join(["[Global Metadata]\n", *lines, "[Series Metadata]\n"])


def _line(text: str) -> str:
    return " ".join(text.splitlines())
