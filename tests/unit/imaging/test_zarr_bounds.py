"""A small chunk does not become a big one, whichever codec it goes through, and none runs code."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import pickle
import resource
import zlib
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import imagecodecs
import numcodecs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from zarr_makers import write_image
from zarr_variants import variants

from omeropyr.errors import UnreadableFile
from omeropyr.imaging.discover import Refused, discover
from omeropyr.imaging.readers.zarr import ZarrReader
from omeropyr.imaging.readers.zarr_bounds import SIZES, TooLarge, require_size
from omeropyr.imaging.regions import whole

MANY = 2**26
ENCODERS: dict[str, Any] = {
    "blosc": lambda data: numcodecs.Blosc("zstd").encode(data),
    "lz4": lambda data: numcodecs.LZ4().encode(data),
    "zstd": lambda data: numcodecs.Zstd().encode(data),
    "gzip": lambda data: gzip.compress(data, 1),
    "zlib": lambda data: zlib.compress(data, 1),
    "bz2": lambda data: bz2.compress(data, 9),
    "lzma": lambda data: lzma.compress(data, preset=0),
}


def test_every_codec_is_tested() -> None:
    assert ENCODERS.keys() == SIZES.keys()


@pytest.mark.parametrize("name", ENCODERS)
@given(size=st.integers(1, 70_000))
def test_sizes(name: str, size: int) -> None:
    data = bytes(ENCODERS[name](bytes(size)))
    require_size(name, data, size)
    with pytest.raises((TooLarge, imagecodecs.ZstdError)):
        require_size(name, data, size - 1)


@pytest.mark.parametrize("name", ENCODERS)
@given(data=st.binary(max_size=60))
def test_any_bytes_are_sized_or_refused(name: str, data: bytes) -> None:
    with suppress(ValueError, EOFError, OSError, zlib.error, lzma.LZMAError, imagecodecs.ZstdError):
        assert SIZES[name](data, 1000) >= 0


def test_gzip_in_pieces() -> None:
    with pytest.raises(TooLarge):
        require_size("gzip", gzip.compress(bytes(600)) * 2, 1000)


@pytest.fixture(scope="module")
def bombs() -> dict[str, bytes]:
    """They unpack to MANY bytes."""
    return {name: bytes(encode(bytes(MANY))) for name, encode in ENCODERS.items()}


def put_in_each_chunk(path: Path, content: bytes) -> None:
    for file in (path / "0").rglob("*"):
        if file.is_file() and file.name.isdigit():
            file.write_bytes(content)


def assert_refused_in_little_memory(path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with closing(ZarrReader().open(path, 0)) as source, pytest.raises(UnreadableFile, match="cannot be decoded"):
        source.read(whole(source.info), z=0, t=0, channels=[0])
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MANY // 2 // 1024


@pytest.mark.parametrize("filtered", [True, False], ids=["by zarr", "direct"])
@pytest.mark.parametrize("name", ENCODERS)
def test_bombs_in_version_2(tmp_path: Path, bombs: dict[str, bytes], name: str, filtered: bool) -> None:
    path = write_image(tmp_path / "a.zarr", "0.4", np.ones((1, 32, 40), np.uint16))
    file = path / "0" / ".zarray"
    said = json.loads(file.read_text())
    said["compressor"] = {"id": name}
    said["filters"] = [{"id": "delta", "dtype": "<u2"}] if filtered else None
    file.write_text(json.dumps(said))
    put_in_each_chunk(path, bombs[name])
    assert_refused_in_little_memory(path)


@pytest.mark.parametrize("name", ["blosc", "gzip", "zstd"])
@pytest.mark.parametrize("layout", ["plain", "transposed", "sharded"])
def test_bombs_in_version_3(tmp_path: Path, bombs: dict[str, bytes], name: str, layout: str) -> None:
    path = write_image(tmp_path / "a.zarr", "0.5", np.ones((1, 32, 40), np.uint16))
    file = path / "0" / "zarr.json"
    said = json.loads(file.read_text())
    plain = [{"name": "bytes", "configuration": {"endian": "little"}}]
    made: dict[str, Any] = {"gzip": {"level": 1}, "zstd": {"level": 1, "checksum": False}}
    blosc = {"cname": "zstd", "clevel": 1, "shuffle": "shuffle", "typesize": 2, "blocksize": 0}
    codecs = [*plain, {"name": name, "configuration": made.get(name, blosc)}]
    content = bombs[name]
    if layout == "transposed":
        codecs = [{"name": "transpose", "configuration": {"order": [0, 2, 1]}}, *codecs]
    if layout == "sharded":
        shard = {"chunk_shape": [1, 32, 40], "codecs": codecs, "index_codecs": plain, "index_location": "start"}
        codecs = [{"name": "sharding_indexed", "configuration": shard}]
        content = np.array([16, len(content)], "<u8").tobytes() + content
    file.write_text(json.dumps({**said, "codecs": codecs}))
    put_in_each_chunk(path, content)
    assert_refused_in_little_memory(path)


@pytest.mark.parametrize("filters", [[{"id": "pickle"}], [{"id": "vlen-utf8"}, {"id": "pickle"}], [{"id": "json2"}]])
@pytest.mark.parametrize("dtype", ["<u2", "|O"])
def test_chunks_that_bring_code(tmp_path: Path, filters: list[dict[str, str]], dtype: str) -> None:
    path = write_image(tmp_path / "a.zarr", "0.4", np.ones((1, 32, 40), np.uint16))
    file = path / "0" / ".zarray"
    file.write_text(
        json.dumps({**json.loads(file.read_text()), "filters": filters, "dtype": dtype, "fill_value": None})
    )
    put_in_each_chunk(path, pickle.dumps(pytest.fail))
    (outcome,) = discover([path])
    assert isinstance(outcome, Refused)
    assert outcome.reason


@pytest.mark.filterwarnings("ignore:Numcodecs codecs")
def test_rare_codecs_of_version_3_are_named(tmp_path: Path) -> None:
    path = write_image(tmp_path / "a.zarr", "0.5", np.ones((1, 32, 40), np.uint16))
    file = path / "0" / "zarr.json"
    said = json.loads(file.read_text())
    codecs = [said["codecs"][0], {"name": "numcodecs.lzma", "configuration": {"preset": 1}}]
    file.write_text(json.dumps({**said, "codecs": codecs}))
    (outcome,) = discover([path])
    assert isinstance(outcome, Refused)
    assert "numcodecs.lzma" in outcome.reason


def test_what_zarr_reads_is_read(tmp_path: Path) -> None:
    """The other variants are compared pixel by pixel elsewhere; here only that the slow way is open."""
    chosen = [one for one in variants() if one.name in ("2-bz2", "2-order-f", "3-two", "3-sharded")]
    assert len(chosen) == 4
    for variant in chosen:
        path = tmp_path / f"{variant.name}.zarr"
        variant.write(path)
        with closing(ZarrReader().open(path, 0)) as source:
            assert source.read(whole(source.info), z=0, t=0, channels=[0]).any()
