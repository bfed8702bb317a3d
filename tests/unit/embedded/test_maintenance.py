"""Checking, backing up, restoring and clearing up a store."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from omeropyr.cli.main import main
from omeropyr.errors import Conflict, Invalid, Unavailable
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.importing.importer import Importer
from omeropyr.gateway.embedded.maintenance.backup import IN_PLACE, UNFINISHED, backup
from omeropyr.gateway.embedded.maintenance.check import Finding, check
from omeropyr.gateway.embedded.maintenance.collect import Removed, collect
from omeropyr.gateway.embedded.maintenance.restore import restore, verify
from omeropyr.gateway.embedded.store import DATABASE, Store
from omeropyr.gateway.model import Contents, Kind, ObjectRef
from omeropyr.testing.store import SampleStore, make_store


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[SampleStore]:
    """The sample store, with its two images a second time as copies."""
    sample = make_store(tmp_path / "store")
    importer = Importer(sample.store, owner_id=sample.accounts.demo_id, group_id=sample.accounts.group_id)
    report = importer.import_paths(sample.files, dataset="Copies", managed=True)
    assert len(report.imported) == 2
    yield sample
    sample.store.close()


def kept_file(sample: SampleStore) -> Path:
    return next(path for path in sorted(sample.store.managed.rglob("*.tif")))


def findings(store: Store, *, contents: bool = False) -> list[Finding]:
    return list(check(store, contents=contents))


def test_a_sound_store_has_no_findings(sample: SampleStore) -> None:
    assert findings(sample.store, contents=True) == []


def test_missing_and_changed_files_are_found(sample: SampleStore) -> None:
    kept, registered = kept_file(sample), sample.files[1]
    content = bytearray(kept.read_bytes())
    content[-1] ^= 1
    kept.write_bytes(content)
    registered.unlink()
    assert [str(registered) in found.what for found in findings(sample.store)] == [True]
    both = findings(sample.store, contents=True)
    assert sum("checksum has changed" in found.what for found in both) == 1
    assert sum("is missing" in found.what for found in both) == 1


def test_images_without_pixels_and_links_across_groups_are_found(sample: SampleStore) -> None:
    with sample.store.writing() as connection:
        connection.execute(text("DELETE FROM pixels WHERE image_id = :id"), {"id": sample.image_ids[0]})
        connection.execute(text("UPDATE dataset SET group_id = 0 WHERE id = :id"), {"id": sample.dataset_id})
    said = " ".join(found.what for found in findings(sample.store))
    assert "1 images have no pixels" in said
    assert "project_dataset lead into another group" in said


def test_a_backup_becomes_the_same_store_again(sample: SampleStore, tmp_path: Path) -> None:
    manifest = backup(sample.store, tmp_path / "saved")
    assert manifest.files == 2
    assert verify(tmp_path / "saved") == manifest
    assert len((tmp_path / "saved" / IN_PLACE).read_text().splitlines()) == len(sample.files) + 2
    shutil.rmtree(sample.path)
    again = restore(tmp_path / "saved", tmp_path / "again")
    assert findings(again, contents=True) == []
    gateway = EmbeddedGateway(again)
    session = gateway.login(sample.demo)
    ids = [image.id for image in session.browse.images().items]
    assert len(ids) == 6
    assert None not in session.pixels.thumbnails(ids, 48).values()
    gateway.close()


def test_a_backup_is_taken_while_somebody_writes(sample: SampleStore, tmp_path: Path) -> None:
    with sample.store.writing() as connection:
        connection.execute(text("UPDATE project SET name = 'half done'"))
        backup(sample.store, tmp_path / "saved")
        connection.rollback()
    again = restore(tmp_path / "saved", tmp_path / "again")
    with again.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM project WHERE name = 'half done'")) == 0
    again.close()


def test_unchanged_files_are_linked_to_the_backup_before(sample: SampleStore, tmp_path: Path) -> None:
    backup(sample.store, tmp_path / "first")
    backup(sample.store, tmp_path / "second", previous=tmp_path / "first")
    kept = kept_file(sample).relative_to(sample.path)
    assert os.path.samefile(tmp_path / "first" / kept, tmp_path / "second" / kept)
    assert not os.path.samefile(sample.path / kept, tmp_path / "second" / kept)


def test_nothing_is_overwritten(sample: SampleStore, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(Conflict, match="exists already"):
        backup(sample.store, tmp_path / "there")
    backup(sample.store, tmp_path / "saved")
    with pytest.raises(Conflict, match="new folder"):
        restore(tmp_path / "saved", tmp_path / "there")


def test_a_backup_that_fails_leaves_nothing(sample: SampleStore, tmp_path: Path) -> None:
    readonly = tmp_path / "file"
    readonly.write_text("in the way")
    with pytest.raises(Unavailable, match="cannot be written"):
        backup(sample.store, readonly / "saved")
    assert not list(tmp_path.glob(f"{UNFINISHED}*"))


@pytest.mark.parametrize("damage", ["database", "file", "manifest", "missing"])
def test_a_damaged_backup_is_refused(sample: SampleStore, tmp_path: Path, damage: str) -> None:
    saved = tmp_path / "saved"
    manifest = backup(sample.store, saved)
    if damage == "database":
        with (saved / manifest.database).open("r+b") as database:
            database.write(b"x")
    elif damage == "file":
        next(saved.rglob("*.tif")).unlink()
    elif damage == "manifest":
        (saved / "backup.json").write_text("{}")
    else:
        (saved / "backup.json").unlink()
    with pytest.raises(Invalid):
        restore(saved, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_leftovers_go_and_what_is_named_stays(sample: SampleStore) -> None:
    leftover = sample.store.managed / "0123" / "deep" / "left.tif"
    leftover.parent.mkdir(parents=True)
    leftover.write_bytes(b"12345")
    before = set(sample.store.managed.rglob("*.tif")) - {leftover}
    assert collect(sample.store)[1].count == 0, "what is young may belong to an import that is going on"
    assert collect(sample.store, young_seconds=-5, dry_run=True)[1] == Removed(
        "files that no image and no attachment names", 1, 5
    )
    assert leftover.exists()
    assert collect(sample.store, young_seconds=-5)[1].count == 1
    assert not leftover.parent.parent.exists()
    assert set(sample.store.managed.rglob("*.tif")) == before
    assert findings(sample.store, contents=True) == []


def test_trash_over_its_time_is_emptied_with_its_files(sample: SampleStore) -> None:
    gateway = EmbeddedGateway(sample.store)
    session = gateway.login(sample.demo)
    copies = sorted(image.id for image in session.browse.images().items)[-2:]
    for image in copies:
        session.jobs.wait(session.edit.delete([ObjectRef(Kind.IMAGE, image)], list(Contents)).id, 30)
    gateway.close()
    with sample.store.writing() as connection:  # after the workers have gone, who would empty it themselves
        connection.execute(text("UPDATE trash SET expires_at = '2020-01-01 00:00:00.000000' WHERE id = 1"))
    files = set(sample.store.managed.rglob("*.tif"))
    would_be = collect(sample.store, dry_run=True)[0]
    assert (would_be.what, would_be.count) == ("pieces of trash over their time", 1)
    assert set(sample.store.managed.rglob("*.tif")) == files
    assert collect(sample.store)[0] == would_be
    gone = files - set(sample.store.managed.rglob("*.tif"))
    assert len(gone) == 1
    assert would_be.bytes > 0
    assert collect(sample.store)[0].count == 0
    with sample.store.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM trash")) == 1


def test_thumbnails_of_nothing_and_beyond_the_limit_go(sample: SampleStore) -> None:
    folder = sample.store.thumbnails / "9"
    folder.mkdir()
    (folder / "9999-abc.jpg").write_bytes(b"of an image that is gone")
    there = len(list(sample.store.thumbnails.rglob("*.jpg")))
    orphaned, surplus = collect(sample.store, young_seconds=-5)[2:4]
    assert (orphaned.count, surplus.count) == (1, 0)
    orphaned, surplus = collect(sample.store, young_seconds=-5, thumbnail_bytes=0)[2:4]
    assert (orphaned.count, surplus.count) == (0, there - 1)
    assert sample.store.thumbnails.is_dir()


def test_the_commands(sample: SampleStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store, saved, again = str(sample.path), str(tmp_path / "saved"), str(tmp_path / "again")
    assert main(["store", "check", "--contents", "--store", store]) == 0
    assert main(["store", "backup", saved, "--store", store]) == 0
    assert main(["store", "restore", saved, "--store", again]) == 0
    assert main(["store", "reindex", "--store", again]) == 0
    assert main(["store", "gc", "--dry-run", "--store", again]) == 0
    assert main(["store", "migrate", "--store", again]) == 0
    said = capsys.readouterr().out
    assert "is sound" in said
    assert "4 files stay where they were registered" in said
    kept_file(sample).unlink()
    assert main(["store", "check", "--store", store]) == 1
    assert "is missing. Restore it from a backup." in capsys.readouterr().out


def test_an_older_store_is_migrated_and_kept_as_it_was(
    sample: SampleStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from alembic import command

    from omeropyr.gateway.embedded.database import make_engine, writing_options
    from omeropyr.gateway.embedded.upgrade import migration_config

    old = tmp_path / "old"
    old.mkdir()
    engine = make_engine(f"sqlite:///{old / DATABASE}")
    with engine.connect().execution_options(**writing_options(engine)) as connection, connection.begin():
        config = migration_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with pytest.raises(Unavailable, match="version 0001"):
        Store.open(old)
    assert main(["store", "migrate", "--dry-run", "--store", str(old)]) == 0
    assert main(["store", "migrate", "--store", str(old)]) == 0
    assert "from version 0001" in capsys.readouterr().out
    assert (old / "before-0001" / "database.sqlite").is_file()
    assert findings(Store.open(old)) == []
