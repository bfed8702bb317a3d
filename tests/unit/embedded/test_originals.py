"""Files that changed after their import: restored ones are known again, others refused with a remedy."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile

from omeropyr.errors import UnreadableFile
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.importing.files import SAMPLE, WHOLE, mark_of
from omeropyr.gateway.embedded.importing.importer import Importer
from omeropyr.gateway.port import Session
from omeropyr.testing.store import SampleStore, make_store


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleStore:
    folder = tmp_path_factory.mktemp("originals")
    sample = make_store(folder / "store", images=False)
    sample.store.allow(folder)
    return sample


@pytest.fixture
def importer(sample: SampleStore) -> Importer:
    return Importer(sample.store, owner_id=sample.accounts.demo_id, group_id=sample.accounts.group_id)


@pytest.fixture
def join(sample: SampleStore) -> Callable[[], Session]:
    """A session of a process that has opened nothing yet."""
    return lambda: EmbeddedGateway(sample.store).login(sample.demo)


def grey(path: Path, value: int = 9) -> Path:
    tifffile.imwrite(path, np.full((64, 64), value, np.uint8))
    return path


def drawn(session: Session, image_id: int) -> bytes:
    return session.pixels.render_plane(image_id, session.pixels.settings(image_id), z=0, t=0)


@pytest.mark.parametrize("copying", [False, True])
def test_a_restored_file_is_accepted(
    importer: Importer, sample: SampleStore, join: Callable[[], Session], copying: bool
) -> None:
    path = grey(sample.path.parent / f"restored-{copying}.tif", value=5 + copying)
    (image_id,) = importer.import_paths([path], managed=copying).image_ids
    kept = Path(join().images.get(image_id).files[0].path)
    file = kept if kept.is_absolute() else sample.path / kept
    backup = file.with_suffix(".backup")
    shutil.copy(file, backup)
    before = drawn(join(), image_id)
    file.unlink()
    with pytest.raises(UnreadableFile, match="import the file again"):
        drawn(join(), image_id)
    shutil.copy(backup, file)  # a new inode and a new time
    os.utime(file, ns=(1, 1))
    assert drawn(join(), image_id) == before
    backup.unlink()


def test_a_running_process_sees_the_restored_file(
    importer: Importer, sample: SampleStore, join: Callable[[], Session]
) -> None:
    path = grey(sample.path.parent / "running.tif")
    (image_id,) = importer.import_paths([path]).image_ids
    session = join()
    before = drawn(session, image_id)
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    os.utime(path, ns=(7, 7))
    # whoever has it open may be refused once, and then sees it again
    try:
        assert drawn(session, image_id) == before
    except UnreadableFile:
        assert drawn(session, image_id) == before


@pytest.mark.parametrize("change", ["content", "size"])
def test_another_file_is_refused_with_a_remedy(
    importer: Importer, sample: SampleStore, join: Callable[[], Session], change: str
) -> None:
    path = grey(sample.path.parent / f"{change}.tif")
    (image_id,) = importer.import_paths([path]).image_ids
    if change == "content":
        grey(path, value=10)
    else:
        path.write_bytes(path.read_bytes() + b"\0")
    os.utime(path, ns=(1, 1))
    with pytest.raises(UnreadableFile, match=r"has changed since it was imported.*put the original back"):
        drawn(join(), image_id)


def test_a_restored_file_is_not_imported_twice(importer: Importer, sample: SampleStore) -> None:
    path = grey(sample.path.parent / "again.tif")
    assert importer.import_paths([path]).imported
    os.utime(path, ns=(1, 1))
    assert importer.import_paths([path]).present
    grey(path, value=77)
    assert importer.import_paths([path]).imported


def test_marks_see_every_part_they_promise(tmp_path: Path) -> None:
    path = tmp_path / "big"
    size = WHOLE + 4 * SAMPLE
    path.write_bytes(bytes(size))
    before = mark_of(path)
    for place in (0, SAMPLE - 1, size // 2, size - 1):
        with path.open("r+b") as file:
            file.seek(place)
            file.write(b"x")
        assert mark_of(path) != before
        path.write_bytes(bytes(size))
        assert mark_of(path) == before
    path.write_bytes(bytes(size + 1))
    assert mark_of(path) != before


def test_marks_of_folders(tmp_path: Path) -> None:
    folder = tmp_path / "a.zarr"
    (folder / "0").mkdir(parents=True)
    (folder / "zarr.json").write_text("{}")
    for number in range(100):
        (folder / "0" / str(number)).write_bytes(b"chunk")
    before = mark_of(folder)
    os.utime(folder / "0" / "3", ns=(1, 1))
    assert mark_of(folder) == before
    (folder / "0" / "99").rename(folder / "0" / "100")
    assert mark_of(folder) != before
