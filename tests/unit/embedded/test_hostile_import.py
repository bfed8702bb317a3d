"""An import of a folder full of traps: what is good comes in, the rest is refused by a sentence, and nothing hangs."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import numpy as np
import pytest
import tifffile
from sqlalchemy import func, select

from omeropyr.gateway.embedded.importing.importer import Importer
from omeropyr.gateway.embedded.schema import ImageRow
from omeropyr.testing.store import SampleStore, make_store


@pytest.fixture
def sample(tmp_path: Path) -> SampleStore:
    sample = make_store(tmp_path / "store", images=False)
    sample.store.allow(tmp_path)
    return sample


@pytest.fixture
def importer(sample: SampleStore) -> Importer:
    return Importer(sample.store, owner_id=sample.accounts.demo_id, group_id=sample.accounts.group_id)


def write(path: Path) -> None:
    value = sum(os.fsencode(path.name)) % 256
    tifffile.imwrite(path, np.full((16, 16), value, np.uint8), photometric="minisblack", metadata=None)


def trap(folder: Path) -> None:
    """One of each; `good` is an image."""
    folder.mkdir()
    write(folder / "good.tif")
    write(folder / "two\nlines.tif")
    os.mkfifo(folder / "pipe.tif")
    os.mknod(folder / "socket.tif", stat.S_IFSOCK | 0o600)
    (folder / "device.tif").symlink_to("/dev/zero")
    (folder / "loop.tif").symlink_to("loop.tif")
    (folder / "empty.tif").touch()
    (folder / "cut.tif").write_bytes((folder / "good.tif").read_bytes()[:100])


REASONS = {
    "pipe.tif": "not in that format",
    "socket.tif": "not in that format",
    "device.tif": "outside the folder",
    "loop.tif": "no such file",
    "empty.tif": "empty",
    "cut.tif": "truncated",
}


@pytest.mark.parametrize("managed", [False, True], ids=["in place", "copied"])
def test_a_folder_of_traps(tmp_path: Path, sample: SampleStore, importer: Importer, managed: bool) -> None:
    trap(tmp_path / "in")
    report = importer.import_paths([tmp_path / "in"], managed=managed)
    assert {Path(str(one.path)).name for one in report.imported} == {"good.tif", "two\nlines.tif"}
    refused = {Path(str(one.path)).name: one.detail for one in report.refused}
    assert refused.keys() == REASONS.keys()
    assert all(REASONS[name] in detail for name, detail in refused.items()), refused
    assert count_images(sample) == 2


def test_names_that_are_no_text(tmp_path: Path, sample: SampleStore, importer: Importer) -> None:
    """Linux lets names be any bytes; a database keeps text."""
    folder = tmp_path / "in"
    folder.mkdir()
    write(folder / "good.tif")
    for name in (b"\xff.tif", b"\xe9t\xe9.tif"):
        write(folder / "x.tif")
        os.rename(folder / "x.tif", os.fsencode(folder) + b"/" + name)
    report = importer.import_paths([folder])
    assert [Path(str(one.path)).name for one in report.imported] == ["good.tif"]
    assert ["rename the file" in one.detail for one in report.refused] == [True, True]
    assert count_images(sample) == 1


def count_images(sample: SampleStore) -> int:
    with sample.store.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(ImageRow)).scalar_one())
