"""Arrays that zarr reads, with codecs that let no chunk become larger than it may be, and none that runs code.

What a chunk decodes to is its shape times its data type, but codecs believe the chunk: a kilobyte may claim to be a
gigabyte. So the size is asked for before anything is decoded.
"""

from __future__ import annotations

import bz2
import lzma
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import zarr
from zarr.codecs import BloscCodec, GzipCodec, ShardingCodec, ZstdCodec

SLACK = 1024
"""Bytes that checksums and headers of a codec inside another may take."""
HARMLESS = frozenset(
    (
        "adler32",
        "astype",
        "bitround",
        "crc32",
        "crc32c",
        "delta",
        "fixedscaleoffset",
        "fletcher32",
        "jenkins_lookup3",
        "packbits",
        "quantize",
        "shuffle",
    )
)
"""Filters of Zarr 2 that make of a number of bytes about as many."""
NAMES_OF_3 = frozenset(("bytes", "endian", "transpose", "sharding_indexed", "blosc", "gzip", "zstd", "crc32c"))


class TooLarge(ValueError):
    """A chunk would decode to more than it may."""

    def __init__(self) -> None:
        super().__init__("a chunk would become larger than the others")


# how large it would become


def _blosc(data: bytes, limit: int) -> int:
    """Blosc chunk format: bytes 4 to 7."""
    return _head("<I", data, 4)


def _lz4(data: bytes, limit: int) -> int:
    """numcodecs writes the size before the block."""
    return _head("<I", data, 0)


def _zstd(data: bytes, limit: int) -> int:
    """RFC 8878, 3.1.1.1: the size is optional; without it the data are decoded to see."""
    descriptor = _head("<B", data, 4)
    width = (1 if descriptor & 0x20 else 0, 2, 4, 8)[descriptor >> 6]
    if not width:
        import imagecodecs

        return len(imagecodecs.zstd_decode(data, out=limit))
    place = 5 + (0 if descriptor & 0x20 else 1) + (0, 1, 2, 4)[descriptor & 3]
    size = int.from_bytes(data[place : place + width], "little")
    return size + 256 if width == 2 else size


def _head(code: str, data: bytes, place: int) -> int:
    if len(data) < place + struct.calcsize(code):
        raise ValueError("a chunk is cut off")
    found: int = struct.unpack_from(code, data, place)[0]
    return found


def _gzip(data: bytes, limit: int) -> int:
    """Also zlib, and several members one after the other."""
    size = 0
    while data and size <= limit:
        decoder = zlib.decompressobj(wbits=47)
        size += len(decoder.decompress(data, limit + 1))
        data = decoder.unused_data
    return size


def _bz2(data: bytes, limit: int) -> int:
    return len(bz2.BZ2Decompressor().decompress(data, limit + 1))


def _lzma(data: bytes, limit: int) -> int:
    return len(lzma.LZMADecompressor(memlimit=2**28).decompress(data, limit + 1))


SIZES: dict[str, Callable[[bytes, int], int]] = {
    "blosc": _blosc,
    "lz4": _lz4,
    "zstd": _zstd,
    "gzip": _gzip,
    "zlib": _gzip,
    "bz2": _bz2,
    "lzma": _lzma,
}
"""Name of a codec -> what data would decode to in bytes; more than the limit is not told exactly."""


def require_size(name: str, data: bytes, limit: int) -> None:
    """Raises TooLarge, and what a codec raises on damaged data."""
    if SIZES[name](data, limit) > limit:
        raise TooLarge


# codecs that ask first


class BoundedBlosc(BloscCodec):
    async def _decode_single(self, chunk_bytes: Any, chunk_spec: Any) -> Any:
        require_size("blosc", chunk_bytes.to_bytes(), _limit(chunk_spec))
        return await super()._decode_single(chunk_bytes, chunk_spec)


class BoundedGzip(GzipCodec):
    async def _decode_single(self, chunk_bytes: Any, chunk_spec: Any) -> Any:
        require_size("gzip", chunk_bytes.to_bytes(), _limit(chunk_spec))
        return await super()._decode_single(chunk_bytes, chunk_spec)


class BoundedZstd(ZstdCodec):
    async def _decode_single(self, chunk_bytes: Any, chunk_spec: Any) -> Any:
        require_size("zstd", chunk_bytes.to_bytes(), _limit(chunk_spec))
        return await super()._decode_single(chunk_bytes, chunk_spec)


BOUNDED: dict[type[Any], Any] = {BloscCodec: BoundedBlosc, GzipCodec: BoundedGzip, ZstdCodec: BoundedZstd}


def _limit(chunk_spec: Any) -> int:
    size = int(chunk_spec.dtype.to_native_dtype().itemsize)
    for side in chunk_spec.shape:
        size *= int(side)
    return 2 * size + SLACK


class BoundedCompressor:
    """One of Zarr 2 around another, with the interface of numcodecs."""

    codec_id = "bounded"

    def __init__(self, codec: Any, limit: int) -> None:
        self._codec, self._limit = codec, limit

    def decode(self, buf: Any, out: Any = None) -> Any:
        require_size(self._codec.codec_id, bytes(buf), self._limit)
        return self._codec.decode(buf, out)

    def encode(self, buf: Any) -> Any:
        return self._codec.encode(buf)

    def get_config(self) -> Any:
        return self._codec.get_config()

    @classmethod
    def from_config(cls, config: Any) -> Any:
        raise TypeError("it is made of a codec, not of words")


# arrays


def forbidden(array: Any) -> list[str]:
    """Names of codecs that are not read: there are some that run the code they find in a chunk."""
    if array.metadata.zarr_format == 3:
        return sorted({name for name in _names(array.metadata.codecs) if name not in NAMES_OF_3})
    compressor, filters = array.metadata.compressor, array.metadata.filters or ()
    names = {one.codec_id for one in filters} - HARMLESS
    return sorted(names | ({compressor.codec_id} - set(SIZES) if compressor is not None else set()))


def _names(codecs: Sequence[Any]) -> Iterator[str]:
    for codec in codecs:
        yield str(codec.to_dict()["name"])
        if isinstance(codec, ShardingCodec):
            yield from _names(codec.codecs)
            yield from _names(codec.index_codecs)


def bounded(array: Any) -> Any:
    """The same array, read by zarr with codecs that ask before they decode."""
    metadata = array.metadata
    if metadata.zarr_format == 3:
        metadata = replace(metadata, codecs=_bounded(metadata.codecs))
    elif metadata.compressor is not None:
        size = int(array.dtype.itemsize)
        for side in array.chunks:
            size *= int(side)
        metadata = replace(metadata, compressor=BoundedCompressor(metadata.compressor, 2 * size + SLACK))
    made = array.async_array
    return zarr.Array(type(made)(metadata=metadata, store_path=made.store_path, config=made.config))


def _bounded(codecs: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(_asking(codec) for codec in codecs)


def _asking(codec: Any) -> Any:
    if isinstance(codec, ShardingCodec):
        return replace(codec, codecs=_bounded(codec.codecs), index_codecs=_bounded(codec.index_codecs))
    made = BOUNDED.get(type(codec))
    return codec if made is None else made.from_dict(codec.to_dict())
