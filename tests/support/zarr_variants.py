"""Every way to store an image in OME-Zarr that zarr can write."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numcodecs
import zarr
from tiff_variants import Variant, noise
from zarr.codecs import BloscCodec, BytesCodec, GzipCodec, TransposeCodec, ZstdCodec
from zarr_makers import write_group

SHAPE = {"t": 2, "c": 3, "z": 4, "y": 45, "x": 61}
CHUNK = {"t": 1, "c": 1, "z": 2, "y": 20, "x": 32}


def variants() -> Iterator[Variant]:
    for dtype in ("bool", "u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8", "c8"):
        for version in ("0.4", "0.5"):
            yield _image(f"{dtype}-{version}", version, dtype, "cyx", accepted=dtype != "c8")
    yield from _big_endian()
    yield from _version_2()
    yield from _version_3()
    for axes in ("yx", "xy", "zyx", "czyx", "tcyx", "tczyx", "tyx"):
        yield _image(f"axes-{axes}", "0.5", "u2", axes)
    yield _image("levels", "0.5", "u2", "czyx", levels=3)
    yield _image("levels-2", "0.4", "u2", "tcyx", levels=3)
    yield _image("holes", "0.5", "u2", "cyx", holes=True, fill_value=77)
    yield _image("holes-2", "0.4", "f4", "cyx", holes=True, fill_value=float("nan"))


def _big_endian() -> Iterator[Variant]:
    for dtype in (">u2", ">i4", ">f4", ">f8"):
        yield _image(f"big-{dtype[1:]}-0.4", "0.4", dtype, "cyx")
        yield _image(f"big-{dtype[1:]}-0.5", "0.5", dtype[1:], "cyx", serializer=BytesCodec(endian="big"))


def _version_2() -> Iterator[Variant]:
    compressors: dict[str, Any] = {
        "none": None,
        "zlib": numcodecs.Zlib(1),
        "gzip": numcodecs.GZip(1),
        "zstd": numcodecs.Zstd(1),
        "lz4": numcodecs.LZ4(),
        "bz2": numcodecs.BZ2(1),
        "lzma": numcodecs.LZMA(preset=1),
        "blosc-lz4": numcodecs.Blosc("lz4", 5, numcodecs.Blosc.SHUFFLE),
        "blosc-zstd": numcodecs.Blosc("zstd", 5, numcodecs.Blosc.BITSHUFFLE),
        "blosc-zlib": numcodecs.Blosc("zlib", 5, numcodecs.Blosc.NOSHUFFLE),
        "blosc-lz4hc": numcodecs.Blosc("lz4hc", 5),
        "blosc-blosclz": numcodecs.Blosc("blosclz", 5),
    }
    for name, compressor in compressors.items():
        yield _image(f"2-{name}", "0.4", "u2", "zyx", compressors=compressor)
    yield _image("2-order-f", "0.4", "u2", "czyx", order="F")
    yield _image("2-delta", "0.4", "u2", "czyx", filters=[numcodecs.Delta(dtype="u2")])
    yield _image("2-dots", "0.4", "u2", "czyx", chunk_key_encoding={"name": "v2", "separator": "."})


def _version_3() -> Iterator[Variant]:
    compressors: dict[str, Any] = {
        "none": None,
        "gzip": GzipCodec(level=1),
        "zstd": ZstdCodec(level=1),
        "zstd-checksum": ZstdCodec(level=1, checksum=True),
        "blosc": BloscCodec(cname="zstd", clevel=3, shuffle="bitshuffle"),
        "two": [ZstdCodec(level=1), GzipCodec(level=1)],
    }
    for name, compressor in compressors.items():
        yield _image(f"3-{name}", "0.5", "u2", "zyx", compressors=compressor)
    yield _image("3-sharded", "0.5", "u2", "czyx", shards={"y": 40, "x": 64, "z": 4})
    yield _image("3-transposed", "0.5", "u2", "zyx", filters=[TransposeCodec(order=(2, 0, 1))])
    yield _image("3-dots", "0.5", "u2", "zyx", chunk_key_encoding={"name": "default", "separator": "."})
    yield _image("3-keys-of-2", "0.5", "u2", "zyx", chunk_key_encoding={"name": "v2", "separator": "/"})


def _image(
    name: str,
    version: str,
    dtype: str,
    axes: str,
    *,
    levels: int = 1,
    holes: bool = False,
    accepted: bool = True,
    shards: dict[str, int] | None = None,
    **options: Any,
) -> Variant:
    def write(path: Path) -> None:
        pixels = noise(tuple(SHAPE[axis] for axis in axes), dtype)
        for level in range(levels):
            step = 2**level
            data = pixels[tuple(slice(None, None, step) if axis in "yx" else slice(None) for axis in axes)]
            array = zarr.create_array(
                str(path / str(level)),
                shape=data.shape,
                dtype=dtype,
                chunks=tuple(CHUNK[axis] for axis in axes),
                shards=tuple(shards.get(axis, 1) for axis in axes) if shards else None,
                zarr_format=2 if version == "0.4" else 3,
                **{"chunk_key_encoding": _separated(version), **options},
            )
            array[...] = data
        if holes:
            next(file for file in sorted(path.rglob("*")) if file.is_file() and file.name[-1].isdigit()).unlink()
        datasets = [
            {"path": str(level), "coordinateTransformations": [{"type": "scale", "scale": [1] * len(axes)}]}
            for level in range(levels)
        ]
        said = [{"name": axis} for axis in axes]
        write_group(path, version, {"multiscales": [{"axes": said, "datasets": datasets}]})

    return Variant(name, ".zarr", write, axes.upper(), accepted)


def _separated(version: str) -> dict[str, str]:
    return {"name": "v2" if version == "0.4" else "default", "separator": "/"}


def level_paths(path: Path) -> list[Path]:
    """The arrays of an image made here."""
    return sorted(child for child in path.iterdir() if child.is_dir())


def words_of(path: Path) -> dict[str, Any]:
    """The metadata of an array or group."""
    found: dict[str, Any] = json.loads(path.read_text())
    return found
