"""The tree: every listing, paging, order, scope, orphans and paths."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from omeropyr.errors import NotFound
from omeropyr.gateway.model import Kind, ObjectRef, Page, PathStep, PermissionLevel, Scope
from omeropyr.gateway.port import Gateway, Session
from omeropyr.testing.contract.arranging import ContractBase, World, sign_in

HUGE = 10**18
MISSING = (0, -1, 999_999, 2**31, 2**63, HUGE)


def steps(path: Sequence[PathStep]) -> list[tuple[str, int]]:
    return [(str(step.kind), step.id) for step in path]


class BrowseContract(ContractBase):
    def test_groups_are_one_s_own(self, session: Session, world: World) -> None:
        listing = session.browse.groups()
        assert {group.id for group in listing.items} == set(world.groups.values())
        assert listing.total == len(world.groups)
        assert {group.id: group.level for group in listing.items} == {id_: level for level, id_ in world.groups.items()}
        names = [group.name for group in listing.items]
        assert names == sorted(names, key=str.casefold)

    def test_administrators_see_all_groups_but_the_one_of_all_users(self, gateway: Gateway, world: World) -> None:
        names = {group.name for group in sign_in(gateway, "admin").browse.groups().items}
        assert {"elsewhere", "group private", "system"} <= names
        assert "user" not in names

    def test_groups_of_a_member(self, gateway: Gateway, session: Session, world: World) -> None:
        assert session.browse.groups(member_id=world.users["outsider"]).total == 0
        assert session.browse.groups(member_id=world.users["member"]).total == len(world.groups)
        assert session.browse.groups(member_id=HUGE).items == []
        of_outsider = sign_in(gateway, "admin").browse.groups(member_id=world.users["outsider"])
        assert [group.name for group in of_outsider.items] == ["elsewhere"]

    def test_groups_by_page(self, session: Session, world: World) -> None:
        whole = list(session.browse.groups().items)
        page = session.browse.groups(page=Page(1, 2))
        assert (list(page.items), page.total) == (whole[1:3], len(whole))

    def test_people_who_share_a_group_know_each_other(self, session: Session, world: World) -> None:
        assert session.browse.experimenter(world.users["member"]).ome_name == "member"
        assert session.browse.experimenter(world.owner).ome_name == "owner"
        with pytest.raises(NotFound):
            session.browse.experimenter(world.users["outsider"])

    def test_administrators_know_everybody(self, gateway: Gateway, world: World) -> None:
        browse = sign_in(gateway, "admin").browse
        assert browse.experimenter(world.users["outsider"]).ome_name == "outsider"

    def test_members_of_a_group(self, gateway: Gateway, session: Session, world: World) -> None:
        assert {person.ome_name for person in session.browse.members(world.home)} == {"owner", "member", "leader"}
        with pytest.raises(NotFound):
            sign_in(gateway, "outsider").browse.members(world.home)
        assert len(sign_in(gateway, "admin").browse.members(world.home)) == 3

    def test_members_of_a_private_group_do_not_know_of_each_other(self, gateway: Gateway, world: World) -> None:
        private = world.groups[PermissionLevel.PRIVATE]
        assert [person.ome_name for person in sign_in(gateway, "member").browse.members(private)] == ["member"]
        assert len(sign_in(gateway, "leader").browse.members(private)) == 3

    def test_projects_by_name_then_id(self, session: Session, world: World) -> None:
        made = [world.arrange.project(name, world.owner, world.home) for name in ("b", "Ä", "a", "B", "C", "a")]
        listing = session.browse.projects(Scope(group_id=world.home))
        assert [project.id for project in listing.items] == [made[index] for index in (2, 5, 0, 3, 4, 1)]
        assert listing.total == len(made)

    def test_pages_cut_the_listing(self, session: Session, world: World) -> None:
        made = [world.arrange.project(f"p{number}", world.owner, world.home) for number in range(5)]
        for offset, limit in ((0, 2), (2, 2), (4, 2), (5, 2), (0, 0), (1, None), (900, 7)):
            page = session.browse.projects(page=Page(offset, limit))
            end = None if limit is None else offset + limit
            assert ([project.id for project in page.items], page.total) == (made[offset:end], 5)

    def test_scope_limits_group_and_owner(self, session: Session, world: World) -> None:
        other_group = world.groups[PermissionLevel.READ_WRITE]
        here = world.arrange.project("here", world.owner, world.home)
        there = world.arrange.project("there", world.owner, other_group)
        theirs = world.arrange.project("theirs", world.users["member"], world.home)

        def ids(scope: Scope) -> list[int]:
            return [project.id for project in session.browse.projects(scope).items]

        assert ids(Scope()) == [here, theirs, there]
        assert ids(Scope(group_id=world.home)) == [here, theirs]
        assert ids(Scope(owner_id=world.owner)) == [here, there]
        assert ids(Scope(group_id=world.home, owner_id=world.users["member"])) == [theirs]
        assert ids(Scope(group_id=HUGE)) == []

    def test_containers_count_what_is_in_them(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        project = arrange.project("p", *who)
        datasets = [arrange.dataset(name, *who, project=project) for name in "xy"]
        arrange.dataset("alone", *who)
        image = arrange.image("i", *who, dataset=datasets[0])
        assert session.browse.project(project).child_count == 2
        counts = {found.id: found.child_count for found in session.browse.datasets(project_id=project).items}
        assert counts == {datasets[0]: 1, datasets[1]: 0}
        assert session.images.get(image).datasets[0].child_count == 1

    def test_orphaned_datasets_and_plates_are_in_nothing(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        inside = arrange.dataset("in", *who, project=arrange.project("p", *who))
        alone = arrange.dataset("alone", *who)
        assert [found.id for found in session.browse.datasets(orphaned=True).items] == [alone]
        assert {found.id for found in session.browse.datasets().items} == {inside, alone}
        plate = arrange.plate("in", *who, screen=arrange.screen("s", *who))
        lone_plate = arrange.plate("alone", *who)
        assert [found.id for found in session.browse.plates(orphaned=True).items] == [lone_plate]
        assert {found.id for found in session.browse.plates().items} == {plate, lone_plate}

    def test_orphaned_images_are_in_no_dataset_and_no_well(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        arrange.image("in", *who, dataset=arrange.dataset("d", *who))
        alone = arrange.image("alone", *who)
        arrange.well(arrange.plate("p", *who), 0, 0, [arrange.image("field", *who)])
        assert [image.id for image in session.browse.images(orphaned=True).items] == [alone]
        assert session.browse.orphaned_count() == 1
        assert session.browse.orphaned_count(Scope(owner_id=world.users["member"])) == 0

    def test_images_of_a_dataset(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        dataset = arrange.dataset("d", *who)
        made = [arrange.image(name, *who, dataset=dataset) for name in ("b", "A", "c")]
        listing = session.browse.images(dataset_id=dataset, page=Page(0, 2))
        assert [image.id for image in listing.items] == [made[1], made[0]]
        assert listing.total == 3
        summary, pixels = listing.items[0], arrange.pixels_of(made[1])
        sizes = (summary.size_z, summary.size_c, summary.size_y, summary.size_x)
        assert sizes == pixels.shape
        assert summary.imported_at.tzinfo is not None

    def test_images_with_a_tag(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        tagged, _ = arrange.image("tagged", *who), arrange.image("not", *who)
        tag = arrange.tag("t", *who)
        arrange.tag_image(tag, tagged, world.owner)
        assert [image.id for image in session.browse.images(tag_id=tag).items] == [tagged]
        assert session.browse.images(tag_id=HUGE).total == 0
        assert session.browse.projects(tag_id=tag).total == 0

    def test_plate_grid(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        plate = arrange.plate("p", *who)
        images = [arrange.image(name, *who) for name in "abc"]
        arrange.well(plate, 1, 2, images[:2])
        arrange.well(plate, 0, 0, images[2:])
        grid = session.browse.plate(plate)
        assert (grid.rows, grid.columns, grid.fields) == (2, 3, 2)
        places = [(well.row, well.column, well.field, well.image_id) for well in grid.wells]
        assert places == [(0, 0, 0, images[2]), (1, 2, 0, images[0]), (1, 2, 1, images[1])]
        field = session.images.get(images[1]).fields[0]
        assert (field.row, field.column, field.field) == (1, 2, 1)

    def test_fields_of_a_well(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        plate, images = arrange.plate("p", *who), [arrange.image(name, *who) for name in "abc"]
        well = arrange.well(plate, 1, 2, images[:2])
        arrange.well(plate, 0, 0, images[2:])
        assert [(field.field, field.image_id) for field in session.browse.well(well)] == [
            (0, images[0]),
            (1, images[1]),
        ]
        assert session.browse.runs(plate_id=plate).total == session.browse.plate(plate).plate.child_count == 0
        with pytest.raises(NotFound):
            session.browse.plate(plate, run_id=1)

    def test_objects_of_many_kinds_at_once(self, gateway: Gateway, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        refs = [
            ObjectRef(Kind.DATASET, arrange.dataset("d", *who)),
            ObjectRef(Kind.PLATE, arrange.plate("pl", *who)),
            ObjectRef(Kind.IMAGE, arrange.image("i", *who)),
            ObjectRef(Kind.PROJECT, arrange.project("p", *who)),
            ObjectRef(Kind.SCREEN, arrange.screen("s", *who)),
            ObjectRef(Kind.DATASET, arrange.dataset("e", *who)),
        ]
        missing = [ObjectRef(Kind.DATASET, HUGE), ObjectRef(Kind.PROJECT, -1), ObjectRef(Kind.TAG, 1)]
        found = session.browse.objects([*refs, *missing, refs[0]])
        assert [(ref, found[ref].id, found[ref].name) for ref in found] == [
            (ref, ref.id, name) for ref, name in zip(refs, ("d", "pl", "i", "p", "s", "e"), strict=True)
        ]
        assert session.browse.objects([]) == {}
        assert sign_in(gateway, "outsider").browse.objects(refs) == {}

    def test_images_in_containers_however_deep(self, gateway: Gateway, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        project, screen = arrange.project("p", *who), arrange.screen("s", *who)
        datasets = [arrange.dataset(name, *who, project=project) for name in "de"]
        plate = arrange.plate("pl", *who, screen=screen)
        first, second = (
            arrange.image(name, *who, dataset=dataset) for name, dataset in zip("ba", datasets, strict=True)
        )
        fields = [arrange.image(name, *who) for name in "xyz"]
        well = arrange.well(plate, 0, 0, fields[:2])
        arrange.well(plate, 0, 1, fields[2:])

        def inside(*refs: tuple[Kind, int]) -> list[int]:
            return list(session.browse.images_in([ObjectRef(*ref) for ref in refs]))

        assert inside((Kind.PROJECT, project)) == [first, second]
        assert inside((Kind.DATASET, datasets[1])) == [second]
        assert inside((Kind.SCREEN, screen)) == inside((Kind.PLATE, plate)) == fields
        assert inside((Kind.WELL, well)) == fields[:2]
        assert inside((Kind.DATASET, datasets[0]), (Kind.IMAGE, first), (Kind.WELL, well)) == [first, *fields[:2]]
        assert inside((Kind.PROJECT, HUGE), (Kind.ACQUISITION, -1), (Kind.TAG, 1)) == inside() == []
        assert list(sign_in(gateway, "outsider").browse.images_in([ObjectRef(Kind.PROJECT, project)])) == []

    def test_parents(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        project = arrange.project("p", *who)
        dataset = arrange.dataset("d", *who, project=project)
        image, lone = arrange.image("i", *who, dataset=dataset), arrange.image("lone", *who)
        asked = [ObjectRef(Kind.IMAGE, image), ObjectRef(Kind.IMAGE, lone), ObjectRef(Kind.DATASET, dataset)]
        found = {(link.parent, link.child) for link in session.browse.parents(asked)}
        assert found == {
            (ObjectRef(Kind.DATASET, dataset), ObjectRef(Kind.IMAGE, image)),
            (ObjectRef(Kind.PROJECT, project), ObjectRef(Kind.DATASET, dataset)),
        }
        assert session.browse.parents([]) == []

    def test_paths_of_an_image_go_through_all_its_parents(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        projects = [arrange.project(name, *who) for name in "pq"]
        dataset = arrange.dataset("d", *who, project=projects[0])
        session.edit.link(ObjectRef(Kind.PROJECT, projects[1]), [ObjectRef(Kind.DATASET, dataset)])
        images = [arrange.image(name, *who, dataset=dataset) for name in ("b", "a", "c")]
        paths = session.browse.paths(ObjectRef(Kind.IMAGE, images[0]))
        for path, project in zip(paths, projects, strict=True):
            below = [("project", project), ("dataset", dataset), ("image", images[0])]
            assert steps(path) == [("experimenter", world.owner), *below]
            assert (path[2].child_count, path[2].child_index) == (3, 1)

    def test_paths_of_orphans(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        orphans = [arrange.image(name, *who) for name in ("b", "a")]
        (path,) = session.browse.paths(ObjectRef(Kind.IMAGE, orphans[0]))
        expected = [("experimenter", world.owner), ("orphaned", world.owner), ("image", orphans[0])]
        assert steps(path) == expected
        assert (path[1].child_count, path[1].child_index) == (2, 1)

    def test_paths_of_containers_and_wells(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        top = ("experimenter", world.owner)
        project, screen = arrange.project("p", *who), arrange.screen("s", *who)
        dataset, plate = arrange.dataset("d", *who), arrange.plate("pl", *who, screen=screen)
        image = arrange.image("i", *who)
        well = arrange.well(plate, 0, 0, [image])
        tag = arrange.tag("t", *who)

        def first(kind: Kind, object_id: int) -> list[tuple[str, int]]:
            return steps(session.browse.paths(ObjectRef(kind, object_id))[0])

        assert first(Kind.PROJECT, project) == [top, ("project", project)]
        assert first(Kind.DATASET, dataset) == [top, ("dataset", dataset)]
        assert first(Kind.PLATE, plate) == [top, ("screen", screen), ("plate", plate)]
        assert first(Kind.WELL, well) == [top, ("screen", screen), ("plate", plate)]
        assert first(Kind.TAG, tag) == [top, ("tag", tag)]
        assert first(Kind.EXPERIMENTER, world.owner) == [top]
        in_well = first(Kind.IMAGE, image)
        assert in_well[:4] == [top, ("screen", screen), ("plate", plate), ("well", well)]
        assert in_well[-1] == ("image", image)

    @pytest.mark.parametrize("kind", list(Kind))
    def test_paths_of_nothing_are_empty(self, session: Session, world: World, kind: Kind) -> None:
        for object_id in MISSING[1:]:
            assert session.browse.paths(ObjectRef(kind, object_id)) == []

    def test_what_is_missing_is_not_found(self, session: Session, world: World) -> None:
        browse, images, pixels = session.browse, session.images, session.pixels
        getters: list[Callable[[int], object]] = [
            browse.project,
            browse.dataset,
            browse.screen,
            browse.plate,
            browse.run,
            browse.well,
            images.get,
            pixels.settings,
            pixels.defaults,
        ]
        for get in getters:
            for object_id in MISSING:
                with pytest.raises(NotFound):
                    get(object_id)
        for object_id in MISSING[1:]:
            with pytest.raises(NotFound):
                browse.experimenter(object_id)
            with pytest.raises(NotFound):
                browse.members(object_id)

    def test_many_images_in_the_order_asked(self, session: Session, world: World) -> None:
        made = [world.arrange.image(name, world.owner, world.home) for name in "abc"]
        found = session.images.many([made[2], HUGE, made[0], -3])
        assert [image.id for image in found] == [made[2], made[0]]
        assert session.images.many([]) == []

    def test_images_that_are_alike(self, gateway: Gateway, session: Session, world: World) -> None:
        made = [world.arrange.image(name, world.owner, world.home) for name in "abc"]
        assert session.images.alike(made[0], [made[2], made[0], HUGE, made[1]]) == [made[2], made[1]]
        with pytest.raises(NotFound):
            session.images.alike(HUGE, made)
        with pytest.raises(NotFound):
            sign_in(gateway, "outsider").images.alike(made[0], made)

    def test_image_has_everything(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        project = arrange.project("p", *who)
        dataset = arrange.dataset("d", *who, project=project)
        image_id = arrange.image("i", *who, dataset=dataset)
        image, pixels = session.images.get(image_id), arrange.pixels_of(image_id)
        assert (image.name, image.owner.id, image.group.id) == ("i", *who)
        assert image.pixel_type == str(pixels.dtype)
        assert [project.id for project in image.projects] == [project]
        assert [dataset.id for dataset in image.datasets] == [dataset]
        assert len(image.channels) == image.size_c == pixels.shape[1]
        for channel in image.channels:
            plane = pixels[:, channel.index]
            assert (channel.minimum, channel.maximum) == (plane.min(), plane.max())
        assert (image.levels[0].width, image.levels[0].height) == (image.size_x, image.size_y)
        assert image.files
        assert all(file.size > 0 for file in image.files)
