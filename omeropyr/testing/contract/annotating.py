"""Tags, tag sets and comments."""

from __future__ import annotations

import pytest

from omeropyr.errors import Conflict, Forbidden, Invalid, NotFound
from omeropyr.gateway.model import Kind, ObjectRef, Page, PermissionLevel, Scope
from omeropyr.gateway.port import Gateway, Session
from omeropyr.testing.contract.arranging import ContractBase, World, sign_in


def image_ref(world: World, name: str = "i") -> ObjectRef:
    return ObjectRef(Kind.IMAGE, world.arrange.image(name, world.owner, world.home))


class AnnotationContract(ContractBase):
    def test_tags_are_made_once(self, session: Session, world: World) -> None:
        first = session.annotations.create_tag("mitosis", description="cells", group_id=world.home)
        assert session.annotations.create_tag("mitosis", description="cells", group_id=world.home) == first
        assert session.annotations.create_tag("mitosis", group_id=world.home) != first
        assert session.annotations.create_tag("Mitosis", description="cells", group_id=world.home) != first
        assert session.annotations.tags().total == 3

    def test_tags_of_others_are_used_where_that_is_allowed(self, gateway: Gateway, world: World) -> None:
        theirs = {level: world.arrange.tag("t", world.owner, group) for level, group in world.groups.items()}
        member = sign_in(gateway, "member").annotations
        usable = (PermissionLevel.READ_ANNOTATE, PermissionLevel.READ_WRITE)
        for level, group in world.groups.items():
            assert (member.create_tag("t", group_id=group) == theirs[level]) == (level in usable)

    def test_tags_in_a_group_one_is_not_in(self, session: Session, world: World, gateway: Gateway) -> None:
        with pytest.raises(NotFound):
            sign_in(gateway, "outsider").annotations.create_tag("t", group_id=world.home)
        assert session.annotations.tags().total == 0

    @pytest.mark.parametrize("text", ["", "  ", "\0", "a\ud800"])
    def test_texts_that_cannot_be(self, session: Session, world: World, text: str) -> None:
        target = image_ref(world)
        with pytest.raises(Invalid):
            session.annotations.create_tag(text, group_id=world.home)
        with pytest.raises(Invalid):
            session.annotations.comment([target], text)
        assert session.annotations.of([target]) == []

    def test_tag_sets_hold_tags(self, session: Session, world: World) -> None:
        annotations = session.annotations
        tagset = annotations.create_tagset("set", description="d", group_id=world.home)
        inside = annotations.create_tag("in", group_id=world.home, tagset_id=tagset)
        alone = annotations.create_tag("alone", group_id=world.home)
        assert [tag.id for tag in annotations.tags(tagset_id=tagset).items] == [inside]
        found = {tag.id: tag for tag in annotations.tags(orphaned=True).items}
        assert set(found) == {tagset, alone}
        assert (found[tagset].kind, found[tagset].child_count, found[tagset].description) == (Kind.TAGSET, 1, "d")
        (path,) = session.browse.paths(ObjectRef(Kind.TAG, inside))
        assert [(str(step.kind), step.id) for step in path[1:]] == [("tagset", tagset), ("tag", inside)]

    def test_tags_by_page_and_scope(self, session: Session, world: World) -> None:
        ids = [session.annotations.create_tag(text, group_id=world.home) for text in ("c", "a", "b")]
        page = session.annotations.tags(page=Page(1, 1))
        assert ([tag.id for tag in page.items], page.total) == (ids[1:2], 3)
        assert session.annotations.tags(Scope(owner_id=world.users["member"])).total == 0

    def test_a_tag_that_may_not_be_put_on_is_not_made(self, gateway: Gateway, session: Session, world: World) -> None:
        group = world.groups[PermissionLevel.READ_ONLY]
        target = ObjectRef(Kind.IMAGE, world.arrange.image("i", world.owner, group))
        member = sign_in(gateway, "member")
        with pytest.raises(Forbidden):
            member.annotations.create_tag("t", group_id=group, targets=[target])
        with pytest.raises(Conflict):
            session.annotations.create_tag("t", group_id=world.home, targets=[target])
        assert member.annotations.tags().total == session.annotations.tags().total == 0
        tag = session.annotations.create_tag("t", group_id=group, targets=[target])
        assert [link.annotation.id for link in session.annotations.of([target])] == [tag]

    def test_links_say_everything(self, session: Session, world: World) -> None:
        target = image_ref(world, "cell.tif")
        tag = session.annotations.create_tag("mitosis", group_id=world.home)
        assert session.annotations.link(tag, [target]) == 1
        (link,) = session.annotations.of([target])
        assert (link.parent, link.parent_name, link.owner.id) == (target, "cell.tif", world.owner)
        assert (link.annotation.id, link.annotation.kind, link.annotation.text) == (tag, Kind.TAG, "mitosis")
        assert (link.annotation.owner.ome_name, link.annotation.group_id) == ("owner", world.home)
        assert link.can_delete
        assert link.created_at.tzinfo is not None

    def test_links_of_many_objects_and_kinds(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        plate = arrange.plate("pl", *who)
        targets = [
            image_ref(world),
            ObjectRef(Kind.DATASET, arrange.dataset("d", *who)),
            ObjectRef(Kind.PROJECT, arrange.project("p", *who)),
            ObjectRef(Kind.SCREEN, arrange.screen("s", *who)),
            ObjectRef(Kind.PLATE, plate),
            ObjectRef(Kind.WELL, arrange.well(plate, 1, 2, [arrange.image("f", *who)])),
        ]
        tag = session.annotations.create_tag("t", group_id=world.home)
        assert session.annotations.link(tag, targets) == len(targets)
        session.annotations.comment(targets[:1], "hello")
        names = {link.parent: link.parent_name for link in session.annotations.of(targets, kinds=[Kind.TAG])}
        assert names == dict(zip(targets, ["i", "d", "p", "s", "pl", "B3"], strict=True))
        (comment,) = session.annotations.of(targets, kinds=[Kind.COMMENT])
        assert comment.annotation.text == "hello"
        assert session.annotations.of([]) == []

    def test_linking_twice_is_linking_once(self, session: Session, world: World) -> None:
        targets = [image_ref(world, name) for name in "ab"]
        tag = session.annotations.create_tag("t", group_id=world.home)
        assert session.annotations.link(tag, targets[:1]) == 1
        assert session.annotations.link(tag, [*targets, *targets]) == 1
        assert len(session.annotations.of(targets)) == 2

    def test_everybody_has_links_of_their_own(self, gateway: Gateway, session: Session, world: World) -> None:
        target, member = image_ref(world), sign_in(gateway, "member")
        tag = session.annotations.create_tag("t", group_id=world.home)
        session.annotations.link(tag, [target])
        assert member.annotations.link(tag, [target]) == 1
        deletable = {link.owner.ome_name: link.can_delete for link in member.annotations.of([target])}
        assert deletable == {"owner": False, "member": True}
        assert member.annotations.unlink(tag, [target]) == 1
        assert [link.owner.ome_name for link in session.annotations.of([target])] == ["owner"]

    def test_unlinking_only_one_s_own(self, gateway: Gateway, session: Session, world: World) -> None:
        target, leader = image_ref(world), sign_in(gateway, "leader")
        tag = session.annotations.create_tag("t", group_id=world.home)
        session.annotations.link(tag, [target])
        assert leader.annotations.unlink(tag, [target], own_only=True) == 0
        assert leader.annotations.unlink(tag, [target]) == 1

    def test_groups_do_not_mix(self, session: Session, world: World) -> None:
        elsewhere = world.groups[PermissionLevel.READ_WRITE]
        target = ObjectRef(Kind.IMAGE, world.arrange.image("i", world.owner, elsewhere))
        tag = session.annotations.create_tag("t", group_id=world.home)
        with pytest.raises(Conflict):
            session.annotations.link(tag, [target])
        with pytest.raises(Conflict):
            session.annotations.comment([target, image_ref(world)], "text")
        assert session.annotations.of([target]) == []

    def test_others_tags_in_a_read_only_group(self, gateway: Gateway, world: World) -> None:
        group, member = world.groups[PermissionLevel.READ_ONLY], world.users["member"]
        tag = world.arrange.tag("t", world.owner, group)
        own_image = ObjectRef(Kind.IMAGE, world.arrange.image("i", member, group))
        with pytest.raises(Forbidden):
            sign_in(gateway, "member").annotations.link(tag, [own_image])

    def test_one_comment_on_several_objects(self, session: Session, world: World) -> None:
        targets = [image_ref(world, name) for name in "ab"]
        comment = session.annotations.comment(targets, "both")
        assert {link.annotation.id for link in session.annotations.of(targets)} == {comment}
        assert session.annotations.unlink(comment, targets[:1]) == 1
        assert len(session.annotations.of(targets)) == 1
        assert session.annotations.unlink(comment, targets[1:]) == 1
        with pytest.raises(NotFound):
            session.annotations.unlink(comment, targets)

    def test_nothing_is_half_done(self, session: Session, world: World) -> None:
        target, missing = image_ref(world), ObjectRef(Kind.IMAGE, 999_999)
        tag = session.annotations.create_tag("t", group_id=world.home)
        with pytest.raises(NotFound):
            session.annotations.link(tag, [target, missing])
        with pytest.raises(NotFound):
            session.annotations.comment([target, missing], "text")
        with pytest.raises(Invalid):
            session.annotations.comment([], "text")
        assert session.annotations.of([target]) == []

    def test_tag_sets_and_annotations_are_not_for_linking(self, session: Session, world: World) -> None:
        tagset = session.annotations.create_tagset("set", group_id=world.home)
        tag = session.annotations.create_tag("t", group_id=world.home)
        with pytest.raises(Invalid):
            session.annotations.link(tagset, [image_ref(world)])
        with pytest.raises(Invalid):
            session.annotations.link(tag, [ObjectRef(Kind.TAG, tag)])
        with pytest.raises(NotFound):
            session.annotations.link(999_999, [image_ref(world)])
