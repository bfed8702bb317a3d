"""Every way to store pixels in a TIFF gives what tifffile gives; what is wrong with a segment is one clear error."""

from __future__ import annotations

import os
import resource
import struct
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from itertools import product
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import tifffile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omeropyr.errors import UnreadableFile
from omeropyr.imaging.cache import decoded
from omeropyr.imaging.readers.tiff import TiffReader
from omeropyr.imaging.readers.tiff_codecs import jpeg2000_size, jpeg_size
from omeropyr.imaging.readers.tiff_segments import Box, layout_of
from omeropyr.imaging.source import Region

READER = TiffReader()
HEIGHT, WIDTH = 150, 211
OF_BYTES = ("jpeg", "webp")
OF_INTEGERS = ("jpeg2000", "png", "jpegxl", "jpegxr")
IMAGES = (*OF_BYTES, *OF_INTEGERS)
COMPRESSIONS = (None, "lzw", "zlib", "packbits", "zstd", "lzma", *IMAGES)


def kinds() -> Iterator[dict]:
    """Compression, type, predictor, byte order, layout and samples, as far as they go together."""
    for compression, dtype, samples in product(COMPRESSIONS, ("u1", "u2", "f4"), (1, 3)):
        possible = {**dict.fromkeys(OF_BYTES, ("u1",)), **dict.fromkeys(OF_INTEGERS, ("u1", "u2"))}
        unusual = dtype not in possible.get(compression, (dtype,))
        if unusual or (compression == "webp" and samples == 1):
            continue
        plain = compression in (None, "packbits", *IMAGES)
        for predictor in (1,) if plain else (1, 2) if dtype[0] != "f" else (1, 3):
            yield {"compression": compression, "dtype": dtype, "samples": samples, "predictor": predictor}
    for dtype, samples in (("i2", 1), ("u4", 3), ("f8", 1), ("i1", 4), ("u1", 4)):
        yield {"compression": "zlib", "dtype": dtype, "samples": samples, "predictor": 3 if dtype == "f8" else 2}


def write(path: Path, kind: dict, order: str, tile: tuple[int, int] | None, planar: str) -> None:
    rng = np.random.default_rng(1)
    samples = kind["samples"]
    pixels = rng.integers(0, 120, (HEIGHT, WIDTH, samples)).astype(kind["dtype"])
    pixels = pixels[..., 0] if samples == 1 else np.moveaxis(pixels, 2, 0) if planar == "separate" else pixels
    tifffile.imwrite(
        path,
        pixels,
        compression=kind["compression"],
        predictor=kind["predictor"] if kind["predictor"] > 1 else None,
        byteorder=order,
        planarconfig=planar if samples > 1 else None,
        tile=tile,
        rowsperstrip=None if tile else 40,
        photometric="minisblack" if samples == 1 else "rgb",
    )


@pytest.mark.parametrize("kind", list(kinds()), ids=lambda kind: "-".join(map(str, kind.values())))
def test_like_tifffile(tmp_path: Path, kind: dict) -> None:
    can_split = kind["samples"] > 1 and kind["compression"] != "webp"
    other = "<" if kind["compression"] in OF_INTEGERS else ">"  # their encoders take this machine's order only
    for order, tile, planar in (("<", (64, 64), "contig"), (other, None, "separate" if can_split else "contig")):
        path = tmp_path / f"{ord(order)}-{tile}-{planar}.tif"
        write(path, kind, order, tile, planar)
        assert_like_tifffile(path, planar)


def assert_like_tifffile(path: Path, planar: str = "contig") -> None:
    expected = tifffile.imread(path)
    expected = expected[None] if expected.ndim == 2 else expected
    expected = np.moveaxis(expected, -1, 0) if planar == "contig" and expected.shape[0] == HEIGHT else expected
    with closing(READER.open(path, 0)) as source:
        channels = range(source.info.size_c)
        for x, y, width, height in ((0, 0, WIDTH, HEIGHT), (17, 33, 90, 70), (64, 64, 64, 64)):
            found = source.read(Region(0, x, y, width, height), z=0, t=0, channels=channels)
            part = expected[: len(channels), y : y + height, x : x + width]
            assert found.dtype.isnative
            np.testing.assert_array_equal(found, part.astype(found.dtype))


