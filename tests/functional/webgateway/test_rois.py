"""Regions of interest over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from known_images import World

from omeropyr.api import Credentials, NewRoi, Point, Rectangle, Session
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.testing.app import Site


@pytest.fixture(scope="module")
def drawn(world: World) -> Iterator[tuple[int, int, int]]:
    """Ids of a region and its shape on the stack, and of a shape that nobody but its painter may see."""
    gateway = EmbeddedGateway(world.store.store)
    sessions = [gateway.login(Credentials(name, name)) for name in ("demo", "hermit")]
    new = NewRoi(shapes=(Rectangle(x=1, y=2, width=3, height=4, z=2, text="α"), Point(x=5, y=6)))
    (roi,) = sessions[0].rois.create(world.stack_id, [new])
    (secret,) = sessions[1].rois.create(world.secret_id, [NewRoi(shapes=(Point(x=0, y=0),))])
    yield roi, shapes(sessions[0], roi)[0], shapes(sessions[1], secret)[0]
    sessions[0].rois.delete([roi])
    sessions[1].rois.delete([secret])
    gateway.close()


def shapes(session: Session, roi_id: int) -> list[int]:
    return [shape.id or 0 for shape in session.rois.get(roi_id).shapes]


def test_regions_of_an_image(wire: Site, world: World, drawn: tuple[int, int, int]) -> None:
    answer = wire.get(f"/webgateway/get_rois_json/{world.stack_id}/")
    assert answer.headers["Content-Type"] == "application/json"
    assert "\\u03b1" in answer.text
    (roi,) = answer.json
    assert set(roi) == {"id", "shapes"}
    assert [shape["type"] for shape in roi["shapes"]] == ["Point", "Rectangle"]
    assert wire.get(f"/webgateway/get_rois_json/{world.slide_id}/").json == []


def test_images_that_nobody_may_see_have_none(wire: Site, world: World, drawn: tuple[int, int, int]) -> None:
    for image_id in (world.secret_id, 999_999, 10**40):
        assert wire.get(f"/webgateway/get_rois_json/{image_id}/", status=200).text == "[]"


def test_one_shape(wire: Site, drawn: tuple[int, int, int]) -> None:
    roi, shape, secret = drawn
    found = wire.get(f"/webgateway/get_shape_json/{roi}/{shape}/").json
    assert (found["id"], found["type"], found["theZ"], found["width"]) == (shape, "Rectangle", 2, 3.0)
    for path in (f"{roi}/999999", f"{roi + 1}/{shape}", f"{roi + 1}/{secret}", f"{10**40}/{shape}", f"{roi}/{10**40}"):
        assert set(wire.get(f"/webgateway/get_shape_json/{path}/", status=404).json) == {"message", "stacktrace"}


def test_jsonp_for_a_shape_too(make_wire: Callable[..., Site], drawn: tuple[int, int, int]) -> None:
    roi, shape, _ = drawn
    answer = make_wire(jsonp="true").get(f"/webgateway/get_shape_json/{roi}/{shape}/?callback=cb")
    assert answer.content_type == "application/javascript"
    assert answer.text.startswith('cb({"id": ')
