"""`imgData` when the pixels cannot be had."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from pyramid.request import Request

from omeropyr.api import (
    Experimenter,
    Group,
    Image,
    LevelSize,
    NotFound,
    PermissionLevel,
    RenderSettings,
    Rights,
    Unavailable,
    UnreadableFile,
)
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


class Pixels:
    """A store that knows the image but not how it looks."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def settings(self, image_id: int) -> RenderSettings:
        raise self.error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (UnreadableFile("/secret/damaged.tif", "it is truncated."), {"Exception": "it is truncated."}),
        (NotFound("pixels of image", 7), {}),
    ],
)
def test_what_is_known_is_told_whatever_the_key(error: Exception, expected: dict[str, str]) -> None:
    found = answer_of(error)
    assert found == {**{name: found[name] for name in ("id", "meta", "perms")}, **expected}


def test_who_has_to_wait_is_told_how_long() -> None:
    assert answer_of(Unavailable("later", retry_after=30)) == {"ConcurrencyException": {"backOff": 30000}}


def answer_of(error: Exception) -> dict[str, Any]:
    session: Any = SimpleNamespace(pixels=Pixels(error))
    context: Any = SimpleNamespace(image=IMAGE, image_id=7, session=session)
    request = Request.blank("/webgateway/imgData/7/channels/")
    request.matchdict = {"iid": "7", "key": "channels"}
    request.gateway = session
    found: dict[str, Any] = img_data_view(context, request)
    return found
