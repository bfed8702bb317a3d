"""How images were taken, and which files they came from."""

from __future__ import annotations

import pytest

from omeropyr.errors import NotFound
from omeropyr.gateway.model import Acquisition, PermissionLevel
from omeropyr.gateway.port import Gateway, Session
from omeropyr.testing.contract.arranging import ContractBase, World, sign_in


class DescribingContract(ContractBase):
    def test_acquisition_and_planes(self, session: Session, world: World) -> None:
        image, other = (world.arrange.image(name, world.owner, world.home) for name in "ab")
        said, planes = world.arrange.taken(image)
        assert session.images.acquisition(image) == said
        assert list(session.images.planes(image)) == list(planes)
        assert session.images.acquisition(other) == Acquisition(image_id=other)
        assert list(session.images.planes(other)) == []

    def test_planes_come_by_time_depth_and_channel(self, session: Session, world: World) -> None:
        image = world.arrange.image("i", world.owner, world.home)
        world.arrange.taken(image)
        places = [(plane.t, plane.z, plane.c) for plane in session.images.planes(image)]
        assert places == sorted(places)
        assert len(places) > 1

    def test_acquisition_is_as_private_as_the_image(self, gateway: Gateway, session: Session, world: World) -> None:
        private = world.groups[PermissionLevel.PRIVATE]
        image = world.arrange.image("i", world.owner, private)
        world.arrange.taken(image)
        assert session.images.acquisition(image).objective is not None
        for name in ("member", "outsider"):
            stranger = sign_in(gateway, name)
            for ask in (stranger.images.acquisition, stranger.images.planes):
                with pytest.raises(NotFound):
                    ask(image)
            assert list(stranger.images.filesets([image])) == []
        with pytest.raises(NotFound):
            session.images.acquisition(2**31 - 1)
        with pytest.raises(NotFound):
            session.images.planes(-1)

    def test_filesets_come_once_with_all_their_images(self, session: Session, world: World) -> None:
        first, second, alone = (world.arrange.image(name, world.owner, world.home) for name in "abc")
        fileset = world.arrange.in_one_fileset([first, second])
        found = session.images.filesets([alone, second, first, 2**31 - 1])
        assert [one.image_ids for one in found if one.id == fileset] == [(first, second)]
        assert [one.image_ids for one in found if one.id != fileset] == [(alone,)]
        assert [one.id for one in found] == sorted(one.id for one in found)
        assert all(one.in_place and one.size == sum(file.size for file in one.files) > 0 for one in found)
        assert list(session.images.filesets([])) == []