@pytest.mark.parametrize(
    "options",
    [
        {"bitspersample": 12},
        {"bitspersample": 12, "tile": (64, 64)},
        {"bitspersample": 10},
        {"dtype": "bool"},
        {"dtype": "bool", "compression": "zlib"},
        {"photometric": "palette"},
    ],
    ids=str,
)
def test_packed_bits(tmp_path: Path, options: dict) -> None:
    rng = np.random.default_rng(2)
    dtype = options.pop("dtype", "u1" if "photometric" in options else "u2")
    pixels = (rng.random((HEIGHT, WIDTH)) * 200).astype("u1").astype(dtype)
    colors = {"colormap": rng.integers(0, 65535, (3, 256), dtype=np.uint16)} if "photometric" in options else {}
    tifffile.imwrite(tmp_path / "packed.tif", pixels, **{"photometric": "minisblack", **options, **colors})
    with closing(READER.open(tmp_path / "packed.tif", 0)) as source:
        found = source.read(Region(0, 3, 5, 200, 100), z=0, t=0, channels=[0])[0]
    np.testing.assert_array_equal(found, pixels[5:105, 3:203])


@given(
    size=st.tuples(st.integers(1, 300), st.integers(1, 300)),
    tile=st.tuples(st.integers(1, 9), st.integers(1, 9)).map(lambda pair: (pair[0] * 16, pair[1] * 16)),
    data=st.data(),
)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_segments_cover_a_box_once(tmp_path: Path, size: tuple, tile: tuple, data: st.DataObject) -> None:
    height, width = size
    path = tmp_path / "grid.tif"
    tifffile.imwrite(path, np.zeros(size, np.uint8), tile=tile)
    with tifffile.TiffFile(path) as tif:
        layout = layout_of(tif.pages.first)
    left, top = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    box = Box(left, top, data.draw(st.integers(left + 1, width)), data.draw(st.integers(top + 1, height)))
    hits = np.zeros(size, int)
    for index, place in layout.segments(box, 0):
        assert 0 <= index < layout.segment_count
        hits[place.top : place.bottom, place.left : place.right] += 1
    assert (hits[box.top : box.bottom, box.left : box.right] == 1).all()
    whole = layout.whole_segment(box.left, box.top, box.width, box.height)
    if whole is not None:
        assert list(layout.segments(box, 0)) == [(whole, box)]


# bad input


