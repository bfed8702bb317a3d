"""Original files: one as it is, several as a ZIP; and where they lie."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from omeropyr.api import (
    ArchiveEntry,
    ImageSummary,
    ImagingError,
    OriginalFile,
    Session,
    archive_response,
    file_response,
)

from .contexts import ImageContext
from .families import line, message
from .originals import Packed, archive_name, packed, plain_name
from .requested import requested_images
from .settings import LARGEST_ARCHIVE

FORCED = "application/force-download"
"""What clients of these addresses know downloads as."""


@view_config(route_name="webgateway_archived_files", family="R")
@view_config(route_name="webgateway_archived_files_short", family="R")
def archived_files(request: Request) -> Response:
    """The files that the images were imported from, those of a fileset always all together."""
    images = requested_images(request)
    if not images:
        return line("None of the images that were asked for is there: name them by image=1&image=2.", 500)
    if not all(image.rights.can_download for image in images):
        return Response(status=404, content_type="text/html")
    files = packed(request.gateway.images.filesets([image.id for image in images]))
    if not files:
        return line("The store keeps no files of these images.", 500)
    if len(files) == 1:
        return _single(request, files[0].file)
    return _several(request, images, files)


def _single(request: Request, file: OriginalFile) -> Response:
    return file_response(
        request,
        plain_name(file.name),
        file.size,
        partial(request.gateway.files.read, file.id),
        content_type=FORCED,
        tag=file.checksum or (file.id, file.size, file.created_at),
        modified=file.created_at,
    )


def _several(request: Request, images: Sequence[ImageSummary], files: Sequence[Packed]) -> Response:
    size, limit = sum(one.file.size for one in files), request.config[LARGEST_ARCHIVE]
    if limit and size > limit:
        return line(f"These are {len(files)} files of {size} bytes; at most {limit} are sent as one archive.", 403)
    session: Session = request.gateway
    for one in files:
        try:
            b"".join(session.files.read(one.file.id, length=0))
        except ImagingError as error:
            return line(f"The archive cannot be packed. {message(error)}", 500)
    name = archive_name(request.GET.get("zipname") or images[-1].name, [one.name for one in files])
    return archive_response(request, name, [_entry(session, one) for one in files], content_type=FORCED)


def _entry(session: Session, one: Packed) -> ArchiveEntry:
    file = one.file
    return ArchiveEntry(
        name=one.name, read=partial(session.files.read, file.id), size=file.size, modified=file.created_at
    )


@view_config(route_name="webgateway_original_file_paths", family="J", renderer="json")
def original_file_paths(context: ImageContext, request: Request) -> dict[str, Any]:
    """Nothing for an image without files."""
    filesets = context.session.images.filesets([context.image.id])
    if not filesets:
        return {}
    files = filesets[0].files
    return {
        "repo": [file.path for file in files],
        "client": [file.client_path.lstrip("/") for file in files],
        "fileset": {"id": filesets[0].id},
    }
