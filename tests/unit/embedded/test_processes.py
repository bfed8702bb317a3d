"""Imports that are killed, and several processes on one store."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest
import tifffile
from sqlalchemy import text

from omeropyr.errors import SessionEnded
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.model import Credentials, JobState, Scope
from omeropyr.testing.store import SampleStore, make_store

FILES = 12
IMPORT = """
    import sys
    from pathlib import Path
    from omeropyr.gateway.embedded.importing.importer import Importer
    from omeropyr.gateway.embedded.store import Store
    store = Store.open(Path(sys.argv[1]))
    importer = Importer(store, owner_id=1, group_id=3)
    def tell(done, total, outcome):
        print(done, flush=True)
    report = importer.import_paths([Path(sys.argv[2])], managed=sys.argv[3] == "copy", progress=tell)
    print(len(report.imported), len(report.present), len(report.refused))
"""


@pytest.fixture
def sample(tmp_path: Path) -> SampleStore:
    sample = make_store(tmp_path / "store", images=False)
    images = tmp_path / "images"
    images.mkdir()
    sample.store.allow(images)
    for number in range(FILES - 1):
        pixels = np.full((64, 64), number, np.uint8)
        tifffile.imwrite(images / f"{chr(97 + number)}.tif", pixels)
    # one that gets a pyramid, so that its part of the work is hit as well
    tifffile.imwrite(images / "zz.tif", np.zeros((3300, 3300), np.uint16), compression="zlib")
    return sample


def start(sample: SampleStore, how: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", textwrap.dedent(IMPORT), str(sample.path), str(images_of(sample)), how]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def images_of(sample: SampleStore) -> Path:
    return sample.path.parent / "images"


def assert_whole(store: Store) -> int:
    """Number of images; each of them has everything, and can be seen."""
    with store.reading() as connection:
        images = connection.scalar(text("SELECT count(*) FROM image"))
        for table in ("pixels", "channel", "dataset_image", "original_file", "import_record"):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == images, table  # noqa: S608
        assert connection.scalar(text("SELECT count(*) FROM event WHERE action = 'import'")) == images
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
        ids = list(connection.scalars(text("SELECT id FROM image")))
    gateway = EmbeddedGateway(store)
    session = gateway.login(Credentials("demo", "demo"))
    assert None not in session.pixels.thumbnails(ids, 96).values()
    listed = session.browse.images(Scope(group_id=3))
    assert listed.total == images
    gateway.close()
    return len(ids)


@pytest.mark.parametrize("how", ["in place", "copy"])
def test_killed_imports_leave_nothing_half_done(sample: SampleStore, how: str) -> None:
    """Killed at several moments: after some files, and some milliseconds into the work on the next."""
    for after, delay in ((0, 0.001), (2, 0.004), (3, 0.0), (2, 0.012), (FILES - 1, 0.05)):
        process = start(sample, how)
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == str(after):
                break
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert_whole(sample.store)
    last = start(sample, how)
    output, _ = last.communicate(timeout=120)
    imported, present, refused = (int(number) for number in output.splitlines()[-1].split())
    assert (imported + present, refused) == (FILES, 0)
    assert present > 0
    assert assert_whole(sample.store) == FILES
    copies = {path.name for path in sample.store.managed.rglob("*.tif")}
    assert len(copies) == (FILES if how == "copy" else 0)
    assert len(list(sample.store.managed.iterdir())) == len(copies)
    assert pyramids_made_by_jobs(sample) == 1


def pyramids_made_by_jobs(sample: SampleStore) -> int:
    """Pyramids in the store once every job of the imports is over."""
    gateway = EmbeddedGateway(sample.store)
    session = gateway.login(sample.demo)
    for job in session.jobs.mine().items:
        assert session.jobs.wait(job.id, 60).state is JobState.DONE
    gateway.close()
    return len(list(sample.store.pyramids.iterdir()))


def test_two_imports_of_the_same_folder_at_once(sample: SampleStore) -> None:
    processes = [start(sample, "in place") for _ in range(2)]
    results = [process.communicate(timeout=120)[0].splitlines()[-1].split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert sum(int(imported) for imported, _, _ in results) == FILES
    assert [refused for _, _, refused in results] == ["0", "0"]
    assert assert_whole(sample.store) == FILES
    with sample.store.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM dataset")) == 1


def test_two_processes_see_each_other_s_changes(sample: SampleStore) -> None:
    gateway, other = EmbeddedGateway(sample.store), EmbeddedGateway(Store.open(sample.path))
    session = gateway.login(sample.demo)
    there = other.join(session.key)
    tag = session.annotations.create_tag("t", group_id=sample.accounts.group_id)
    assert [found.id for found in there.annotations.tags().items] == [tag]
    there.end()
    with pytest.raises(SessionEnded):
        gateway.join(session.key)
    other.close()
    gateway.close()


def test_engines_are_not_shared_with_forked_processes(sample: SampleStore) -> None:
    script = """
        import os, sys
        from pathlib import Path
        from omeropyr.gateway.embedded.store import Store
        from sqlalchemy import text
        store = Store.open(Path(sys.argv[1]))
        before = store.engine
        child = os.fork()
        if child == 0:
            with store.reading() as connection:
                fine = store.engine is not before and connection.scalar(text("SELECT count(*) FROM image")) == 0
            os._exit(0 if fine else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert store.engine is before
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(script), str(sample.path)], check=True)
