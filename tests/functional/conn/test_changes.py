"""What `request.conn` writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from omeropyr.errors import Conflict
from omeropyr.gateway.conn import (
    BlitzConnection,
    CommentAnnotationWrapper,
    LongAnnotationWrapper,
    MapAnnotationWrapper,
    TagAnnotationWrapper,
)
from omeropyr.gateway.model import JobState
from omeropyr.testing.store import SampleStore


@pytest.fixture
def image(own: BlitzConnection, own_store: SampleStore) -> Any:
    return own.getObject("Image", own_store.image_ids[0])


def test_names_are_written_by_save(own: BlitzConnection, image: Any) -> None:
    image.setName("renamed")
    image.setDescription("described")
    assert own.getObject("Image", image.getId()).getName() != "renamed"
    image.save()
    again = own.getObject("Image", image.getId())
    assert (again.getName(), again.getDescription()) == ("renamed", "described")


def test_new_annotations_are_stored_when_they_are_linked(own: BlitzConnection, image: Any) -> None:
    pairs = MapAnnotationWrapper(own)
    pairs.setValue([["stain", "DAPI"], ["stain", "GFP"]])
    pairs.setNs("lab/stains")
    with pytest.raises(Conflict, match="not stored yet"):
        pairs.getId()
    image.linkAnnotation(pairs)
    found = image.getAnnotation("lab/stains")
    assert found.getId() == pairs.getId()
    assert found.getValue() == [("stain", "DAPI"), ("stain", "GFP")]
    assert found.link.parent.id == image.getId()


def test_stored_annotations_change_and_go(own: BlitzConnection, image: Any) -> None:
    tag = TagAnnotationWrapper(own)
    tag.setValue("mitosis")
    tag.save()
    other = own.getObject("Image", image.getId())
    other.linkAnnotation(tag)
    tag.setValue("meiosis")
    tag.save()
    assert [annotation.getTextValue() for annotation in other.listAnnotations()] == ["meiosis"]
    assert image.getAnnotationCounts() == {"TagAnnotation": 1}
    assert own.countAnnotations("Image", [image.getId()]) == {image.getId(): 1}
    assert [one.getId() for one in own.getObjectsByAnnotations("Image", [tag.getId()])] == [image.getId()]
    image.unlinkAnnotations(None)
    assert list(image.listAnnotations()) == []
    assert own.getObject("TagAnnotation", tag.getId()) is not None
    own.deleteObject(tag)
    assert own.getObject("Annotation", tag.getId()) is None


def test_annotations_of_a_namespace_are_removed_alone(own: BlitzConnection, image: Any) -> None:
    for namespace, number in (("a", 1), ("b", 2)):
        long = LongAnnotationWrapper(own)
        long.setValue(number)
        long.setNs(namespace)
        image.linkAnnotation(long)
    comment = CommentAnnotationWrapper(own)
    comment.setValue("well done")
    image.linkAnnotation(comment)
    image.removeAnnotations("a")
    assert {annotation.getValue() for annotation in image.listAnnotations()} == {2, "well done"}


def test_a_local_file_becomes_an_attachment(own: BlitzConnection, image: Any, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_bytes(b"seen at 9:15")
    attached = own.createFileAnnfromLocalFile(str(tmp_path / "notes.txt"), mimetype="text/plain", ns="lab/notes")
    image.linkAnnotation(attached)
    found = image.getAnnotation("lab/notes")
    assert (found.getFileName(), found.getFileSize()) == ("notes.txt", 12)
    assert b"".join(found.getFileInChunks()) == b"seen at 9:15"
    assert [annotation.getId() for annotation in own.listFileAnnotations()] == [attached.getId()]


def test_images_are_deleted_by_a_job(own: BlitzConnection, image: Any) -> None:
    assert own.deleteObjects("Image", [image.getId()], dryRun=True) is None
    assert own.getObject("Image", image.getId()) is not None
    job = own.deleteObjects("Image", [image.getId()], wait=True)
    assert job is not None
    assert job.state is JobState.DONE
    assert own.getObject("Image", image.getId()) is None


def test_search_finds_objects(own: BlitzConnection, image: Any) -> None:
    image.setName("anaphase bridge")
    image.save()
    assert [found.getId() for found in own.searchObjects(["Image"], "anaphase")] == [image.getId()]


def test_people_and_permissions(own: BlitzConnection, image: Any) -> None:
    details = image.getDetails()
    assert details.getOwner().is_self()
    assert details.getOwner().getNameWithInitial()
    assert str(details.getPermissions()) == str(own.getGroupFromContext()._group.level)
    assert details.getPermissions().canEdit()
    assert image.isOwned()
    context = own.getEventContext()
    assert (context.userName, context.isAdmin) == ("demo", False)
    assert context.sessionUuid not in repr(context)
    assert context.groupId in context.memberOfGroups
    assert own.isLeader() == (context.groupId in context.leaderOfGroups)
    assert not own.isFullAdmin()
    assert own.getCurrentAdminPrivileges() == []
