"""`request.conn` on the embedded store: what pages written for OMERO.web's BlitzGateway call."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from omeropyr.errors import Invalid
from omeropyr.gateway.conn import BlitzConnection, NotOffered
from omeropyr.gateway.conn.plates import row_label
from omeropyr.testing.store import SampleStore


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
    with pytest.raises(Invalid, match=r"dataset, .* image, .* project, .* screen"):
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


def test_other_objects_by_their_ids(conn: BlitzConnection, shared_store: SampleStore) -> None:
    plate = conn.getObject("Plate", shared_store.plate_id)
    well = next(iter(plate.listChildren()))
    assert conn.getObject("Well", well.getId()).getWellPos() == well.getWellPos() == "A1"
    assert conn.getObject("Experimenter", conn.getUserId()).getOmeName() == "demo"
    assert conn.getObject("ExperimenterGroup", conn.getGroupFromContext().getId()).getName()
    assert conn.getObject("ExperimenterGroup", 4711) is None


def test_many_objects_and_what_they_are_filtered_by(conn: BlitzConnection, shared_store: SampleStore) -> None:
    wanted = [shared_store.image_ids[1], 999999, shared_store.image_ids[0]]
    assert [image.id for image in conn.getObjects("Image", wanted)] == [wanted[0], wanted[2]]
    name = conn.getObject("Image", wanted[0]).getName()
    assert [image.id for image in conn.getObjects("Image", attributes={"name": name})] == [wanted[0]]
    assert conn.getObject("Image", attributes={"name": name}).id == wanted[0]
    assert list(conn.getObjects("Project", opts={"owner": 999})) == []
    with pytest.raises(Invalid, match="give ids"):
        conn.getObjects("Well")


def test_the_group_of_the_service_options_is_looked_at(conn: BlitzConnection) -> None:
    assert list(conn.listProjects())
    conn.SERVICE_OPTS.setOmeroGroup(2)
    assert list(conn.listProjects()) == []
    conn.SERVICE_OPTS.setOmeroGroup("-1")
    assert list(conn.listProjects())
    assert not conn.setGroupForSession(4711)
    assert conn.setGroupForSession(conn.getEventContext().groupId)


def test_what_is_not_offered_names_the_way_of_the_port(conn: BlitzConnection) -> None:
    with pytest.raises(NotOffered, match=r"getQueryService.*request\.gateway\.browse"):
        conn.getQueryService()  # type: ignore[attr-defined]
    image = next(iter(conn.getObjects("Image")))
    with pytest.raises(NotOffered, match=r"docs/conn\.md"):
        image.getGadget()
    assert not hasattr(image, "getGadget")
    assert hasattr(image, "getName")


def test_plates_and_what_is_in_them(conn: BlitzConnection, shared_store: SampleStore) -> None:
    plate = conn.getObject("Plate", shared_store.plate_id)
    assert plate.getGridSize() == {"rows": 2, "columns": 2}
    assert (plate.getRowLabels(), plate.getColumnLabels()) == (["A", "B"], [1, 2])
    grid = plate.getWellGrid()
    assert [[cell["id"] if cell else None for cell in row] for row in grid] == [
        [shared_store.well_image_ids[0], None],
        [None, shared_store.well_image_ids[1]],
    ]
    wells = list(plate.listChildren())
    assert plate.countChildren() == len(wells) == 2
    assert plate.getNumberOfFields() == (0, 0)
    assert [well.getImage().getId() for well in wells] == list(shared_store.well_image_ids)
    image = conn.getObject("Image", shared_store.well_image_ids[0])
    assert image.getParent().getId() == plate.getId()
    assert [parent.OMERO_CLASS for parent in image.getAncestry()] == ["Plate", "Screen"]


def test_files_of_an_image(conn: BlitzConnection, shared_store: SampleStore) -> None:
    image = conn.getObject("Image", shared_store.image_ids[0])
    (file,) = image.getImportedImageFiles()
    content = shared_store.files[0].read_bytes()
    assert (file.getName(), file.getSize()) == (shared_store.files[0].name, len(content))
    assert b"".join(file.getFileInChunks()) == content
    assert image.getInplaceImport() == "ln_s"
    assert image.getImportedFilesInfo()["count"] == image.countImportedImageFiles() == 1
    assert [one.getId() for one in image.getFileset().copyImages()] == [image.getId()]
    assert image.getImportedImageFilePaths()["client_paths"] == [str(shared_store.files[0])]


@given(row=st.integers(0, 10**6))
def test_labels_of_rows_count_in_letters(row: int) -> None:
    number = 0
    for letter in row_label(row):
        number = 26 * number + ord(letter) - ord("A") + 1
    assert number - 1 == row
