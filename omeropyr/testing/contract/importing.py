"""Import as a job."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile

from omeropyr.errors import Forbidden, Invalid, NotFound
from omeropyr.gateway.model import JobState, Kind, ObjectRef, PermissionLevel
from omeropyr.gateway.port import Gateway, Importing, Session
from omeropyr.testing.contract.arranging import ContractBase, World, needs, sign_in

PATIENCE = 60.0


def uploaded(session: Session, name: str = "cells.tif") -> str:
    path = Path(session.importing.upload_folder()) / name
    tifffile.imwrite(path, np.arange(32 * 40, dtype=np.uint16).reshape(32, 40))
    return str(path)


class ImportContract(ContractBase):
    @pytest.fixture
    def importer(self, gateway: Gateway, session: Session) -> Session:
        """`owner`, signed in where import is offered."""
        needs(gateway, Importing)
        return session

    def test_an_upload_becomes_an_image_of_its_dataset(self, importer: Session, world: World) -> None:
        dataset = world.arrange.dataset("d", world.owner, world.home)
        job = importer.importing.start([uploaded(importer)], target=ObjectRef(Kind.DATASET, dataset))
        job = importer.jobs.wait(job.id, PATIENCE)
        assert (job.state, job.result["imported"]) == (JobState.DONE, 1)
        (image,) = importer.browse.images(dataset_id=dataset).items
        assert (image.size_x, image.size_y, image.owner_id, image.group_id) == (40, 32, world.owner, world.home)
        assert importer.pixels.thumbnail(image.id, 16)

    def test_names_make_containers(self, importer: Session, world: World) -> None:
        group = world.groups[PermissionLevel.READ_WRITE]
        job = importer.importing.start([uploaded(importer)], project="P", dataset="D", group_id=group)
        assert importer.jobs.wait(job.id, PATIENCE).state is JobState.DONE
        (project,) = [one for one in importer.browse.projects().items if one.name == "P"]
        (dataset,) = importer.browse.datasets(project_id=project.id).items
        assert (dataset.name, dataset.group_id, dataset.child_count) == ("D", group, 1)

    def test_upload_folders_are_ones_own(self, gateway: Gateway, importer: Session) -> None:
        member = sign_in(gateway, "member")
        path = uploaded(importer)
        assert importer.importing.upload_folder() != member.importing.upload_folder()
        for source in (path, "/", f"{member.importing.upload_folder()}/../x"):
            with pytest.raises(Forbidden):
                member.importing.start([source])

    def test_targets_and_groups_are_checked_at_once(self, gateway: Gateway, importer: Session, world: World) -> None:
        source = [uploaded(importer)]
        hidden = world.arrange.dataset("d", world.users["member"], world.groups[PermissionLevel.PRIVATE])
        with pytest.raises(NotFound):
            importer.importing.start(source, target=ObjectRef(Kind.DATASET, hidden))
        readable = world.arrange.dataset("d", world.users["member"], world.groups[PermissionLevel.READ_ONLY])
        with pytest.raises(Forbidden):
            importer.importing.start(source, target=ObjectRef(Kind.DATASET, readable))
        with pytest.raises(NotFound):
            importer.importing.start(source, group_id=2**31 - 1)
        for name in (" ", "x" * 256):
            with pytest.raises(Invalid):
                importer.importing.start(source, dataset=name)
        with pytest.raises(Invalid):
            importer.importing.start(source, target=ObjectRef(Kind.IMAGE, 1))
        with pytest.raises(Invalid):
            importer.importing.start([])
