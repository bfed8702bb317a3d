"""Parsed OME-Zarr images are used again only while nothing that was read for them is different."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from zarr_makers import write_image

from omeropyr.errors import UnreadableFile
from omeropyr.imaging.readers.zarr import ZarrReader
from omeropyr.imaging.readers.zarr_kept import KeptFolders

PIXELS = np.arange(32 * 40, dtype=np.uint16).reshape(1, 32, 40)


@pytest.fixture(params=["0.4", "0.5"])
def image(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return write_image(tmp_path / "a.zarr", request.param, PIXELS)


def test_the_same_image_while_nothing_changes(image: Path) -> None:
    reader = ZarrReader()
    assert reader.open_entry(image, "") is reader.open_entry(image, "")


def test_another_image_in_its_place(image: Path, tmp_path: Path) -> None:
    reader = ZarrReader()
    assert reader.open_entry(image, "").info.size_x == 40
    shutil.rmtree(image)
    version = "0.5" if (tmp_path / "a.zarr" / "zarr.json").exists() else "0.4"
    write_image(image, version, PIXELS[:, :, :30])
    assert reader.open_entry(image, "").info.size_x == 30


def test_changed_metadata(image: Path) -> None:
    reader = ZarrReader()
    reader.open_entry(image, "")
    file = next(one for one in (image / "zarr.json", image / ".zattrs") if one.exists())
    said = json.loads(file.read_text())
    inner = said["attributes"]["ome"] if "attributes" in said else said
    inner["multiscales"][0]["name"] = "another name"
    file.write_text(json.dumps(said))
    assert reader.open_entry(image, "").info.name == "another name"


def test_a_file_that_would_have_been_asked_first(tmp_path: Path) -> None:
    image = write_image(tmp_path / "a.zarr", "0.4", PIXELS)
    reader = ZarrReader()
    reader.open_entry(image, "")
    (image / "zarr.json").write_text("{")
    with pytest.raises(UnreadableFile):
        reader.open_entry(image, "")


def test_an_image_that_is_gone(image: Path) -> None:
    reader = ZarrReader()
    reader.open_entry(image, "")
    shutil.rmtree(image)
    with pytest.raises(Exception, match="Zarr"):
        reader.open_entry(image, "")


def test_the_least_recently_used_leaves_first(tmp_path: Path) -> None:
    parsed = []
    kept = KeptFolders(lambda folder: parsed.append(folder.place.name), limit=2)
    for name in "abacab":
        kept.get(tmp_path / name)
    assert "".join(parsed) == "abcb"
