"""How the embedded store keeps attachments: once, whole, and until nobody needs them."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete

from omeropyr.errors import Invalid, NotFound, Unavailable, UnreadableFile
from omeropyr.gateway.embedded.files.keeping import DIGESTS, Checksum, attachments_of
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.importing.leftovers import sweep
from omeropyr.gateway.embedded.maintenance import collect as collecting
from omeropyr.gateway.embedded.maintenance.collect import collect
from omeropyr.gateway.embedded.schema import OriginalFileRow
from omeropyr.gateway.model import JobState, Kind
from omeropyr.gateway.port import Session
from omeropyr.testing.store import SampleStore, make_store

MEGABYTE = 2**20


@pytest.fixture
def sample(tmp_path: Path) -> SampleStore:
    return make_store(tmp_path / "store", images=False)


@pytest.fixture
def session(sample: SampleStore) -> Iterator[Session]:
    gateway = EmbeddedGateway(sample.store)
    yield gateway.login(sample.demo)
    gateway.close()


def kept(sample: SampleStore) -> list[Path]:
    """Every file below the folder of attachments, finished or not."""
    return sorted(path for path in attachments_of(sample.store).rglob("*") if path.is_file())


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """While it holds no file can grow beyond `size` bytes: the errors are those of a disk without space."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_the_same_bytes_are_kept_once(sample: SampleStore, session: Session) -> None:
    files = [session.files.store(name, [b"same"]) for name in ("a", "b")]
    session.files.store("c", [b"other"])
    assert len(kept(sample)) == 2
    assert all(b"".join(session.files.read(file.id)) == b"same" for file in files)


def test_damaged_bytes_are_healed_by_bringing_them_again(sample: SampleStore, session: Session) -> None:
    file = session.files.store("a", [b"same"])
    kept(sample)[0].write_bytes(b"cut")
    with pytest.raises(UnreadableFile, match="3 bytes instead of 4"):
        session.files.read(file.id)
    session.files.store("b", [b"same"])
    assert b"".join(session.files.read(file.id)) == b"same"


def test_a_full_disk_is_told_and_leaves_nothing(sample: SampleStore, session: Session) -> None:
    before = session.files.store("before", [b"x"])
    with largest_file(2 * MEGABYTE), pytest.raises(Unavailable, match=r"full: big\.bin was not kept"):
        session.files.store("big.bin", [b"y" * MEGABYTE] * 3)
    assert [path.name for path in kept(sample)] == [Path(before.path).name]
    after = session.files.store("big.bin", [b"y" * MEGABYTE] * 3)
    assert (after.id, after.size) == (before.id + 1, 3 * MEGABYTE)


def test_a_database_that_cannot_grow_leaves_nothing(sample: SampleStore, session: Session) -> None:
    session.files.store("before", [b"x"])
    there = kept(sample)
    with largest_file(4096), pytest.raises(Unavailable):
        session.files.store("a", [b"y"])
    assert kept(sample) == there


def test_wrong_bytes_leave_nothing(sample: SampleStore, session: Session) -> None:
    with pytest.raises(Invalid):
        session.files.store("a", [b"x"], checksum=f"md5:{'0' * 32}")
    assert kept(sample) == []


def test_killed_uploads_are_swept_up_and_attachments_are_not(sample: SampleStore, session: Session) -> None:
    file = session.files.store("a", [b"x"])
    program = f"""
import os, signal
from pathlib import Path
from typing import Any
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.model import Credentials
def pieces():
    yield b"half"
    os.kill(os.getpid(), signal.SIGKILL)
session = EmbeddedGateway(Store(Path({str(sample.store.path)!r}))).login(Credentials("demo", "demo"))
session.files.store("killed", pieces())
"""
    assert subprocess.run([sys.executable, "-c", program]).returncode == -signal.SIGKILL
    assert len(kept(sample)) == 2
    sweep(sample.store)
    assert len(kept(sample)) == 2
    collect(sample.store, young_seconds=-10)
    assert [path.name for path in kept(sample)] == [Path(file.path).name]
    assert session.files.many([file.id, file.id + 1]) == [file]


