"""The job `pyramid`: levels for a large image that came without any, made when everybody can see it already.

An import puts the job beside the image, in the same transaction. A killed job is begun again; what it had written has
no row and is swept away. The image is shown from its own file until its row names the pyramid.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, update

from omeropyr.errors import NotFound
from omeropyr.gateway.embedded.codec import levels_to_json
from omeropyr.gateway.embedded.importing.leftovers import importing
from omeropyr.gateway.embedded.jobs import queue
from omeropyr.gateway.embedded.jobs.context import JobContext
from omeropyr.gateway.embedded.pixels.sources import Shown, Sources
from omeropyr.gateway.embedded.rights import Viewer
from omeropyr.gateway.embedded.schema import PixelsRow
from omeropyr.gateway.embedded.translate import translated
from omeropyr.gateway.model import Kind
from omeropyr.imaging.opening import open_source
from omeropyr.imaging.pyramid import SUFFIX, build_pyramid, needs_pyramid
from omeropyr.imaging.source import ImageSource, SourceInfo

KIND = "pyramid"


def queue_pyramid(connection: Connection, owner_id: int, image_id: int, name: str) -> int:
    """Id of the job that makes the pyramid of an image, in the name of its owner."""
    title = f"Resolution levels of {name}"
    return queue.add(connection, Viewer(owner_id, is_admin=False), KIND, title, {"image_id": image_id})


def make_pyramid(context: JobContext, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Parameters: `image_id`. Result: `image_id`, and `levels` as [[width, height], ...], full size first.

    An image that is gone is no error, nor one that has got its levels meanwhile. Raises UnreadableFile.
    """
    image_id = int(parameters["image_id"])
    sources = Sources(context.store)
    try:
        # whoever imports meanwhile does not take what is not yet written down for a leftover
        with importing(context.store), translated():
            shown = _shown(context, sources, image_id)
            if shown is None:
                return _result(image_id, None)
            with sources.open(shown) as source:
                return _levels_of(context, source, image_id)
    finally:
        sources.close()


def _shown(context: JobContext, sources: Sources, image_id: int) -> Shown | None:
    """None if the image is gone."""
    with context.access.reading() as connection:
        return sources.shown_many(connection, context.access.viewer, [image_id]).get(image_id)


def _levels_of(context: JobContext, source: ImageSource, image_id: int) -> Mapping[str, Any]:
    if not needs_pyramid(source.info):
        return _result(image_id, source.info)
    path = context.store.pyramids / f"{uuid.uuid4().hex}{SUFFIX}"
    try:
        return _write_down(context, image_id, path, _build(context, source, path))
    except BaseException:
        shutil.rmtree(path, ignore_errors=True)
        raise


def _build(context: JobContext, source: ImageSource, path: Path) -> SourceInfo:
    def tell(done: int, total: int) -> None:
        context.check()
        context.progress(done, total, "Making resolution levels")

    made = open_source(build_pyramid(source, path, tell))
    try:
        return made.info
    finally:
        made.close()


def _write_down(context: JobContext, image_id: int, path: Path, info: SourceInfo) -> Mapping[str, Any]:
    """Row and end of the job in one transaction. Raises NotFound if the image was deleted meanwhile."""
    values = {
        "pyramid": str(path.relative_to(context.store.path)),
        "levels": levels_to_json(info.levels),
        "tile_width": info.tile_width,
        "tile_height": info.tile_height,
    }
    result = _result(image_id, info)
    with context.access.writing() as writing:
        changed = update(PixelsRow).where(PixelsRow.image_id == image_id).values(values)
        if writing.connection.execute(changed).rowcount == 0:
            raise NotFound(Kind.IMAGE, image_id)
        context.finish(writing.connection, result)
    return result


def _result(image_id: int, info: SourceInfo | None) -> Mapping[str, Any]:
    return {"image_id": image_id, "levels": [] if info is None else levels_to_json(info.levels)}
