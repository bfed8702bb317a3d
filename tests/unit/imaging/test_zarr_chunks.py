"""Chunks read directly are what zarr reads; what cannot be read directly is left to zarr."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
import zarr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numcodecs import LZ4, Blosc, Delta, GZip, Zlib, Zstd
from zarr.codecs import BloscCodec, BytesCodec, Crc32cCodec, GzipCodec, TransposeCodec, ZstdCodec

from omeropyr.errors import UnreadableFile
from omeropyr.imaging.cache import decoded
from omeropyr.imaging.readers.zarr_chunks import DirectArray, direct

SHAPE, CHUNKS = (2, 3, 70, 90), (1, 2, 32, 40)
OLD = [None, Blosc("lz4", 5, 1), Blosc("zstd", 3, 2), Zstd(1), GZip(1), Zlib(1), LZ4()]
NEW = [None, BloscCodec(cname="lz4"), BloscCodec(cname="zstd"), ZstdCodec(), GzipCodec()]


def write(
    path: Path, zarr_format: int, dtype: str = "<u2", separator: str = "/", **options: Any
) -> tuple[Any, np.ndarray]:
    """An array whose second half is nothing but the fill value, and its pixels."""
    encoding = {"name": "v2" if zarr_format == 2 else "default", "separator": separator}
    array = zarr.create_array(
        path,
        shape=SHAPE,
        chunks=CHUNKS,
        dtype=dtype,
        zarr_format=zarr_format,
        chunk_key_encoding=encoding,
        fill_value=7,
        **options,
    )
    pixels = np.random.default_rng(0).integers(0, 100, SHAPE).astype(dtype)
    pixels[1] = 7
    array[:1] = pixels[:1]
    return zarr.open_array(path, mode="r"), pixels


PARTS = [
    (0, 1, slice(0, 70), slice(0, 90)),
    (0, 2, slice(5, 20), slice(3, 9)),
    (0, 2, slice(32, 64), slice(40, 80)),
    (1, 0, slice(1, 40), slice(30, 90)),
]


def name_of(value: Any) -> str:
    """Without what zarr writes in the order of a set, which is another in every process."""
    return re.sub(r"_tunable_attrs=\{[^}]*\}, ", "", str(value))


@pytest.mark.parametrize("separator", ["/", "."])
@pytest.mark.parametrize(
    ("zarr_format", "compressor"), [*((2, one) for one in OLD), *((3, one) for one in NEW)], ids=name_of
)
def test_like_zarr(tmp_path: Path, zarr_format: int, compressor: Any, separator: str) -> None:
    array, pixels = write(tmp_path / "a", zarr_format, separator=separator, compressors=compressor)
    fast = direct(array)
    assert fast is not None
    for index in PARTS:
        for brief in (True, False):
            np.testing.assert_array_equal(fast.part(index, brief=brief), pixels[index])


@pytest.mark.parametrize("dtype", ["u1", "i2", "<u4", "<f4", "<f8"])
def test_types(tmp_path: Path, dtype: str) -> None:
    for zarr_format in (2, 3):
        array, pixels = write(tmp_path / f"{zarr_format}", zarr_format, dtype)
        fast = direct(array)
        assert fast is not None
        np.testing.assert_array_equal(fast.part(PARTS[0]), pixels[PARTS[0]])


def test_big_endian(tmp_path: Path) -> None:
    old, pixels = write(tmp_path / "2", 2, ">u2")
    new, _ = write(tmp_path / "3", 3, "u2", serializer=BytesCodec(endian="big"))
    for array in (old, new):
        fast = direct(array)
        assert fast is not None
        found = fast.part(PARTS[0])
        assert found.dtype.isnative
        np.testing.assert_array_equal(found, pixels[PARTS[0]])


@pytest.mark.parametrize(
    "options",
    [
        {"zarr_format": 2, "filters": [Delta("<u2")]},
        {"zarr_format": 2, "order": "F"},
        {"zarr_format": 3, "filters": [TransposeCodec(order=(0, 1, 3, 2))]},
        {"zarr_format": 3, "compressors": [Crc32cCodec()]},
        {"zarr_format": 3, "shards": (2, 4, 64, 80)},
    ],
    ids=name_of,
)
def test_the_rest_is_left_to_zarr(tmp_path: Path, options: dict) -> None:
    array, _ = write(tmp_path / "a", **options)
    assert direct(array) is None


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_part(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "a"
    array, pixels = write(path, 2) if not path.exists() else (zarr.open_array(path, mode="r"), None)
    fast = direct(array)
    assert fast is not None
    index: list[int | slice] = []
    for size in SHAPE[:2]:
        index.append(data.draw(st.integers(0, size - 1)))
    for size in SHAPE[2:]:
        start = data.draw(st.integers(0, size - 1))
        index.append(slice(start, data.draw(st.integers(start + 1, size))))
    np.testing.assert_array_equal(fast.part(index), array[tuple(index)] if pixels is None else pixels[tuple(index)])


# bad input


def chunk_of(folder: Path) -> Path:
    return folder / "0" / "0" / "0" / "0"


def opened(path: Path, **options: Any) -> DirectArray:
    found = direct(write(path, 2, **options)[0])
    assert found is not None
    return found


WHERE = (0, 0, slice(0, 32), slice(0, 40))


@pytest.mark.parametrize("compressor", OLD, ids=name_of)
def test_a_chunk_that_grows_is_refused(tmp_path: Path, compressor: Any) -> None:
    """A small file that decodes to far more than a chunk."""
    fast = opened(tmp_path / "a", compressors=compressor)
    many = np.zeros(2**24, np.uint8)
    chunk_of(tmp_path / "a").write_bytes(many.tobytes() if compressor is None else bytes(compressor.encode(many)))
    for brief in (True, False):
        with pytest.raises(UnreadableFile, match="decoded"):
            fast.part(WHERE, brief=brief)


@given(cut=st.integers(0, 2000), value=st.binary(max_size=4))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_chunks(tmp_path: Path, cut: int, value: bytes) -> None:
    decoded.clear()
    path = tmp_path / "a"
    fast = direct(zarr.open_array(path, mode="r")) if path.exists() else opened(path, compressors=Blosc("lz4"))
    assert fast is not None
    data = imagecodecs.blosc_encode(np.arange(2560, dtype=np.uint16).tobytes(), typesize=2)
    chunk_of(path).write_bytes(data[:cut] + value + data[cut + len(value) :] if value else data[:cut])
    try:
        assert fast.part(WHERE).shape == (32, 40)
    except UnreadableFile as error:
        message = str(error)
        assert "\n" not in message


def test_changes_are_seen(tmp_path: Path) -> None:
    fast = opened(tmp_path / "a", compressors=None)
    before, known = fast.part(WHERE).copy(), fast.stamps(WHERE)
    chunk = chunk_of(tmp_path / "a")
    chunk.write_bytes(bytes(chunk.stat().st_size))
    os.utime(chunk, ns=(1, 1))
    assert fast.stamps(WHERE) != known
    assert before.any()
    assert not fast.part(WHERE).any()
    (tmp_path / "a" / ".zarray").unlink()
    with pytest.raises(UnreadableFile):
        fast.part(WHERE)
