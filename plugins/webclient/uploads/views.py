"""The addresses of uploads: creation, chunks, offsets, removal (tus 1.0.0), and the import of a whole drop."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pyramid.httpexceptions import HTTPMethodNotAllowed, HTTPRequestEntityTooLarge
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from omeropyr.api import Invalid, NotFound

from ..job_facts import job_facts
from ..params import form_of
from ..targets import parse_refs
from . import protocol
from .appending import append
from .drops import DAY, Drop, Upload, discard_stale
from .importing import import_drop
from .paths import safe_path
from .refusals import disk_may_fill, statuses_of_tus
from .room import require_room
from .settings import KEEP_DAYS, LARGEST

Json = dict[str, Any]
DROP = re.compile(r"[0-9a-f]{16}")
METHODS = ("GET", "POST", "OPTIONS", "HEAD", "PATCH", "DELETE")


@view_config(route_name="uploads", methods=METHODS)
def uploads(request: Request) -> Response:
    return _answer(request, {"POST": create, "OPTIONS": options})


@view_config(route_name="upload", methods=METHODS)
def upload(request: Request) -> Response:
    return _answer(request, {"HEAD": tell, "PATCH": add, "DELETE": remove, "OPTIONS": options})


@view_config(route_name="upload_drop", renderer="json", methods=("DELETE",))
def discard(request: Request) -> Json:
    """Everything of a drop is given up."""
    _drop(request, request.matchdict["drop"]).discard()
    return {"discarded": request.matchdict["drop"]}


@view_config(route_name="upload_import", renderer="json", methods=("POST",))
def begin_import(request: Request) -> Json:
    """One job for all files of a drop. `target` is a dataset, project or screen, or `dataset` the name of a new one."""
    form = form_of(request)
    targets = parse_refs("target", form.get("target", ""))
    drop = _drop(request, request.matchdict["drop"])
    return job_facts(
        import_drop(request.gateway, drop, targets[0] if targets else None, form.get("dataset", "").strip())
    )


def create(request: Request) -> Response:
    length = protocol.length_of(request.headers, "Upload-Length")
    metadata = protocol.metadata_of(request.headers.get("Upload-Metadata", ""))
    path = safe_path(metadata.get("relativePath") or metadata.get("filename", ""))
    if not DROP.fullmatch(metadata.get("drop", "")):
        raise Invalid("Upload-Metadata", "“drop” must be 16 hexadecimal digits, the same for files that go together.")
    largest = request.config[LARGEST]
    if largest and length > largest:
        raise HTTPRequestEntityTooLarge(f"{path} is too large to be uploaded: files may have {largest:,} bytes here.")
    root = _root(request)
    with disk_may_fill():
        drop = Drop(root / metadata["drop"])
        if not drop.folder.exists():
            discard_stale(root, request.config[KEEP_DAYS])
        require_room(root, str(path), length)
        made = drop.create(path, length)
    if request.content_type == protocol.CHUNK and request.content_length:
        _append(request, made, 0)
    response = _headed(request, made, 201)
    response.headers["Location"] = request.route_path("upload", upload=made.id)
    return response


def tell(request: Request) -> Response:
    found = _upload(request)
    response = _headed(request, found, 200)
    response.headers["Upload-Length"] = str(found.length)
    response.headers["Cache-Control"] = "no-store"
    return response


def add(request: Request) -> Response:
    if request.content_type != protocol.CHUNK:
        return Response(f"Send the bytes as {protocol.CHUNK}.", 415, content_type="text/plain")
    found = _upload(request)
    _append(request, found, protocol.length_of(request.headers, "Upload-Offset"))
    return _headed(request, found, 204)


def remove(request: Request) -> Response:
    found = _upload(request)
    found.drop.remove(found)
    return Response(status=204)


def options(request: Request) -> Response:
    response = Response(status=204)
    response.headers["Tus-Version"] = protocol.VERSION
    response.headers["Tus-Extension"] = protocol.EXTENSIONS
    response.headers["Tus-Checksum-Algorithm"] = ",".join(protocol.ALGORITHMS)
    if request.config[LARGEST]:
        response.headers["Tus-Max-Size"] = str(request.config[LARGEST])
    return response


def _answer(request: Request, known: dict[str, Callable[[Request], Response]]) -> Response:
    """By method, or by the header for clients that cannot send every method; of our version of the protocol only."""
    method = _method(request)
    if method not in known:
        raise HTTPMethodNotAllowed(headers={"Allow": ", ".join(known)})
    if method != "OPTIONS" and request.headers.get("Tus-Resumable") != protocol.VERSION:
        response = Response("This is an address of the tus protocol.", 412, content_type="text/plain")
        response.headers["Tus-Version"] = protocol.VERSION
    else:
        response = known[method](request)
    response.headers["Tus-Resumable"] = protocol.VERSION
    return response


def _method(request: Request) -> str:
    """Only a POST may stand for another method: it has shown its CSRF token."""
    method: str = request.method
    return request.headers.get("X-HTTP-Method-Override", method) if method == "POST" else method


def _append(request: Request, upload: Upload, offset: int) -> None:
    checksum = protocol.checksum_of(request.headers.get("Upload-Checksum", ""))
    with disk_may_fill(), statuses_of_tus():
        append(upload, offset, request.body_file, request.content_length or 0, checksum)


def _headed(request: Request, upload: Upload, status: int) -> Response:
    response = Response(status=status)
    response.headers["Upload-Offset"] = str(upload.offset)
    expires = upload.drop.last_change() + request.config[KEEP_DAYS] * DAY
    response.headers["Upload-Expires"] = datetime.fromtimestamp(expires, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    return response


def _root(request: Request) -> Path:
    return Path(request.gateway.importing.upload_folder())


def _drop(request: Request, number: str) -> Drop:
    drop = Drop(_root(request) / number)
    if not drop.folder.is_dir():
        raise NotFound("upload", number)
    return drop


def _upload(request: Request) -> Upload:
    number, _, name = request.matchdict["upload"].partition("-")
    return _drop(request, number).upload(name)
