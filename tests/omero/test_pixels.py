"""Images and their pixels, rendered by the server; what each picture costs."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

from omeropyr.errors import Invalid, NotFound, NotSupported
from omeropyr.gateway import port
from omeropyr.gateway.model import Credentials
from omeropyr.gateway.omero.clients import Server
from omeropyr.gateway.omero.gateway import OmeroGateway
from omeropyr.gateway.omero.pixels.rendered import unpacked
from omeropyr.gateway.port import Pixels, Session
from omeropyr.imaging.settings import Model, Projection, ProjectionKind
from omeropyr.imaging.source import LevelSize, Region

PYRAMID = 61


@pytest.fixture(scope="module")
def gateway(address: tuple[str, int]) -> Iterator[OmeroGateway]:
    opened = OmeroGateway(Server(host=address[0], port=address[1]))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def session(gateway: OmeroGateway) -> Session:
    return gateway.login(Credentials("alice", "alice"))


@pytest.fixture(scope="module")
def pixels(session: Session) -> Pixels:
    return session.pixels


def drawn(data: bytes) -> Any:
    return np.asarray(Pillow.open(io.BytesIO(data)).convert("RGB"))


def test_they_are_services_of_the_port(session: Session) -> None:
    assert isinstance(session.pixels, port.Pixels)
    assert isinstance(session.images, port.Images)


def test_an_image_has_everything(session: Session) -> None:
    image = session.images.get(1)
    assert (image.size_x, image.size_z, image.size_c, image.pixel_type) == (512, 5, 3, "uint8")
    assert [channel.index for channel in image.channels] == [0, 1, 2]
    assert (image.owner.ome_name, image.group.name) == ("alice", "lab")
    assert [dataset.id for dataset in image.datasets] == [1]
    assert [project.id for project in image.projects] == [1]
    assert image.levels == (LevelSize(512, 512),)
    assert len(image.files) == 1
    assert image.physical_size_x_um is None or image.physical_size_x_um > 0
    field = session.images.get(62)
    assert [place.well_id for place in field.fields] == [1]
    assert [fileset.image_ids for fileset in session.images.filesets([78])] == [(78, 79)]
    assert [found.id for found in session.images.many([5, 10**18, 2, -1])] == [5, 2]
    assert session.images.alike(1, [2, 68, 3]) == [2, 3]


def test_a_pyramid(session: Session) -> None:
    image = session.images.get(PYRAMID)
    assert (len(image.levels), image.levels[0], image.tile_width) == (7, LevelSize(32768, 32768), 256)


def test_settings(session: Session, pixels: Pixels) -> None:
    look = pixels.settings(1)
    assert [channel.active for channel in look.channels] == [True, True, True]
    assert look.model is Model.COLOR
    assert pixels.defaults(1).channels == look.channels
    assert pixels.definitions(1)[0].owner.ome_name == "alice"
    with pytest.raises(NotSupported):
        pixels.save_settings(1, look)


def test_planes_show_what_the_settings_say(pixels: Pixels) -> None:
    look = pixels.settings(1)
    picture = drawn(pixels.render_plane(1, look, z=2, t=0))
    assert picture.shape == (512, 512, 3)
    first, *others = look.channels
    off = [replace(one, active=False) for one in others]
    red = replace(look, channels=(replace(first, color="FF0000"), *off))
    only_red = drawn(pixels.render_plane(1, red, z=2, t=0, quality=1.0))
    assert only_red[..., 0].max() > 200
    assert only_red[..., 1:].max() < 10
    assert np.abs(drawn(pixels.render_plane(1, look, z=2, t=0)).astype(int) - picture).max() == 0
    projection = replace(look, projection=Projection(ProjectionKind.MAXIMUM, 0, 4))
    brighter = drawn(pixels.render_plane(1, projection, z=2, t=0))
    assert brighter.mean() > picture.mean()


def test_regions_are_cut_at_the_edge(pixels: Pixels) -> None:
    look = pixels.settings(PYRAMID)
    assert drawn(pixels.render_region(PYRAMID, look, Region(0, 32_700, 256, 256, 100), z=0, t=0)).shape == (100, 68, 3)
    assert drawn(pixels.render_region(PYRAMID, look, Region(6, 0, 0, 9999, 256), z=0, t=0)).shape == (256, 512, 3)
    for region in (Region(0, 32_768, 0, 5, 5), Region(7, 0, 0, 5, 5), Region(0, -1, 0, 5, 5)):
        with pytest.raises(NotFound):
            pixels.render_region(PYRAMID, look, region, z=0, t=0)
    with pytest.raises(NotFound):
        pixels.render_region(PYRAMID, look, Region(0, 0, 0, 5, 5), z=1, t=0)
    with pytest.raises(Invalid):
        pixels.render_plane(PYRAMID, look, z=0, t=0)


def test_thumbnails(pixels: Pixels) -> None:
    found = pixels.thumbnails([1, PYRAMID, 77, 10**18, 83, 91], 96)
    assert found[10**18] is None
    sizes = {id_: drawn(data).shape[:2] for id_, data in found.items() if data}
    assert sizes[1] == (96, 96)
    assert drawn(pixels.thumbnail(1, 64)).shape == (64, 64, 3)
    assert drawn(pixels.thumbnail(77, 64)).shape[1] == 64
    assert drawn(pixels.thumbnail(1, 60, 20)).shape == (20, 60, 3)
    dark = replace(pixels.settings(1), channels=tuple(replace(c, active=False) for c in pixels.settings(1).channels))
    assert drawn(pixels.thumbnail(1, 64, settings=dark)).max() == 0


def test_raw_pixels(pixels: Pixels) -> None:
    plane = pixels.plane(1, z=0, c=1, t=0)
    assert (plane.shape, plane.dtype) == ((512, 512), np.uint8)
    region = pixels.region(1, Region(0, 10, 20, 30, 40), z=0, t=0, channels=[1, 0])
    assert region.shape == (2, 40, 30)
    assert (region[0] == plane[20:60, 10:40]).all()
    assert pixels.plane(68, z=0, c=0, t=0).dtype == np.uint16
    assert pixels.plane(69, z=0, c=0, t=0).dtype == np.float32
    assert sum(pixels.histogram(1, 1, z=0, t=0, bins=16).counts) == plane.size
    (line,) = pixels.profile(1, (0, 5), (511, 5), z=0, t=0, channels=[1])
    assert list(line.values) == plane[5].tolist()
    with pytest.raises(NotFound):
        pixels.plane(1, z=5, c=0, t=0)


def test_others_images_are_not_there(gateway: OmeroGateway) -> None:
    bob = gateway.login(Credentials("bob", "bob"))
    with pytest.raises(NotFound):
        bob.images.get(80)
    with pytest.raises(NotFound):
        bob.pixels.settings(80)
    assert bob.pixels.thumbnails([80], 96) == {80: None}


def test_packed_integers_are_taken_apart() -> None:
    words = [int(np.uint32(0xFF010203).astype(np.int32)), int(np.uint32(0xFF00FF00).astype(np.int32))]
    assert unpacked(words, Region(0, 0, 0, 2, 1)).tolist() == [[[1, 2, 3], [0, 255, 0]]]


def cost(stand_in: Any, act: Any) -> list[str]:
    with stand_in.calls() as calls:
        act()
    return [call.operation for call in calls]


def test_round_trips(stand_in: Any, gateway: OmeroGateway, session: Session) -> None:
    look = session.pixels.settings(PYRAMID)
    tile = Region(2, 256, 0, 256, 256)
    gateway.join(session.key).pixels.render_region(PYRAMID, look, tile, z=0, t=0)

    def next_tile() -> None:
        request = gateway.join(session.key)
        request.images.get(PYRAMID)
        request.pixels.settings(PYRAMID)
        request.pixels.render_region(PYRAMID, look, replace(tile, x=512), z=0, t=0)
        request.release()

    def image_data() -> None:
        request = gateway.join(session.key)
        request.images.get(7)
        request.pixels.settings(7)
        request.release()

    assert len(cost(stand_in, next_tile)) <= 3
    assert len(cost(stand_in, lambda: session.pixels.thumbnails(range(1, 51), 96))) <= 5
    assert len(cost(stand_in, image_data)) <= 6


def test_engines_are_given_back(own_stand_in: Any) -> None:
    gateway = OmeroGateway(Server(host="127.0.0.1", port=own_stand_in.ssl_port))
    session = gateway.login(Credentials("alice", "alice"))
    for image_id in range(1, 21):
        session.pixels.render_plane(image_id, session.pixels.settings(image_id), z=0, t=0)
        session.pixels.thumbnail(image_id, 64)
        session.pixels.plane(image_id, z=0, c=0, t=0)
    (client,) = own_stand_in.sessions[session.key].clients.values()
    stateful = [name for name in client.servants if "RenderingEngine" in name]
    others = [name for name in client.servants if "Store" in name]
    assert len(stateful) <= 8
    assert not others
    gateway.close()
