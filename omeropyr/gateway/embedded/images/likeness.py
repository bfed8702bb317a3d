"""Which images can be shown with the settings of another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeAlias

from sqlalchemy import Connection, select

from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Sight, Viewer
from omeropyr.gateway.embedded.schema import ChannelRow, ImageRow, PixelsRow

Kindred: TypeAlias = tuple[str, tuple[str, ...]]
"""Pixel type, and the labels of the channels in the order of the alphabet."""


def kindred(connection: Connection, viewer: Viewer, image_ids: Sequence[int]) -> dict[int, Kindred]:
    """Of the readable images, by id; two statements."""
    wanted = among(ImageRow.id, image_ids)
    types = select(ImageRow.id, PixelsRow.pixel_type).join(PixelsRow, PixelsRow.image_id == ImageRow.id)
    readable = {
        row.id: row.pixel_type for row in connection.execute(Sight(viewer, ImageRow).restrict(types.where(wanted)))
    }
    labels: dict[int, list[str]] = defaultdict(list)
    channels = select(ChannelRow.image_id, ChannelRow.label).where(among(ChannelRow.image_id, readable))
    for image_id, label in connection.execute(channels):
        labels[image_id].append(label)
    return {image_id: (pixel_type, tuple(sorted(labels[image_id]))) for image_id, pixel_type in readable.items()}
