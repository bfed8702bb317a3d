"""Chunks that are not there have the fill value; claiming very many of them costs nobody any time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zarr
from zarr_makers import VERSIONS, write_group

from omeropyr.errors import UnreadableFile
from omeropyr.imaging.inspection import inspect
from omeropyr.imaging.readers.zarr import ZarrReader
from omeropyr.imaging.readers.zarr_chunks import FEW
from omeropyr.imaging.source import Region

CHUNK, FILL = 8, 77


def write_sparse(path: Path, version: str, grid: int, present: int, *, separator: str = "/", levels: int = 1) -> Path:
    """A square of `grid` x `grid` chunks, of which the first `present` are there; level n has 1/1000^n of the side."""
    names = [str(level) for level in range(levels)]
    for level, name in enumerate(names):
        side = max(1, grid * CHUNK // 1000**level)
        encoding: Any = {"name": "v2" if version == "0.4" else "default", "separator": separator}
        array = zarr.create_array(
            str(path / name),
            shape=(side, side),
            chunks=(CHUNK, CHUNK),
            dtype="uint8",
            fill_value=FILL,
            zarr_format=2 if version == "0.4" else 3,
            chunk_key_encoding=encoding,
        )
        for number in range(present if level == 0 else 0):
            row, column = divmod(number, grid)
            array[row * CHUNK : (row + 1) * CHUNK, column * CHUNK : (column + 1) * CHUNK] = number % 70
    datasets = [{"path": name, "coordinateTransformations": [{"type": "scale", "scale": [1, 1]}]} for name in names]
    write_group(path, version, {"multiscales": [{"axes": [{"name": "y"}, {"name": "x"}], "datasets": datasets}]})
    return path


@pytest.mark.parametrize("version", VERSIONS)
def test_many_chunks_of_which_hardly_any_is_there_are_refused(tmp_path: Path, version: str) -> None:
    claimed = write_sparse(tmp_path / "claimed.zarr", version, grid=130, present=20)
    with pytest.raises(UnreadableFile, match="claims 16,900 chunks to look at, of which hardly any is there"):
        inspect(claimed)


def test_some_that_are_there_are_enough(tmp_path: Path) -> None:
    (info,) = inspect(write_sparse(tmp_path / "sparse.zarr", "0.4", grid=130, present=170)).infos
    assert info.size_x == 130 * CHUNK
    (small,) = inspect(write_sparse(tmp_path / "empty.zarr", "0.4", grid=30, present=0)).infos
    assert small.size_x == 30 * CHUNK


@pytest.mark.parametrize("separator", "/.")
@pytest.mark.parametrize("version", VERSIONS)
def test_absent_chunks_have_the_fill_value(tmp_path: Path, version: str, separator: str) -> None:
    grid, present = 12, 30
    path = write_sparse(tmp_path / "sparse.zarr", version, grid, present, separator=separator)
    expected = np.full((grid * CHUNK, grid * CHUNK), FILL, np.uint8)
    for number in range(present):
        row, column = divmod(number, grid)
        expected[row * CHUNK : (row + 1) * CHUNK, column * CHUNK : (column + 1) * CHUNK] = number % 70
    assert grid * grid > FEW, "folders are listed"
    source = ZarrReader().open(path, 0)
    for region in (Region(0, 0, 0, 96, 96), Region(0, 3, 5, 90, 81), Region(0, 0, 40, 96, 56), Region(0, 1, 1, 20, 20)):
        found = source.read(region, z=0, t=0, channels=[0])[0]
        part = expected[region.y : region.y + region.height, region.x : region.x + region.width]
        np.testing.assert_array_equal(found, part)


def test_a_tiny_level_is_no_pyramid(tmp_path: Path) -> None:
    """The level that is worth looking at is the large one."""
    path = write_sparse(tmp_path / "claimed.zarr", "0.4", grid=60, present=0, levels=2)
    header = path / "0" / ".zarray"
    header.write_text(json.dumps({**json.loads(header.read_text()), "shape": [2**18, 2**18], "chunks": [2**13, 2**13]}))
    with pytest.raises(UnreadableFile, match="has no smaller levels: save it as a pyramid"):
        inspect(path)
