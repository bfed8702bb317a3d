"""Search: what is found by which words and filters, by whom, and when it is not found any more."""

from __future__ import annotations

import pytest

from omeropyr.errors import Invalid
from omeropyr.gateway.model import Found, Kind, ObjectRef, Page, PermissionLevel, Scope
from omeropyr.gateway.port import Gateway, Session
from omeropyr.testing.contract.arranging import ContractBase, World, sign_in
from omeropyr.testing.contract.rights import TABLE

WHO = ("owner", "member", "leader", "outsider", "admin")
CASES = [(level, name, TABLE[level][name]) for level in PermissionLevel for name in WHO]
FILE_NAME = "plate_A01_s1.tif"


def refs(found: Found) -> list[ObjectRef]:
    return [hit.ref for hit in found.hits]


def image(number: int) -> ObjectRef:
    return ObjectRef(Kind.IMAGE, number)


class SearchContract(ContractBase):
    @pytest.mark.parametrize(
        "query",
        [
            "A01",
            "a01",
            "plate",
            "plate_A01",
            "plate_A01_s1.tif",
            '"a01 s1"',
            "pla*",
            "plate tif",
            "name:plate",
            "zzz OR s1",
        ],
    )
    def test_names_are_found_by_their_parts(self, session: Session, world: World, query: str) -> None:
        made = world.arrange.image(FILE_NAME, world.owner, world.home)
        world.arrange.image("other.tif", world.owner, world.home)
        found = session.search.find(query)
        assert (refs(found), found.total, found.counts) == ([image(made)], 1, {Kind.IMAGE: 1})
        assert found.complete

    @pytest.mark.parametrize(
        "query", ["A0", "late", '"s1 a01"', "plate -tif", "tag:plate", "comment:plate", "plate zzz"]
    )
    def test_what_does_not_fit_is_not_found(self, session: Session, world: World, query: str) -> None:
        world.arrange.image(FILE_NAME, world.owner, world.home)
        found = session.search.find(query)
        assert (list(found.hits), found.total, found.counts) == ([], 0, {})

    def test_letters_are_found_with_and_without_accents(self, session: Session, world: World) -> None:
        made = world.arrange.project("Müllers Zellen – Größe", world.owner, world.home)
        for query in ("muller*", "MÜLLERS", "große", "zellen"):
            assert refs(session.search.find(query)) == [ObjectRef(Kind.PROJECT, made)], query

    def test_hits_say_what_where_and_whose(self, session: Session, world: World) -> None:
        made = world.arrange.image(FILE_NAME, world.owner, world.home)
        (hit,) = session.search.find("A01").hits
        assert (hit.ref, hit.name, hit.owner_id, hit.group_id) == (image(made), FILE_NAME, world.owner, world.home)
        assert (hit.field, hit.snippet) == ("name", "plate_«A01»_s1.tif")
        assert hit.created_at.tzinfo is not None

    def test_every_kind_of_text(self, session: Session, world: World) -> None:
        made = image(world.arrange.image("plain", world.owner, world.home))
        tag = session.annotations.create_tag("mitotic phase", group_id=world.home, targets=[made])
        session.annotations.comment([made], "looks out of focus")
        session.edit.describe(made, "taken at night")
        for query, field in (("phase", "tag"), ("focus", "comment"), ("night", "description")):
            (hit,) = session.search.find(query).hits
            assert (hit.ref, hit.field) == (made, field)
            assert f"«{query}»" in hit.snippet
        assert refs(session.search.find("phase focus night")) == [made]
        assert refs(session.search.find("tag:mitotic comment:focus description:night")) == [made]
        session.edit.rename(ObjectRef(Kind.TAG, tag), "anaphase")
        assert refs(session.search.find("mitotic")) == []
        assert refs(session.search.find("tag:anaphase")) == [made]

    def test_key_values(self, session: Session, world: World) -> None:
        made = image(world.arrange.image("plain", world.owner, world.home))
        pairs = (("cell line", "HeLa 3"), ("dose", "12 nM"))
        session.annotations.create(Kind.MAP, pairs, group_id=world.home, targets=[made])
        for query in ('"cell line":"HeLa 3"', '"CELL LINE":hela*', 'dose:"12 nm"', "hela", "line dose"):
            assert refs(session.search.find(query)) == [made], query
        for query in ('dose:"HeLa 3"', '"cell line":hel', "line:hela*"):
            assert refs(session.search.find(query)) == [], query

    def test_files_that_are_attached(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        made = arrange.image("plain", *who)
        file_name = f"{made}.ome.tif"
        (hit,) = session.search.find(f"file:{made}.ome").hits
        assert (hit.ref, hit.field) == (image(made), "file")
        assert hit.snippet.replace("«", "").replace("»", "") == file_name

    def test_an_attachment_hides_no_file_of_the_image(self, session: Session, world: World) -> None:
        made = world.arrange.image("with notes", world.owner, world.home)
        notes = session.files.store("notes", [b"text"], group_id=world.home)
        session.annotations.create(Kind.FILE, notes, [image(made)])
        for words in (f"file:{made}.ome", "file:notes"):
            assert [hit.ref for hit in session.search.find(words).hits] == [image(made)], words

    def test_typed_filters(self, session: Session, world: World) -> None:
        arrange = world.arrange
        mine = arrange.image("cell one", world.owner, world.home)
        theirs = arrange.image("cell two", world.users["member"], world.home)
        project = arrange.project("cell project", world.owner, world.home)
        expected = {
            "cell owner:me type:image": [image(mine)],
            "cell owner:member": [image(theirs)],
            "cell type:project": [ObjectRef(Kind.PROJECT, project)],
            "cell size:>1000": [],
            "cell size:64 owner:owner": [image(mine)],
            "cell date:<2020": [],
            "cell date:2020..2999 type:projects": [ObjectRef(Kind.PROJECT, project)],
            "cell acquired:2020": [],
            f"type:image id:{mine}": [image(mine)],
            "cell -type:image": [ObjectRef(Kind.PROJECT, project)],
            f"cell type:project OR id:{theirs} -one": [image(theirs), ObjectRef(Kind.PROJECT, project)],
            "group:nowhere cell": [],
            "channel:9": [],
        }
        for query, found in expected.items():
            assert set(refs(session.search.find(query))) == set(found), query
        assert set(refs(session.search.find("channel:0"))) == {image(mine), image(theirs)}

    def test_numbers_are_ids_too(self, session: Session, world: World) -> None:
        made = world.arrange.image("no digits", world.owner, world.home)
        first = session.search.find(str(made)).hits[0]
        assert (first.ref.id, first.field) == (made, "id")
        assert image(made) in refs(session.search.find(f"{made}, {10**9}", kinds=[Kind.IMAGE]))
        assert session.search.find(str(10**9)).total == 0

    def test_kinds_counts_and_pages(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        made = [arrange.project(f"cell {number}", *who) for number in range(5)]
        arrange.dataset("cell", *who)
        found = session.search.find("cell", page=Page(1, 2))
        assert (len(found.hits), found.total) == (2, 6)
        assert found.counts == {Kind.PROJECT: 5, Kind.DATASET: 1}
        projects = session.search.find("cell", kinds=[Kind.PROJECT])
        assert sorted(ref.id for ref in refs(projects)) == made
        beyond = session.search.find("cell", page=Page(60, 2))
        assert (list(beyond.hits), beyond.total) == ([], 6)
        every = session.search.find("cell")
        pages = [session.search.find("cell", page=Page(offset, 4)) for offset in (0, 4)]
        assert [ref for page in pages for ref in refs(page)] == refs(every)

    def test_scope_limits_what_is_found(self, session: Session, world: World) -> None:
        here = world.arrange.project("cell", world.owner, world.home)
        there = world.arrange.project("cell", world.users["member"], world.groups[PermissionLevel.READ_WRITE])

        def ids(scope: Scope) -> set[int]:
            return {ref.id for ref in refs(session.search.find("cell", scope=scope))}

        assert ids(Scope()) == {here, there}
        assert ids(Scope(group_id=world.home)) == {here}
        assert ids(Scope(owner_id=world.users["member"])) == {there}
        assert ids(Scope(owner_id=10**18)) == set()

    def test_names_come_before_comments(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        named, said = image(arrange.image("nucleus", *who)), image(arrange.image("plain", *who))
        session.annotations.comment([said], "a nucleus")
        assert refs(session.search.find("nucleus")) == [named, said]

    @pytest.mark.parametrize(("level", "name", "acts"), CASES)
    def test_what_is_not_readable_is_not_found(
        self, gateway: Gateway, world: World, level: PermissionLevel, name: str, acts: str
    ) -> None:
        group = world.groups[level]
        made = world.arrange.image("hidden", world.owner, group)
        tag = world.arrange.tag("secret", world.owner, group)
        world.arrange.tag_image(tag, made, world.owner)
        search, seen = sign_in(gateway, name).search, 1 if acts else 0
        for query in ("hidden", "secret", "hid*", "tag:secret", f"type:image id:{made}", "-zzz hidden", "owner:owner"):
            found = search.find(query)
            assert (len(found.hits), found.total) == (seen, seen), query
        assert search.find(str(made), kinds=[Kind.IMAGE]).total == seen
        assert list(search.suggest("hid")) == ["hidden"] * seen
        assert list(search.suggest("sec")) == ["secret"] * seen

    def test_what_was_written_by_others_is_not_told_in_private_groups(self, gateway: Gateway, world: World) -> None:
        private = world.groups[PermissionLevel.PRIVATE]
        made = world.arrange.image("own", world.owner, private)
        tag = world.arrange.tag("gossip", world.users["leader"], private)
        world.arrange.tag_image(tag, made, world.users["leader"])
        search = sign_in(gateway, "owner").search
        assert search.find("own").total == 1
        assert search.find("gossip").total == 0
        assert list(search.suggest("gos")) == []

    def test_what_is_gone_is_not_found(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        project = ObjectRef(Kind.PROJECT, arrange.project("before", *who))
        made = image(arrange.image("pictured", *who))
        tag = session.annotations.create_tag("marked", group_id=world.home, targets=[made])
        session.edit.rename(project, "after")
        assert session.search.find("before").total == 0
        assert session.search.find("after").total == 1
        session.annotations.unlink(tag, [made])
        assert session.search.find("marked").total == 0
        session.jobs.wait(session.edit.delete([made]).id, 30)
        assert session.search.find("pictured").total == 0
        (trash,) = session.history.trash().items
        session.jobs.wait(session.history.restore(trash.id).id, 30)
        assert refs(session.search.find("pictured")) == [made]

    def test_suggestions(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        for name in ("mito one", "mito two", "mitosis"):
            arrange.project(name, *who)
        assert list(session.search.suggest("mit")) == ["mito", "mitosis"]
        assert list(session.search.suggest("MIT", limit=1)) == ["mito"]
        assert list(session.search.suggest("")) == list(session.search.suggest("zzz")) == []

    @pytest.mark.parametrize(
        ("query", "part"),
        [
            ("", "nothing to search"),
            ("  ", "nothing to search"),
            ("*", "*"),
            ("-", "-"),
            ('"open', '"open'),
            ("tag:", "tag:"),
            ("OR a", "OR"),
            ("a OR", "OR"),
            ("date:soon", "date:soon"),
            ("size:large", "size:large"),
            ("type:zebra", "type:zebra"),
            ("id:x", "id:x"),
            ("*bc", "*bc"),
            ("a" * 3000, "characters"),
        ],
    )
    def test_what_cannot_be_understood_is_named(self, session: Session, world: World, query: str, part: str) -> None:
        with pytest.raises(Invalid) as refused:
            session.search.find(query)
        assert part in str(refused.value)

    def test_kinds_that_have_no_text(self, session: Session, world: World) -> None:
        with pytest.raises(Invalid, match="kinds"):
            session.search.find("a", kinds=[Kind.ROI])