def empty_trash(session: Session) -> None:
    trash = [one.id for one in session.history.trash().items]
    assert session.jobs.wait(session.history.empty(trash).id, 30).state is JobState.DONE


def test_bytes_stay_until_nobody_can_want_them_back(sample: SampleStore, session: Session) -> None:
    file = session.files.store("a", [b"x"])
    session.annotations.delete([session.annotations.create(Kind.FILE, file)])
    with pytest.raises(NotFound):
        session.files.get(file.id)
    collect(sample.store, young_seconds=-10)
    assert len(kept(sample)) == 1
    empty_trash(session)
    collect(sample.store, young_seconds=-10)
    assert kept(sample) == []


def test_bytes_of_others_stay(sample: SampleStore, session: Session) -> None:
    deleted, other = (session.files.store(name, [b"same"]) for name in ("a", "b"))
    session.annotations.delete([session.annotations.create(Kind.FILE, deleted)])
    empty_trash(session)
    collect(sample.store, young_seconds=-10)
    assert b"".join(session.files.read(other.id)) == b"same"


def test_deleting_can_be_undone(sample: SampleStore, session: Session) -> None:
    file = session.files.store("a", [b"x"])
    attachment = session.annotations.create(Kind.FILE, file)
    session.annotations.delete([attachment])
    change = session.history.latest()
    assert change is not None
    session.history.undo(change.id)
    assert session.annotations.get(attachment).value == file
    assert b"".join(session.files.read(file.id)) == b"x"


def test_files_that_become_shorter_while_they_are_read(sample: SampleStore, session: Session) -> None:
    file = session.files.store("a", [b"x" * MEGABYTE] * 3)
    pieces = session.files.read(file.id)
    next(pieces)
    os.truncate(kept(sample)[0], MEGABYTE)
    with pytest.raises(UnreadableFile, match="shorter"):
        list(pieces)


def test_reading_holds_no_file_longer_than_needed(sample: SampleStore, session: Session) -> None:
    file = session.files.store("a", [b"x" * MEGABYTE] * 2)
    folder = Path("/proc/self/fd")

    def is_open() -> bool:
        return str(kept(sample)[0]) in [os.readlink(one) for one in folder.iterdir() if one.is_symlink()]

    if not folder.is_dir():
        pytest.skip("this system does not tell which files are open")
    pieces = session.files.read(file.id)
    assert is_open()
    assert sum(len(piece) for piece in pieces) == file.size
    assert not is_open()
    del pieces
    session.files.read(file.id)
    assert not is_open()


@given(st.text() | st.builds("{}:{}".format, st.sampled_from(sorted(DIGESTS)), st.text("0123456789abcdefABCDEF")))
def test_checksums_are_understood_or_refused(text: str) -> None:
    try:
        found = Checksum.parse(text)
    except Invalid as refused:
        assert refused.name == "checksum"  # noqa: PT017 - most texts are refused, some are not
    else:
        assert f"{found.algorithm}:{found.value}" == text.strip().lower()


@pytest.mark.parametrize("algorithm", DIGESTS)
def test_every_algorithm(algorithm: str) -> None:
    digest = DIGESTS[algorithm]()
    digest.update(b"x")
    assert Checksum.parse(f"{algorithm.upper()}:{digest.hexdigest().upper()}").value == digest.hexdigest()


def test_bytes_brought_again_while_they_are_collected_stay(
    sample: SampleStore, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process was killed before its row was there; its file is found needless, and just then it is wanted again."""
    killed = session.files.store("a", [b"x"])
    with sample.store.writing() as connection:
        connection.execute(delete(OriginalFileRow).where(OriginalFileRow.id == killed.id))
    listed, brought = collecting._thumbnails, []

    def bring(*arguments: Any) -> Any:
        brought.append(session.files.store("b", [b"x"]))
        return listed(*arguments)

    monkeypatch.setattr(collecting, "_thumbnails", bring)
    collect(sample.store, young_seconds=-10)
    assert b"".join(session.files.read(brought[0].id)) == b"x"