def bomb(codec: str) -> bytes:
    """Little to read, much to decode."""
    many = np.zeros((3000, 3000), np.uint8)
    if codec == "webp":
        return imagecodecs.webp_encode(np.zeros((3000, 3000, 3), np.uint8), lossless=True, method=0)
    if codec in IMAGES:
        options = {"effort": 1} if codec == "jpegxl" else {}
        name = {"jpeg": "jpeg8", "jpeg2000": "jpeg2k"}.get(codec, codec)
        return getattr(imagecodecs, name + "_encode")(many, **options)
    if codec == "packbits":
        return bytes((0x81, 0)) * (many.size // 128)  # 128 zeros each; the encoder takes minutes for that many
    return getattr(imagecodecs, codec + "_encode")(many.tobytes())


@pytest.mark.parametrize("codec", ["zlib", "zstd", "packbits", "jpeg", "jpeg2000", "webp", "png", "jpegxl"])
def test_a_small_tile_does_not_become_a_big_one(tmp_path: Path, codec: str) -> None:
    shape = (64, 64, 3) if codec == "webp" else (64, 64)
    photometric = "rgb" if codec == "webp" else "minisblack"
    path = tmp_path / "bomb.tif"
    options = {"shape": shape, "dtype": "u1", "tile": (64, 64), "photometric": photometric, "metadata": None}
    tifffile.imwrite(path, iter([bomb(codec)]), compression=codec, **options)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(UnreadableFile, match="cannot be decoded"):
        READER.series(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8 * 1024


def test_lzw_ends_where_the_tile_is_full(tmp_path: Path) -> None:
    """What comes after it is never decoded."""
    data = imagecodecs.lzw_encode(bytes([7]) * 50_000_000)
    path = tmp_path / "bomb.tif"
    options = {"shape": (64, 64), "dtype": "u1", "tile": (64, 64), "photometric": "minisblack", "metadata": None}
    tifffile.imwrite(path, iter([data]), compression="lzw", **options)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with closing(READER.open(path, 0)) as source:
        assert (source.read(Region(0, 0, 0, 64, 64), z=0, t=0, channels=[0]) == 7).all()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8 * 1024


FILL_ORDER, PLACEHOLDER = 266, 65000


def reverse_bits(path: Path) -> None:
    """All pixel data with the lowest bit first, and a tag that says so (TIFF 6.0, FillOrder)."""
    with tifffile.TiffFile(path) as tif:
        page = tif.pages.first
        tag, places = page.tags[PLACEHOLDER].offset, list(zip(page.dataoffsets, page.databytecounts, strict=True))
    content = bytearray(path.read_bytes())
    content[tag : tag + 2] = struct.pack("<H", FILL_ORDER)
    for start, count in places:
        content[start : start + count] = imagecodecs.bitorder_decode(bytes(content[start : start + count]))
    path.write_bytes(content)


@pytest.mark.parametrize("tile", [None, (64, 64)])
@pytest.mark.parametrize("dtype", ["u1", "u2"])
@pytest.mark.parametrize("codec", [None, "lzw", "zlib", "zstd"])
def test_lowest_bit_first(tmp_path: Path, codec: str | None, dtype: str, tile: tuple[int, int] | None) -> None:
    pixels = np.random.default_rng(0).integers(0, 250, (HEIGHT, WIDTH)).astype(dtype)
    path = tmp_path / "reversed.tif"
    cut = {"rowsperstrip": 32} if tile is None else {"tile": tile}
    extra = [(PLACEHOLDER, "H", 1, 2, True)]
    tifffile.imwrite(path, pixels, compression=codec, metadata=None, byteorder="<", extratags=extra, **cut)
    reverse_bits(path)
    with closing(READER.open(path, 0)) as source:
        found = source.read(Region(0, 0, 0, WIDTH, HEIGHT), z=0, t=0, channels=[0])
    np.testing.assert_array_equal(found[0], pixels)


@pytest.mark.parametrize(
    "tag", ["TileWidth", "TileLength", "ImageWidth", "ImageLength", "SamplesPerPixel", "Compression"]
)
@pytest.mark.parametrize("value", [0, 7, 40, 10**6, 2**31])
@pytest.mark.parametrize("codec", [None, "zlib", "jpeg"])
def test_lying_headers(tmp_path: Path, tag: str, value: int, codec: str | None) -> None:
    """What is not read is refused by a sentence; what is read stays small."""
    path = tmp_path / "lies.tif"
    tifffile.imwrite(path, np.zeros((256, 256), np.uint8), tile=(64, 64), compression=codec, metadata=None)
    with tifffile.TiffFile(path, mode="r+") as tif:
        try:
            tif.pages.first.tags[tag].overwrite(value)
        except (ValueError, OverflowError, struct.error):
            pytest.skip("no room for such a number in this tag")
    before, message = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, ""
    try:
        (info,) = READER.series(path)
        with closing(READER.open(path, 0)) as source:
            source.read(Region(0, 0, 0, min(info.size_x, 64), min(info.size_y, 64)), z=0, t=0, channels=[0])
    except UnreadableFile as error:
        message = str(error)
    assert "\n" not in message
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


@pytest.fixture(scope="module")
def tile_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[bytes, int, int]]:
    """A file of one tile, and where that lies."""

    @cache
    def make(codec: str) -> tuple[bytes, int, int]:
        path = tmp_path_factory.mktemp("tile") / "one.tif"
        pixels = np.random.default_rng(0).integers(0, 255, (64, 64, 3), dtype=np.uint8)
        tifffile.imwrite(path, pixels, tile=(64, 64), compression=codec, photometric="rgb", metadata=None)
        with tifffile.TiffFile(path) as tif:
            return path.read_bytes(), tif.pages.first.dataoffsets[0], tif.pages.first.databytecounts[0]

    return make


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10**6), value=st.binary(min_size=1, max_size=6))
@pytest.mark.parametrize("codec", ["jpeg", "jpeg2000", "lzw", "zstd", "webp", "png", "jpegxl"])
def test_damaged_tiles(tmp_path: Path, tile_of, codec: str, place: int, value: bytes) -> None:
    """Pixels, or UnreadableFile; never another error."""
    whole, start, count = tile_of(codec)
    content = bytearray(whole)
    place = start + place % max(1, count - len(value))
    content[place : place + len(value)] = value
    (tmp_path / "one.tif").write_bytes(content)
    message = ""
    with closing(READER.open(tmp_path / "one.tif", 0)) as source:
        try:
            assert source.read(Region(0, 0, 0, 64, 64), z=0, t=0, channels=[0, 1, 2]).shape == (3, 64, 64)
        except UnreadableFile as error:
            message = str(error)
    assert "\n" not in message


