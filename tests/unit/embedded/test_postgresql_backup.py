"""Backup and restore of a store whose database is on a PostgreSQL server, with its own pg_dump and pg_restore."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from postgresql import Server
from sqlalchemy import text

from omeropyr.cli.main import main
from omeropyr.errors import Conflict, Invalid, Unavailable
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.maintenance.backup import UNFINISHED, backup
from omeropyr.gateway.embedded.maintenance.check import check
from omeropyr.gateway.embedded.maintenance.manifest import checksum_of_file, write_manifest
from omeropyr.gateway.embedded.maintenance.restore import restore, verify
from omeropyr.gateway.embedded.schema import Base
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.model import Kind, ObjectRef
from omeropyr.testing.store import SampleStore, make_store

pytestmark = pytest.mark.skipif(shutil.which("pg_dump") is None, reason="there is no pg_dump here")
NewDatabase = Callable[[], str]
"""Makes an empty database and returns its URL."""
GONE_BY = "half done"


@pytest.fixture(scope="module")
def new_database(postgresql_server: Server) -> NewDatabase:
    numbers = itertools.count()
    return lambda: postgresql_server.create(f"backup_{next(numbers)}")


@pytest.fixture(scope="module")
def sample(new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleStore]:
    """With a tag that was deleted: its id must not come back."""
    sample = make_store(tmp_path_factory.mktemp("backup") / "store", url=new_database())
    gateway = EmbeddedGateway(sample.store)
    session, group = gateway.login(sample.demo), sample.accounts.group_id
    session.annotations.create_tag("mitotic", group_id=group, targets=[ObjectRef(Kind.IMAGE, sample.image_ids[0])])
    session.annotations.delete([session.annotations.create_tag("deleted", group_id=group)])
    gateway.close()
    yield sample
    sample.store.close()


@pytest.fixture(scope="module")
def saved(sample: SampleStore) -> Path:
    """A backup that was made while somebody wrote."""
    with sample.store.writing() as connection:
        connection.execute(text("UPDATE project SET name = :name"), {"name": GONE_BY})
        backup(sample.store, sample.path.parent / "saved")
        connection.rollback()
    return sample.path.parent / "saved"


def rows(store: Store) -> dict[str, list[str]]:
    """Everything, also what is derived."""
    names = [*Base.metadata.tables, "search_index", "alembic_version"]
    with store.reading() as connection:
        found = {name: connection.execute(text(f'TABLE "{name}"')).all() for name in names}
    return {name: sorted(map(str, result)) for name, result in found.items()}


def counters(store: Store) -> dict[str, int | None]:
    with store.reading() as connection:
        found = connection.execute(text("SELECT sequencename::text, last_value FROM pg_sequences")).all()
    return {row[0]: row[1] for row in found}


def test_a_backup_becomes_the_same_store_again(
    sample: SampleStore, saved: Path, new_database: NewDatabase, tmp_path: Path
) -> None:
    url, before, numbers = new_database(), rows(sample.store), counters(sample.store)
    again = restore(saved, tmp_path / "again", url=url)
    assert rows(again) == before
    assert counters(again) == numbers
    assert sum(map(len, before.values())) > 150
    assert list(check(again, contents=True)) == [], "triggers, listings and the search are as they should be"
    assert Store(tmp_path / "again").url == url, "it knows where its database is"
    gateway = EmbeddedGateway(again)
    session = gateway.login(sample.demo)
    new = session.annotations.create_tag("new", group_id=sample.accounts.group_id)
    assert new == (numbers["annotation_id_seq"] or 0) + 1, "the id of the deleted tag is not given out again"
    assert [hit.ref.id for hit in session.search.find("tag:mitotic").hits] == [sample.image_ids[0]]
    assert None not in session.pixels.thumbnails(list(sample.image_ids), 48).values()
    session.edit.rename(ObjectRef(Kind.PROJECT, sample.project_id), "followed")
    assert [hit.ref.kind for hit in session.search.find("followed").hits] == [Kind.PROJECT]
    assert list(check(again)) == [], "triggers follow"
    gateway.close()
    again.close()


def test_what_does_not_fit_is_refused(sample: SampleStore, saved: Path, postgresql_server: Server) -> None:
    target = saved.with_name("again")
    with pytest.raises(Invalid, match="name an empty PostgreSQL database with --url"):
        restore(saved, target)
    with pytest.raises(Conflict, match="is not empty"):
        restore(saved, target, url=sample.store.url)
    with pytest.raises(Unavailable, match='"nowhere" does not exist'):
        restore(saved, target, url=postgresql_server.url("nowhere"))
    assert not target.exists()
    assert not list(target.parent.glob(f"{UNFINISHED}*"))


@pytest.fixture
def pg_dump(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the only program in reach would be."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path / "bin" / "pg_dump"


def test_without_pg_dump_a_sentence_says_what_is_needed(
    sample: SampleStore, tmp_path: Path, pg_dump: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["store", "backup", str(tmp_path / "saved"), "--store", str(sample.path)]) == 1
    assert "pg_dump is needed and not installed" in capsys.readouterr().err
    assert not list(tmp_path.glob("*saved*"))


OLD = """#!/bin/sh
echo 'pg_dump: error: aborting because of server version mismatch' >&2
echo 'pg_dump: detail: server version: 15.9; pg_dump version: 13.2' >&2
exit 1
"""


def test_a_pg_dump_that_is_too_old_is_told_in_its_own_words(sample: SampleStore, tmp_path: Path, pg_dump: Path) -> None:
    pg_dump.write_text(OLD)
    pg_dump.chmod(0o755)
    with pytest.raises(Unavailable, match=r"version mismatch; server version: 15.9; pg_dump version: 13.2"):
        backup(sample.store, tmp_path / "saved")
    assert not list(tmp_path.glob("*saved*"))


def test_a_dump_that_cannot_be_loaded_leaves_the_database_empty(
    saved: Path, new_database: NewDatabase, tmp_path: Path
) -> None:
    """Even where its checksum says that it should end in its middle."""
    damaged, url, manifest = shutil.copytree(saved, tmp_path / "damaged"), new_database(), verify(saved)
    dump = damaged / manifest.database
    dump.write_bytes(dump.read_bytes()[: dump.stat().st_size * 3 // 4])
    write_manifest(damaged, replace(manifest, checksum=checksum_of_file(dump)))
    with pytest.raises(Unavailable, match="pg_restore failed"):
        restore(damaged, tmp_path / "again", url=url)
    assert not (tmp_path / "again").exists()
    restore(saved, tmp_path / "again", url=url).close()
