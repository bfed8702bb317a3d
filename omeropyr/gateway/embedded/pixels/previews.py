"""Thumbnails, kept on disk: one file for each image, look and size. The folder is a cache and may be emptied."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from pathlib import Path

from omeropyr.gateway.embedded.pixels.sources import Shown, Sources
from omeropyr.gateway.embedded.store import Store
from omeropyr.imaging.encode import encode_jpeg
from omeropyr.imaging.settings import RenderSettings
from omeropyr.imaging.source import ImageSource
from omeropyr.imaging.thumbnails import thumbnail

log = logging.getLogger(__name__)

FOLDER_SIZE = 1000
"""Images whose thumbnails share a folder."""


class Previews:
    """The thumbnails of one store."""

    def __init__(self, store: Store, sources: Sources) -> None:
        self._store, self._sources = store, sources

    def get(
        self, shown: Shown, width: int, height: int | None = None, *, z: int | None = None, t: int | None = None
    ) -> bytes:
        """A JPEG, from the disk if it was made before. Raises Invalid for a size that cannot be, UnreadableFile."""
        path = preview_path(self._store, shown.image_id, shown.settings, width, height, z=z, t=t)
        try:
            return path.read_bytes()
        except FileNotFoundError:
            pass
        with self._sources.open(shown) as source:
            made = draw_preview(source, shown.settings, width, height, z=z, t=t)
        keep_preview(path, made)
        return made


def draw_preview(
    source: ImageSource,
    settings: RenderSettings,
    width: int,
    height: int | None = None,
    *,
    z: int | None = None,
    t: int | None = None,
) -> bytes:
    picture = thumbnail(source, settings, width, height, z=z, t=t)
    return encode_jpeg(picture, photographic=source.info.is_rgb)


def preview_path(
    store: Store,
    image_id: int,
    settings: RenderSettings,
    width: int,
    height: int | None = None,
    *,
    z: int | None = None,
    t: int | None = None,
) -> Path:
    """Where this thumbnail is kept. What it shows is part of the name, so that it can never be out of date."""
    look = hashlib.blake2b(repr((settings, width, height, z, t)).encode(), digest_size=12).hexdigest()
    return store.thumbnails / str(image_id // FOLDER_SIZE) / f"{image_id}-{look}.jpg"


def keep_preview(path: Path, picture: bytes) -> None:
    """Written under another name and renamed, so that nobody ever reads half a picture.

    On a full or read-only disk nothing is kept and nothing is left: the picture is drawn again when it is asked for.
    """
    try:
        path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as unfinished:
            try:
                unfinished.write(picture)
                unfinished.close()
                os.replace(unfinished.name, path)
            except OSError:
                os.unlink(unfinished.name)
                raise
    except OSError as error:
        log.warning("The thumbnail %s cannot be kept: %s", path.name, error)
