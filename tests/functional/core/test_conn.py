"""`request.conn` on the embedded store: what pages written for OMERO.web's BlitzGateway call."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image

from omeropyr.errors import Invalid
from omeropyr.gateway.conn import BlitzConnection
from omeropyr.gateway.embedded.gateway import open_gateway
from omeropyr.testing.store import SampleStore


@pytest.fixture
def conn(shared_store: SampleStore) -> Iterator[BlitzConnection]:
    gateway = open_gateway(shared_store.config)
    yield BlitzConnection(gateway.login(shared_store.demo))
    gateway.close()


def test_an_object_by_its_id_as_number_or_text(conn: BlitzConnection, shared_store: SampleStore) -> None:
    dataset = conn.getObject("Dataset", shared_store.dataset_id)
    assert dataset is not None
    assert dataset.getId() == shared_store.dataset_id
    same = conn.getObject("dataset", str(shared_store.dataset_id))
    assert same is not None
    assert same.getName() == dataset.getName() == dataset.name


def test_what_is_not_there_is_none(conn: BlitzConnection) -> None:
    assert conn.getObject("Image", 999999) is None
    assert list(conn.getObjects("Image", [999999])) == []


def test_an_unknown_type_names_those_there_are(conn: BlitzConnection) -> None:
    with pytest.raises(Invalid, match="dataset, image, plate, project, screen"):
        conn.getObject("Gadget", 1)


def test_children_down_to_the_images(conn: BlitzConnection, shared_store: SampleStore) -> None:
    project = conn.getObject("Project", shared_store.project_id)
    assert project is not None
    datasets = list(project.listChildren())
    assert shared_store.dataset_id in [dataset.getId() for dataset in datasets]
    assert project.countChildren() == len(datasets)
    names = [image.getName() for image in datasets[0].listChildren()]
    assert names == sorted(names, key=str.lower)


def test_an_image_knows_its_sizes_and_makes_a_thumbnail(conn: BlitzConnection, shared_store: SampleStore) -> None:
    image = conn.getObject("Image", shared_store.image_ids[0])
    assert image is not None
    assert min(image.getSizeX(), image.getSizeY(), image.getSizeC()) > 0
    assert max(Image.open(BytesIO(image.getThumbnail((48,)))).size) == 48
    assert Image.open(BytesIO(image.getThumbnail((40, 30)))).size == (40, 30)
    parent = image.getParent()
    assert parent is not None
    assert parent.OMERO_CLASS == "Dataset"
    assert image.getDate().tzinfo is not None


def test_a_listed_image_looks_up_what_the_list_does_not_carry(conn: BlitzConnection, shared_store: SampleStore) -> None:
    listed = next(iter(conn.getObjects("Image", opts={"dataset": shared_store.dataset_id})))
    direct = conn.getObject("Image", listed.getId())
    assert direct is not None
    assert listed.getPixelSizeX() == direct.getPixelSizeX()


def test_who_is_signed_in(conn: BlitzConnection) -> None:
    user = conn.getUser()
    assert (user.getName(), conn.isAdmin()) == ("demo", False)
    assert user.getId() == conn.getUserId()
    assert conn.getGroupFromContext().getName() in [group.getName() for group in conn.getGroupsMemberOf()]


def test_owner_and_rights(conn: BlitzConnection, shared_store: SampleStore) -> None:
    dataset = conn.getObject("Dataset", shared_store.dataset_id)
    assert dataset is not None
    assert dataset.getOwner().getOmeName() == "demo"
    assert dataset.canEdit()
    assert dataset.canAnnotate()
