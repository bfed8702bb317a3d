"""An image whose file is damaged in its middle is not exported by half: an error says so, and nothing is left."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile

from omeropyr.errors import UnreadableFile
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.importing.importer import Importer
from omeropyr.gateway.port import Session
from omeropyr.imaging.export.ome_tiff import write_ome_tiff
from omeropyr.imaging.opening import open_source
from omeropyr.imaging.pyramid import build_pyramid
from omeropyr.imaging.settings import ExportFormat, MovieRequest
from omeropyr.imaging.source import SourceSpec
from omeropyr.testing.store import SampleStore, imported_ids, make_store

PLANES, DAMAGED = 40, 13
"""The import looks at fifteen planes, and not at this one: nothing remembers it."""


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[SampleStore]:
    sample = make_store(tmp_path / "store", images=False)
    yield sample
    sample.store.close()


@pytest.fixture
def damaged(sample: SampleStore, tmp_path: Path) -> Path:
    """A stack, one section of which is damaged later, without leaving a trace in size or time, as disks do."""
    path = tmp_path / "store-originals" / "stack.ome.tif"
    pixels = np.random.default_rng(1).integers(0, 9, (PLANES, 64, 64)).astype(np.uint16)
    tifffile.imwrite(path, pixels, compression="zlib", metadata={"axes": "ZYX"})
    return path


def damage(path: Path) -> None:
    with tifffile.TiffFile(path) as tiff:
        page = tiff.pages[DAMAGED].aspage()
        place, length = page.dataoffsets[0], page.databytecounts[0]
    times = path.stat()
    with path.open("r+b") as file:
        file.seek(place)
        file.write(b"\xff" * length)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


@pytest.fixture
def image(sample: SampleStore, damaged: Path) -> int:
    """Imported while it was sound."""
    importer = Importer(sample.store, owner_id=sample.accounts.demo_id, group_id=sample.accounts.group_id)
    (image_id,) = imported_ids(importer.import_paths([damaged], dataset="d"))
    damage(damaged)
    return image_id


@pytest.fixture
def session(sample: SampleStore) -> Iterator[Session]:
    gateway = EmbeddedGateway(sample.store)
    yield gateway.login(sample.demo)
    gateway.close()


Export = Callable[[Session, int], object]
EXPORTS: dict[str, Export] = {
    "OME-TIFF": lambda session, image: session.pixels.export(image, ExportFormat.OME_TIFF),
    "OME-Zarr": lambda session, image: session.pixels.export(image, ExportFormat.OME_ZARR),
    "movie": lambda session, image: session.pixels.movie(image, session.pixels.settings(image), MovieRequest(axis="z")),
}


@pytest.mark.parametrize("kind", EXPORTS)
def test_no_byte_goes_out_and_nothing_is_left(sample: SampleStore, session: Session, image: int, kind: str) -> None:
    if kind == "movie":
        pytest.importorskip("av", reason="movies need the extra omeropyr[movie]")
    before = set(sample.path.rglob("*"))
    with pytest.raises(UnreadableFile, match=r"stack\.ome\.tif"):
        EXPORTS[kind](session, image)
    assert set(sample.path.rglob("*")) - before == set()


def test_files_that_cannot_be_finished_are_not_kept(damaged: Path, tmp_path: Path) -> None:
    damage(damaged)
    source = open_source(SourceSpec(reader="tiff", files=(str(damaged),)))
    (tmp_path / "made").mkdir()
    with pytest.raises(UnreadableFile):
        write_ome_tiff(source, tmp_path / "made" / "half.ome.tif")
    with pytest.raises(UnreadableFile):
        build_pyramid(source, tmp_path / "made" / "half.ome.zarr")
    source.close()
    assert list((tmp_path / "made").iterdir()) == []
