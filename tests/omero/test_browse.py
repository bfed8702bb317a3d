"""The tree of the sample world; what each level of it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from omeropyr.errors import NotFound
from omeropyr.gateway import port
from omeropyr.gateway.model import Credentials, Kind, ObjectRef, Page, PermissionLevel, Scope
from omeropyr.gateway.omero.clients import Server
from omeropyr.gateway.omero.gateway import OmeroGateway
from omeropyr.gateway.port import Browse, Session

LAB, SECRET = 3, 4
ALICE, BOB = 2, 3


@pytest.fixture(scope="module")
def gateway(address: tuple[str, int]) -> Iterator[OmeroGateway]:
    opened = OmeroGateway(Server(host=address[0], port=address[1]))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def session(gateway: OmeroGateway) -> Session:
    return gateway.login(Credentials("alice", "alice"))


@pytest.fixture(scope="module")
def browse(session: Session) -> Browse:
    return session.browse


def test_it_is_the_service_of_the_port(gateway: OmeroGateway, browse: Browse) -> None:
    assert isinstance(browse, port.Browse)
    assert gateway.supports(Browse)
    assert not gateway.supports(port.Importing)


def test_groups(browse: Browse) -> None:
    found = browse.groups()
    assert [group.name for group in found.items] == ["consortium", "facility", "lab", "secret"]
    assert {group.name: group.level for group in found.items}["secret"] is PermissionLevel.PRIVATE
    assert [group.name for group in browse.groups(page=Page(1, 2)).items] == ["facility", "lab"]
    assert [group.id for group in browse.groups(member_id=BOB).items] == [6, LAB]


def test_people(gateway: OmeroGateway, browse: Browse) -> None:
    assert browse.experimenter(BOB).ome_name == "bob"
    assert browse.experimenter(4).is_admin
    assert [person.id for person in browse.people([BOB, ALICE, 10**18, -1])] == [ALICE, BOB]
    with pytest.raises(NotFound):
        browse.experimenter(6)
    assert gateway.login(Credentials("root", "root")).browse.experimenter(6).ome_name == "public"


def test_members(gateway: OmeroGateway, browse: Browse) -> None:
    assert {person.ome_name for person in browse.members(LAB)} == {"alice", "bob", "carol", "dave", "frank"}
    assert len(browse.members(SECRET)) == 2
    dave = gateway.login(Credentials("dave", "dave"))
    assert [person.ome_name for person in dave.browse.members(SECRET)] == ["dave"]
    for group_id in (7, 10**18, -1):
        with pytest.raises(NotFound):
            browse.members(group_id)


def test_projects_with_rights_and_counts(browse: Browse) -> None:
    mine = {project.id: project for project in browse.projects(Scope(LAB)).items}
    assert set(mine) == {1, 2, 3, 4}
    assert (mine[1].child_count, mine[1].owner_id, mine[1].group_id) == (3, ALICE, LAB)
    assert mine[1].rights.can_edit
    assert not mine[2].rights.can_edit
    assert mine[2].rights.can_annotate
    assert browse.projects(Scope(LAB, BOB)).total == 1
    assert {project.id for project in browse.projects().items} == {1, 2, 3, 4, 5, 6, 7}
    for elsewhere in (7, 10**9, 10**19, -1):
        assert browse.projects(Scope(group_id=elsewhere)).total == 0


def test_pages(browse: Browse) -> None:
    everything = [image.id for image in browse.images(dataset_id=1).items]
    assert len(everything) == 11
    for offset, limit in ((0, 4), (8, 4), (11, 4), (900, 7), (0, 0), (3, None)):
        page = browse.images(dataset_id=1, page=Page(offset, limit))
        end = None if limit is None else offset + limit
        assert ([image.id for image in page.items], page.total) == (everything[offset:end], 11)


def test_images(browse: Browse) -> None:
    image = next(image for image in browse.images(dataset_id=1).items if image.id == 1)
    assert (image.size_x, image.size_y, image.size_z, image.size_c, image.size_t) == (512, 512, 5, 3, 2)
    assert image.imported_at.year == 2023
    assert image.fileset_id is not None
    assert {image.id for image in browse.images(orphaned=True).items} == {73, 74, 91}
    assert browse.orphaned_count() == 3
    assert browse.orphaned_count(Scope(owner_id=ALICE)) == 1
    assert [found.id for found in browse.images(tag_id=1).items][:1]
    assert browse.images(tag_id=10**18).total == 0


def test_orphaned_containers(browse: Browse) -> None:
    assert [dataset.id for dataset in browse.datasets(Scope(LAB), orphaned=True).items] == [9]
    assert [plate.id for plate in browse.plates(orphaned=True).items] == [3]


def test_plates(browse: Browse) -> None:
    grid = browse.plate(1)
    assert (grid.rows, grid.columns, grid.fields) == (4, 6, 1)
    assert [(field.row, field.column) for field in grid.wells] == [(r, c) for r in range(2) for c in range(3)]
    assert len(browse.plate(2).wells) == 16
    assert {field.acquisition_id for field in browse.plate(2, run_id=1).wells} == {1}
    assert browse.runs(plate_id=2).total == browse.plate(2).plate.child_count == 2
    assert [field.field for field in browse.well(7)] == [0, 1, 2, 3]
    assert [well.id for well in browse.wells(tag_id=1).items] == [1]
    with pytest.raises(NotFound):
        browse.plate(1, run_id=1)


def test_what_is_missing_is_not_found(browse: Browse) -> None:
    getters: list[Callable[[int], object]] = [
        browse.project,
        browse.dataset,
        browse.screen,
        browse.plate,
        browse.run,
        browse.well,
    ]
    for get in getters:
        for object_id in (0, -1, 999_999, 2**63, 10**18):
            with pytest.raises(NotFound):
                get(object_id)


def test_objects_of_many_kinds(browse: Browse) -> None:
    refs = [ObjectRef(Kind.IMAGE, 61), ObjectRef(Kind.PROJECT, 1), ObjectRef(Kind.PLATE, 2), ObjectRef(Kind.IMAGE, 1)]
    found = browse.objects([*refs, ObjectRef(Kind.TAG, 1), ObjectRef(Kind.PROJECT, 10**18)])
    assert list(found) == refs


def test_containers(browse: Browse) -> None:
    def inside(kind: Kind, object_id: int) -> list[int]:
        return list(browse.images_in([ObjectRef(kind, object_id)]))

    assert len(inside(Kind.PROJECT, 1)) == 31
    assert len(inside(Kind.DATASET, 2)) == 10
    assert inside(Kind.SCREEN, 1) == inside(Kind.PLATE, 1) == list(range(62, 68))
    assert inside(Kind.WELL, 1) == [62]
    assert len(inside(Kind.ACQUISITION, 1)) == 8
    (link,) = browse.parents([ObjectRef(Kind.IMAGE, 1)])
    assert link.parent == ObjectRef(Kind.DATASET, 1)
    above = {str(one.ancestor) for one in browse.ancestors([ObjectRef(Kind.IMAGE, 62)])}
    assert above == {"well-1", "plate-1", "screen-1"}


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        (ObjectRef(Kind.PROJECT, 1), ["experimenter-2", "project-1"]),
        (ObjectRef(Kind.IMAGE, 1), ["experimenter-2", "project-1", "dataset-1", "image-1"]),
        (ObjectRef(Kind.IMAGE, 73), ["experimenter-2", "orphaned-2", "image-73"]),
        (ObjectRef(Kind.PLATE, 3), ["experimenter-2", "plate-3"]),
        (ObjectRef(Kind.WELL, 1), ["experimenter-2", "screen-1", "plate-1"]),
        (ObjectRef(Kind.TAG, 5), ["experimenter-2", "tagset-4", "tag-5"]),
        (ObjectRef(Kind.TAGSET, 4), ["experimenter-2", "tagset-4"]),
        (ObjectRef(Kind.ACQUISITION, 1), ["experimenter-2", "screen-2", "plate-2", "acquisition-1"]),
    ],
    ids=str,
)
def test_paths(browse: Browse, ref: ObjectRef, expected: list[str]) -> None:
    assert [f"{step.kind}-{step.id}" for step in browse.paths(ref)[0]] == expected


def test_place_among_others(browse: Browse) -> None:
    ids = [image.id for image in browse.images(dataset_id=1).items]
    dataset = browse.paths(ObjectRef(Kind.IMAGE, 61))[0][2]
    assert (dataset.child_count, dataset.child_index) == (len(ids), ids.index(61))


@pytest.mark.parametrize("kind", list(Kind))
def test_paths_of_nothing(browse: Browse, kind: Kind) -> None:
    assert browse.paths(ObjectRef(kind, 10**18)) == []


def test_whereabouts(browse: Browse) -> None:
    refs = [ObjectRef(Kind.WELL, 1), ObjectRef(Kind.TAG, 1), ObjectRef(Kind.PROJECT, 2), ObjectRef(Kind.FILE, 19)]
    found = browse.whereabouts([*refs, ObjectRef(Kind.IMAGE, 10**18)])
    assert [one.ref for one in found] == refs
    assert [one.name for one in found][:2] == ["A1", "good cells"]
    assert found[2].owner_id == BOB
    assert browse.named(Kind.TAG, "good cells") == [1]
    assert browse.named(Kind.PROJECT, browse.project(1).name) == [1]
    assert browse.named(Kind.ROI, "x") == []


LEVELS: dict[str, Callable[[Browse], Any]] = {
    "projects": lambda browse: browse.projects(Scope(LAB), page=Page(0, 200)),
    "datasets": lambda browse: browse.datasets(project_id=1),
    "images by page": lambda browse: browse.images(dataset_id=1, page=Page(0, 4)),
    "orphans": lambda browse: browse.images(orphaned=True),
    "plates": lambda browse: browse.plates(screen_id=2),
    "plate": lambda browse: browse.plate(2),
    "groups": lambda browse: browse.groups(),
}


@pytest.mark.parametrize("level", LEVELS.values(), ids=LEVELS)
def test_a_level_costs_two_round_trips_at_most(
    stand_in: Any, gateway: OmeroGateway, session: Session, level: Callable[[Browse], Any]
) -> None:
    with stand_in.calls() as calls:
        request = gateway.join(session.key)
        level(request.browse)
        request.release()
    assert len(calls) <= 2, [(call.service, call.operation) for call in calls]
