"""`imgData` when the pixels cannot be had."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from pyramid.request import Request

from omeropyr.api import Experimenter, Group, Image, LevelSize, PermissionLevel, RenderSettings, Rights, UnreadableFile
from omeropyr.plugins.webgateway.metadata_views import img_data_view

IMAGE = Image(
    id=7,
    name="damaged.tif",
    owner_id=2,
    group_id=3,
    rights=Rights(),
    size_x=8,
    size_y=8,
    size_z=1,
    size_c=1,
    size_t=1,
    imported_at=datetime(2026, 1, 1, tzinfo=UTC),
    pixel_type="uint8",
    channels=(),
    levels=(LevelSize(8, 8),),
    tile_width=8,
    tile_height=8,
    owner=Experimenter(2, "ada", "Ada", "Byron"),
    group=Group(3, "lab", PermissionLevel.PRIVATE),
)


class DamagedPixels:
    """A store that knows the image and cannot open its file."""

    def settings(self, image_id: int) -> RenderSettings:
        raise UnreadableFile("/secret/damaged.tif", "it is truncated.")


def test_what_is_known_is_told_with_the_reason() -> None:
    session: Any = SimpleNamespace(pixels=DamagedPixels())
    context: Any = SimpleNamespace(image=IMAGE, image_id=7, session=session)
    request = Request.blank("/webgateway/imgData/7/channels/")
    request.matchdict = {"iid": "7", "key": "channels"}
    found = img_data_view(context, request)
    assert set(found) == {"id", "meta", "perms", "Exception"}
    assert found["Exception"] == "it is truncated."
