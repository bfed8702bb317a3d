"""Original files and attachments."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

import pytest

from omeropyr.errors import Conflict, Forbidden, Invalid, NotFound, UnreadableFile
from omeropyr.gateway.model import Kind, ObjectRef, OriginalFile, PermissionLevel
from omeropyr.gateway.port import Files, Gateway, Session
from omeropyr.testing.contract.arranging import ContractBase, World, needs, sign_in

MEGABYTE = 2**20
PIECES = (b"first", b"", b"second piece" * 1000)
CONTENT = b"".join(PIECES)


def stored(session: Session, world: World, name: str = "notes.txt", content: bytes = CONTENT) -> OriginalFile:
    return session.files.store(name, [content], mimetype="text/plain", group_id=world.home)


def file_of_image(session: Session, image: int) -> OriginalFile:
    """The only file of an arranged image."""
    (fileset,) = session.images.filesets([image])
    (file,) = fileset.files
    return file


class FileContract(ContractBase):
    @pytest.fixture
    def keeper(self, gateway: Gateway, session: Session) -> Session:
        """`owner`, signed in where files are offered."""
        needs(gateway, Files)
        return session

    def test_stored_files_are_read_again(self, keeper: Session, world: World) -> None:
        file = keeper.files.store("notes.txt", PIECES, mimetype="text/plain", group_id=world.home)
        assert (file.name, file.size, file.mimetype) == ("notes.txt", len(CONTENT), "text/plain")
        assert (file.owner_id, file.group_id, file.client_path) == (world.owner, world.home, "notes.txt")
        assert file.checksum is not None
        assert re.fullmatch("[a-z0-9-]+:[0-9a-f]+", file.checksum)
        assert file.created_at is not None
        assert file.created_at.tzinfo is not None
        assert keeper.files.get(file.id) == file
        assert b"".join(keeper.files.read(file.id)) == CONTENT

    def test_files_of_images_are_read(self, keeper: Session, world: World) -> None:
        image = world.arrange.image("i", world.owner, world.home)
        file = file_of_image(keeper, image)
        assert keeper.files.get(file.id) == file
        content = b"".join(keeper.files.read(file.id))
        assert len(content) == file.size
        assert content[:2] in (b"II", b"MM")  # a TIFF

    def test_ranges_of_files(self, keeper: Session, world: World) -> None:
        file_id = stored(keeper, world).id
        for start, length in ((0, 3), (3, 10), (len(CONTENT) - 4, None), (5, 10**9), (0, 0), (len(CONTENT) - 1, 1)):
            end = None if length is None else start + length
            assert b"".join(keeper.files.read(file_id, start=start, length=length)) == CONTENT[start:end]

    @pytest.mark.parametrize(("start", "length"), [(-1, None), (len(CONTENT), None), (10**12, 1), (0, -1)])
    def test_ranges_outside_are_refused_at_once(
        self, keeper: Session, world: World, start: int, length: int | None
    ) -> None:
        file_id = stored(keeper, world).id
        with pytest.raises(Invalid):
            keeper.files.read(file_id, start=start, length=length)

    def test_pieces_are_bounded(self, keeper: Session, world: World) -> None:
        content = bytes(range(256)) * (3 * MEGABYTE // 256) + b"rest"
        file = stored(keeper, world, "large.bin", content)
        pieces = list(keeper.files.read(file.id))
        assert b"".join(pieces) == content
        assert all(0 < len(piece) <= MEGABYTE for piece in pieces)

    def test_empty_files(self, keeper: Session, world: World) -> None:
        file = stored(keeper, world, "empty", b"")
        assert file.size == 0
        assert list(keeper.files.read(file.id)) == []
        with pytest.raises(Invalid):
            keeper.files.read(file.id, start=1)

    def test_many_keep_the_order_and_pass_over_what_is_not_there(self, keeper: Session, world: World) -> None:
        files = [stored(keeper, world, name, name.encode()) for name in ("a", "b", "c")]
        ids = [file.id for file in files]
        assert keeper.files.many([ids[2], 999_999, ids[0], ids[1]]) == [files[2], files[0], files[1]]
        assert keeper.files.many([]) == []

    def test_files_are_as_readable_as_their_images(self, gateway: Gateway, world: World) -> None:
        """And attachments as everything else of a group: members see those of others but in a private group."""
        needs(gateway, Files)
        owner, member, outsider = (sign_in(gateway, name) for name in ("owner", "member", "outsider"))
        for level, group in world.groups.items():
            image = world.arrange.image("i", world.owner, group)
            attached = owner.files.store("a", [b"x"], group_id=group).id
            for file_id in (file_of_image(owner, image).id, attached):
                assert [file.id for file in member.files.many([file_id])] == (
                    [] if level is PermissionLevel.PRIVATE else [file_id]
                )
                assert outsider.files.many([file_id]) == []
                assert sign_in(gateway, "leader").files.get(file_id).id == file_id
                assert sign_in(gateway, "admin").files.get(file_id).id == file_id
                with pytest.raises(NotFound):
                    outsider.files.get(file_id)
                with pytest.raises(NotFound):
                    outsider.files.read(file_id)

    def test_files_that_are_gone_or_changed(self, keeper: Session, world: World) -> None:
        image = world.arrange.image("i", world.owner, world.home)
        file_id = file_of_image(keeper, image).id
        world.arrange.damage(image)
        with pytest.raises(UnreadableFile):
            keeper.files.read(file_id)

    def test_without_a_group_files_go_into_the_default_group(self, keeper: Session, world: World) -> None:
        assert keeper.files.store("a", [b"x"]).group_id == world.home

    def test_groups_one_is_not_in(self, gateway: Gateway, world: World) -> None:
        needs(gateway, Files)

        def never() -> Iterator[bytes]:
            raise AssertionError("nothing is read before the group is checked")
            yield b""

        with pytest.raises((NotFound, Forbidden)):
            sign_in(gateway, "outsider").files.store("a", never(), group_id=world.home)

    @pytest.mark.parametrize("name", ["", "  ", "a\0b", "x" * 256, "a\ud800"])
    def test_file_names_that_cannot_be(self, keeper: Session, world: World, name: str) -> None:
        with pytest.raises(Invalid):
            keeper.files.store(name, [b"x"], group_id=world.home)

    @pytest.mark.parametrize("name", ["../../etc/passwd", "a/b.txt", "C:\\x", ".", "Ünï cødé.tif", "a;b&c"])
    def test_any_name_that_a_file_can_have(self, keeper: Session, world: World, name: str) -> None:
        file = stored(keeper, world, name)
        assert keeper.files.get(file.id).name == name
        assert b"".join(keeper.files.read(file.id)) == CONTENT

    def test_checksums_are_compared(self, keeper: Session, world: World) -> None:
        def store(checksum: str) -> OriginalFile:
            return keeper.files.store("a", PIECES, group_id=world.home, checksum=checksum)

        for algorithm, digest in (
            ("sha1", hashlib.sha1(CONTENT).hexdigest()),  # noqa: S324 - what clients of OMERO send
            ("SHA256", hashlib.sha256(CONTENT).hexdigest().upper()),
            ("md5", hashlib.md5(CONTENT).hexdigest()),  # noqa: S324
        ):
            assert store(f"{algorithm}:{digest}").size == len(CONTENT)
        own = stored(keeper, world).checksum
        assert own is not None
        assert store(own).checksum == own
        other = hashlib.sha256(b"another").hexdigest()
        for wrong in (f"sha256:{other}", "sha256:12", "sha256", "crc-of-mine:00", ""):
            with pytest.raises(Invalid) as refused:
                store(wrong)
            assert refused.value.name == "checksum"

    def test_interrupted_uploads_leave_nothing(self, keeper: Session, world: World) -> None:
        def pieces() -> Iterator[bytes]:
            yield b"x" * MEGABYTE
            raise ConnectionResetError("the browser was closed")

        before = stored(keeper, world, "before").id
        with pytest.raises(ConnectionResetError):
            keeper.files.store("a", pieces(), group_id=world.home)
        after = stored(keeper, world, "after").id
        assert [file.name for file in keeper.files.many(range(before, after + 1))] == ["before", "after"]

    def test_the_same_bytes_twice_are_two_files(self, keeper: Session, world: World) -> None:
        """Kept once, but each with its name and its owner."""
        first, second = stored(keeper, world, "a"), stored(keeper, world, "b")
        assert (first.checksum, first.path) == (second.checksum, second.path)
        assert [file.name for file in keeper.files.many([first.id, second.id])] == ["a", "b"]

    def test_attachments(self, keeper: Session, gateway: Gateway, world: World) -> None:
        image = ObjectRef(Kind.IMAGE, world.arrange.image("i", world.owner, world.home))
        file = stored(keeper, world)
        made = keeper.annotations.create(Kind.FILE, file, [image], description="how it was done")
        (link,) = sign_in(gateway, "member").annotations.of([image], kinds=[Kind.FILE])
        assert (link.annotation.id, link.annotation.text, link.annotation.value) == (made, "notes.txt", file)
        elsewhere = world.groups[PermissionLevel.READ_WRITE]
        with pytest.raises(Conflict):
            keeper.annotations.create(Kind.FILE, file, group_id=elsewhere)
        assert keeper.annotations.get(keeper.annotations.create(Kind.FILE, file)).group_id == world.home

    def test_attachments_go_with_their_last_annotation(self, keeper: Session, world: World) -> None:
        file = stored(keeper, world)
        first, second = (keeper.annotations.create(Kind.FILE, file, group_id=world.home) for _ in range(2))
        keeper.annotations.delete([first])
        assert b"".join(keeper.files.read(file.id)) == CONTENT
        keeper.annotations.delete([second])
        with pytest.raises(NotFound):
            keeper.files.get(file.id)

    def test_files_of_images_stay_when_their_annotation_goes(self, keeper: Session, world: World) -> None:
        file = file_of_image(keeper, world.arrange.image("i", world.owner, world.home))
        keeper.annotations.delete([keeper.annotations.create(Kind.FILE, file, group_id=world.home)])
        assert keeper.files.get(file.id) == file