@given(st.binary(max_size=200))
def test_sizes_of_any_bytes(data: bytes) -> None:
    for parse in (jpeg_size, jpeg2000_size):
        try:
            rows, columns = parse(data)
        except ValueError:
            continue
        assert isinstance(rows, int)
        assert isinstance(columns, int)


@pytest.mark.parametrize("change", ["touch", "replace", "remove", "grow"])
def test_files_that_change_are_refused(tmp_path: Path, change: str) -> None:
    path = tmp_path / "image.tif"
    tifffile.imwrite(path, np.full((128, 128), 5, np.uint8), tile=(64, 64))
    with closing(READER.open(path, 0)) as source:
        region = Region(0, 0, 0, 64, 64)
        assert (source.read(region, z=0, t=0, channels=[0]) == 5).all()
        if change == "touch":
            os.utime(path, ns=(0, 0))
        elif change == "remove":
            path.unlink()
        elif change == "grow":
            with path.open("ab") as file:
                file.write(b"x")
        else:
            tifffile.imwrite(tmp_path / "other.tif", np.full((128, 128), 9, np.uint8), tile=(64, 64))
            os.replace(tmp_path / "other.tif", path)
        with pytest.raises(UnreadableFile):
            source.read(region, z=0, t=0, channels=[0])


def test_a_file_in_the_place_of_another_is_read_anew(tmp_path: Path) -> None:
    """Headers and decoded pixels are kept, but never for another file."""
    path = tmp_path / "image.tif"
    for value, side in ((1, 64), (2, 64), (3, 128)):
        tifffile.imwrite(tmp_path / "new.tif", np.full((side, side), value, np.uint8), tile=(64, 64))
        os.replace(tmp_path / "new.tif", path)
        with closing(READER.open(path, 0)) as source:
            found = source.read(Region(0, 0, 0, side, side), z=0, t=0, channels=[0])
            assert (found == value).all()


def test_decoded_tiles_are_kept_and_not_written_to(tmp_path: Path) -> None:
    path = tmp_path / "kept.tif"
    tifffile.imwrite(path, np.ones((128, 128, 3), np.uint8), tile=(64, 64), compression="zlib", photometric="rgb")
    decoded.clear()
    with closing(READER.open(path, 0)) as source:
        source.read(Region(0, 10, 10, 80, 80), z=0, t=0, channels=[0, 1, 2])
        assert decoded.held == 128 * 128 * 3
        part = source.read(Region(0, 0, 0, 64, 64), z=0, t=0, channels=[0, 1, 2])
        assert not part.flags.writeable
