"""Photographs of people, kept as they were uploaded."""

from __future__ import annotations

import io
import warnings

from PIL import Image, UnidentifiedImageError
from sqlalchemy import Connection, delete, insert, select

from omeropyr.errors import Invalid
from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.schema import PhotoRow
from omeropyr.gateway.model import Kind

MOST_BYTES = 204_800
MOST_PIXELS = 25_000_000
"""A small file can claim a picture that fills the memory."""
MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif"}
REMEDY = f"must be a JPEG, PNG or GIF picture of at most {MOST_BYTES:,} bytes"


def photo_of(connection: Connection, user_id: int) -> tuple[bytes, str] | None:
    found = select(PhotoRow.picture, PhotoRow.media_type).where(among(PhotoRow.user_id, [user_id]))
    row = connection.execute(found).one_or_none()
    return None if row is None else (bytes(row.picture), row.media_type)


def write_photo(writing: Writing, picture: bytes, media_type: str) -> None:
    user_id = writing.viewer.user_id
    writing.connection.execute(delete(PhotoRow).where(PhotoRow.user_id == user_id))
    writing.connection.execute(insert(PhotoRow).values(user_id=user_id, media_type=media_type, picture=picture))
    writing.record("set photo", Kind.EXPERIMENTER, user_id, new={"media_type": media_type, "bytes": len(picture)})


def remove_photo(writing: Writing) -> None:
    user_id = writing.viewer.user_id
    if writing.connection.execute(delete(PhotoRow).where(PhotoRow.user_id == user_id)).rowcount:
        writing.record("delete photo", Kind.EXPERIMENTER, user_id)


def checked_photo(picture: bytes, media_type: str) -> str:
    """The media type that the bytes really have. Raises Invalid."""
    if not media_type.startswith("image") or not 0 < len(picture) <= MOST_BYTES:
        raise Invalid("photo", REMEDY)
    try:
        return _decoded_type(picture)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError, Warning) as error:
        raise Invalid("photo", REMEDY) from error


def _decoded_type(picture: bytes) -> str:
    """Decodes it all: a header alone proves nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with Image.open(io.BytesIO(picture), formats=list(MEDIA_TYPES)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Invalid("photo", f"must not have more than {MOST_PIXELS:,} pixels")
            image.load()
            return MEDIA_TYPES[image.format or ""]
