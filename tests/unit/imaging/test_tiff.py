"""Every region a TIFF source gives equals that part of the whole array, however the file is written."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import tifffile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omeropyr.errors import ImagingError, Invalid, UnknownFormat, UnreadableFile
from omeropyr.imaging.readers.file_bytes import FileBytes
from omeropyr.imaging.readers.tiff import TiffReader
from omeropyr.imaging.readers.tiff_check import require_whole_chain
from omeropyr.imaging.source import ImageSource, LevelSize, Region

READER = TiffReader()
HEIGHT, WIDTH = 150, 211

LAYOUTS: dict[str, dict] = {
    "one-strip": {"rowsperstrip": HEIGHT},
    "strips": {"rowsperstrip": 7},
    "strips-deflate": {"rowsperstrip": 16, "compression": "zlib", "predictor": True},
    "strips-lzw": {"rowsperstrip": 11, "compression": "lzw"},
    "packbits": {"rowsperstrip": 11, "compression": "packbits"},
    "one-strip-zstd": {"rowsperstrip": HEIGHT, "compression": "zstd"},
    "tiles": {"tile": (32, 48)},
    "tiles-deflate": {"tile": (32, 48), "compression": "zlib", "predictor": True},
    "tiles-zstd": {"tile": (64, 64), "compression": "zstd"},
    "tiles-jpeg2000": {"tile": (64, 64), "compression": "jpeg2000"},
    "big-endian": {"tile": (32, 48), "compression": "zlib"},
    "bigtiff": {"rowsperstrip": 7},
}
DTYPES = {
    "packbits": ("uint8",),
    "tiles-jpeg2000": ("uint8", "uint16"),
}


def cases() -> Iterator[tuple[str, str]]:
    for layout in LAYOUTS:
        for dtype in DTYPES.get(layout, ("uint8", "uint16", "int16", "float32")):
            yield layout, dtype


def write(path: Path, layout: str, pixels: np.ndarray, **options: object) -> None:
    order = ">" if layout == "big-endian" else "<"
    tifffile.imwrite(path, pixels, byteorder=order, bigtiff=layout == "bigtiff", **LAYOUTS[layout], **options)


def read(source: ImageSource, x: int, y: int, width: int, height: int, **place: object) -> np.ndarray:
    arguments = {"z": 0, "t": 0, "channels": range(source.info.size_c), **place}
    return source.read(Region(int(arguments.pop("level", 0)), x, y, width, height), **arguments)


@st.composite
def boxes(draw: st.DrawFn, width: int = WIDTH, height: int = HEIGHT) -> tuple[int, int, int, int]:
    x, y = draw(st.integers(0, width - 1)), draw(st.integers(0, height - 1))
    return x, y, draw(st.integers(1, width - x)), draw(st.integers(1, height - y))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict]:
    """One grey image for each layout and type."""
    folder = tmp_path_factory.mktemp("layouts")
    result: dict = {}
    for layout, dtype in cases():
        rng = np.random.default_rng(1)
        pixels = (rng.random((HEIGHT, WIDTH)) * 250).astype(dtype)
        path = folder / f"{layout}-{dtype}.tif"
        write(path, layout, pixels, photometric="minisblack")
        result[(layout, dtype)] = (READER.open(path, 0), pixels)
    yield result
    for source, _ in result.values():
        source.close()


@pytest.fixture
def opened() -> Iterator[Callable[..., ImageSource]]:
    """Opens images and closes them after the test."""
    sources: list[ImageSource] = []

    def open_(path: Path, series: int = 0) -> ImageSource:
        sources.append(READER.open(path, series))
        return sources[-1]

    yield open_
    for source in sources:
        source.close()


@pytest.mark.parametrize(("layout", "dtype"), list(cases()))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(box=boxes())
def test_region_is_a_slice_of_the_plane(written: dict, layout: str, dtype: str, box: tuple) -> None:
    source, pixels = written[(layout, dtype)]
    x, y, width, height = box
    part = read(source, *box)
    assert part.dtype == np.dtype(dtype)
    np.testing.assert_array_equal(part, pixels[None, y : y + height, x : x + width])


@pytest.mark.parametrize("planar", ["contig", "separate"])
@pytest.mark.parametrize("layout", ["strips", "strips-deflate", "tiles", "tiles-zstd", "one-strip"])
def test_rgb_interleaved_and_planar(tmp_path: Path, opened, random_pixels, layout: str, planar: str) -> None:
    pixels = random_pixels((HEIGHT, WIDTH, 3), "uint8")
    stored = pixels if planar == "contig" else np.moveaxis(pixels, 2, 0)
    write(tmp_path / "rgb.tif", layout, stored, photometric="rgb", planarconfig=planar)
    source = opened(tmp_path / "rgb.tif", 0)
    assert source.info.is_rgb
    assert [(one.name, one.color) for one in source.info.channels] == [
        ("R", "FF0000"),
        ("G", "00FF00"),
        ("B", "0000FF"),
    ]
    expected = np.moveaxis(pixels, 2, 0)[:, 20:61, 30:131]
    np.testing.assert_array_equal(read(source, 30, 20, 101, 41), expected)
    np.testing.assert_array_equal(read(source, 30, 20, 101, 41, channels=[2, 0]), expected[[2, 0]])


def test_alpha_is_left_out(tmp_path: Path, opened, random_pixels) -> None:
    pixels = random_pixels((40, 50, 4), "uint8")
    tifffile.imwrite(tmp_path / "rgba.tif", pixels, photometric="rgb", extrasamples=["unassalpha"])
    source = opened(tmp_path / "rgba.tif", 0)
    assert (source.info.size_c, source.info.is_rgb) == (3, True)
    np.testing.assert_array_equal(read(source, 0, 0, 50, 40), np.moveaxis(pixels, 2, 0)[:3])


@pytest.mark.parametrize("kind", ["ome", "imagej", "shaped"])
def test_five_dimensions(tmp_path: Path, opened, random_pixels, kind: str) -> None:
    pixels = random_pixels((2, 4, 3, 40, 50))
    path = tmp_path / ("stack.ome.tif" if kind == "ome" else "stack.tif")
    options = {"imagej": True} if kind == "imagej" else {}
    tifffile.imwrite(path, pixels, photometric="minisblack", metadata={"axes": "TZCYX"}, **options)
    (info,) = READER.series(path)
    assert (info.size_t, info.size_z, info.size_c) == (2, 4, 3)
    source = opened(path, 0)
    for t, z in np.ndindex(2, 4):
        np.testing.assert_array_equal(
            read(source, 5, 6, 7, 8, z=z, t=t, channels=[2, 1]), pixels[t, z, [2, 1], 6:14, 5:12]
        )


def test_pages_without_names_are_time(tmp_path: Path, opened, random_pixels) -> None:
    pixels = random_pixels((5, 30, 40), "uint8")
    with tifffile.TiffWriter(tmp_path / "pages.tif") as writer:
        for page in pixels:
            writer.write(page, contiguous=False, metadata=None, photometric="minisblack")
    source = opened(tmp_path / "pages.tif", 0)
    assert (source.info.size_t, source.info.size_z, source.info.size_c) == (5, 1, 1)
    np.testing.assert_array_equal(read(source, 0, 0, 40, 30, t=3)[0], pixels[3])


def test_several_series(tmp_path: Path, opened, random_pixels) -> None:
    one, other = random_pixels((30, 40)), random_pixels((3, 50, 20), "uint8")
    with tifffile.TiffWriter(tmp_path / "two.ome.tif") as writer:
        writer.write(one, photometric="minisblack", metadata={"axes": "YX", "Name": "first"})
        writer.write(other, photometric="minisblack", metadata={"axes": "CYX", "Name": "second"})
    infos = READER.series(tmp_path / "two.ome.tif")
    assert [info.name for info in infos] == ["two.ome.tif [first]", "two.ome.tif [second]"]
    np.testing.assert_array_equal(read(opened(tmp_path / "two.ome.tif", 1), 0, 0, 20, 50), other)
    with pytest.raises(UnreadableFile, match="no image number 2"):
        opened(tmp_path / "two.ome.tif", 2)


@pytest.mark.parametrize("subifds", [True, False])
def test_pyramid_levels(tmp_path: Path, opened, random_pixels, subifds: bool) -> None:
    full = random_pixels((512, 640, 3), "uint8")
    levels = [full, full[::2, ::2], full[::4, ::4]]
    options = {"photometric": "rgb", "tile": (64, 64), "compression": "zlib", "metadata": None}
    with tifffile.TiffWriter(tmp_path / "pyramid.tif") as writer:
        writer.write(levels[0], subifds=2 if subifds else 0, **options)
        for level in levels[1:]:
            writer.write(level, subfiletype=1, **options)
    (info,) = READER.series(tmp_path / "pyramid.tif")
    assert info.levels == (LevelSize(640, 512), LevelSize(320, 256), LevelSize(160, 128))
    assert (info.tile_width, info.tile_height) == (64, 64)
    source = opened(tmp_path / "pyramid.tif", 0)
    for number, level in enumerate(levels):
        np.testing.assert_array_equal(
            read(source, 33, 44, 100, 70, level=number), np.moveaxis(level[44:114, 33:133], 2, 0)
        )


def test_tiles_of_jpeg_are_read_one_by_one(tmp_path: Path, opened) -> None:
    ramp = np.linspace(0, 255, 256, dtype=np.uint8)
    pixels = np.stack([np.tile(ramp, (256, 1)), np.tile(ramp[:, None], (1, 256)), np.full((256, 256), 90, np.uint8)], 2)
    tifffile.imwrite(tmp_path / "jpeg.tif", pixels, photometric="rgb", tile=(64, 64), compression="jpeg")
    source = opened(tmp_path / "jpeg.tif", 0)
    part = read(source, 50, 100, 90, 60).astype(int)
    assert np.abs(part - np.moveaxis(pixels, 2, 0)[:, 100:160, 50:140]).mean() < 3


def test_only_the_needed_tiles_are_read(tmp_path: Path, opened, random_pixels, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "many.tif"
    tifffile.imwrite(path, random_pixels((1024, 1024)), tile=(64, 64), compression="zlib")
    source = opened(path, 0)
    file = source._files.at(0)
    read_at, sizes = file.read_at, []

    def counted(offset: int, size: int) -> bytes:
        sizes.append(size)
        return read_at(offset, size)

    monkeypatch.setattr(file, "read_at", counted)
    read(source, 100, 100, 64, 64)
    assert len(sizes) == 4


def test_scattered_strips_of_a_later_page(tmp_path: Path, opened) -> None:
    """The second page stores its strips in reverse: only its own directory knows."""
    first, second = np.arange(24, dtype=np.uint8).reshape(4, 6), np.arange(24, 48, dtype=np.uint8).reshape(4, 6)
    with tifffile.TiffWriter(tmp_path / "x.tif") as writer:
        for page in (first, second):
            writer.write(page, rowsperstrip=2, contiguous=False, metadata=None, photometric="minisblack")
    with tifffile.TiffFile(tmp_path / "x.tif") as tif:
        tag = tif.pages[1].aspage().tags["StripOffsets"]
        offsets = list(tag.value)
    with tifffile.TiffFile(tmp_path / "x.tif", mode="r+") as tif:
        tif.pages[1].aspage().tags["StripOffsets"].overwrite(offsets[::-1])
    source = opened(tmp_path / "x.tif", 0)
    np.testing.assert_array_equal(read(source, 0, 0, 6, 4, t=0)[0], first)
    np.testing.assert_array_equal(read(source, 0, 0, 6, 4, t=1)[0], second[[2, 3, 0, 1]])


def test_one_file_handle_for_each_open_image(tmp_path: Path, opened, random_pixels) -> None:
    tifffile.imwrite(tmp_path / "x.ome.tif", random_pixels((4, 30, 40)), photometric="minisblack")
    source = opened(tmp_path / "x.ome.tif", 0)
    read(source, 0, 0, 10, 10, t=0)
    descriptors = Path("/proc/self/fd")
    if not descriptors.is_dir():
        pytest.skip("needs /proc")
    links = [os.readlink(link) for link in descriptors.iterdir() if link.is_symlink()]
    assert links.count(str(tmp_path / "x.ome.tif")) == 1


def aperio(path: Path, full: np.ndarray) -> None:
    """A slide as Aperio scanners write it: full size, thumbnail, smaller levels, label."""
    head = "Aperio Image Library v12\r\n"
    size = f"{full.shape[1]}x{full.shape[0]}"
    facts = "|AppMag = 20|MPP = 0.4990"
    tiled = {"photometric": "rgb", "tile": (64, 64), "compression": "zlib", "metadata": None}
    flat = {"photometric": "rgb", "rowsperstrip": 16, "compression": "lzw", "metadata": None}
    with tifffile.TiffWriter(path) as writer:
        writer.write(full, description=f"{head}{size} [0,0 {size}] (64x64) J2K{facts}", **tiled)
        writer.write(full[::8, ::8], description=f"{head}{size} -> thumb{facts}", **flat)
        writer.write(full[::4, ::4], description=f"{head}{size} [0,0 {size}] (64x64) -> smaller{facts}", **tiled)
        writer.write(np.zeros((20, 30, 3), np.uint8), description=f"{head}label 30x20", subfiletype=1, **flat)


def test_slide_of_a_scanner(tmp_path: Path, opened, random_pixels) -> None:
    full = random_pixels((512, 768, 3), "uint8")
    aperio(tmp_path / "slide.svs", full)
    slide, label = READER.series(tmp_path / "slide.svs")
    assert slide.levels == (LevelSize(768, 512), LevelSize(192, 128))
    assert (slide.nominal_magnification, slide.physical_size_x_um) == (20, 0.499)
    assert (label.size_x, label.size_y) == (30, 20)
    source = opened(tmp_path / "slide.svs", 0)
    np.testing.assert_array_equal(
        read(source, 10, 20, 100, 50, level=1), np.moveaxis(full[::4, ::4][20:70, 10:110], 2, 0)
    )


def test_white_is_zero_is_turned(tmp_path: Path, opened, random_pixels) -> None:
    pixels = random_pixels((20, 30), "uint8")
    tifffile.imwrite(tmp_path / "white.tif", pixels, photometric="miniswhite")
    np.testing.assert_array_equal(read(opened(tmp_path / "white.tif", 0), 0, 0, 30, 20)[0], 255 - pixels)


def test_bits(tmp_path: Path, opened) -> None:
    pixels = np.random.default_rng(0).random((20, 33)) > 0.5
    tifffile.imwrite(tmp_path / "bits.tif", pixels, photometric="minisblack")
    source = opened(tmp_path / "bits.tif", 0)
    assert source.info.pixel_type == "bit"
    np.testing.assert_array_equal(read(source, 3, 0, 30, 20)[0], pixels[:, 3:].astype(np.uint8))


def test_many_threads_read_one_source(tmp_path: Path, opened, random_pixels) -> None:
    pixels = random_pixels((6, 256, 256))
    tifffile.imwrite(tmp_path / "busy.tif", pixels, photometric="minisblack", tile=(64, 64), compression="zlib")
    source = opened(tmp_path / "busy.tif", 0)

    def one(number: int) -> bool:
        t, x = number % 6, number * 13 % 150
        return bool((read(source, x, 20, 90, 80, t=t)[0] == pixels[t, 20:100, x : x + 90]).all())

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(one, range(200)))


def test_metadata_of_imagej(tmp_path: Path, random_pixels) -> None:
    path = tmp_path / "imagej.tif"
    metadata = {"axes": "ZCYX", "unit": "um", "spacing": 0.5}
    tifffile.imwrite(path, random_pixels((4, 2, 20, 30)), imagej=True, resolution=(5, 4), metadata=metadata)
    (info,) = READER.series(path)
    assert (info.size_z, info.size_c) == (4, 2)
    sizes = info.physical_size_x_um, info.physical_size_y_um, info.physical_size_z_um
    assert sizes == pytest.approx((0.2, 0.25, 0.5))


# bad input


def test_region_outside_is_invalid(tmp_path: Path, opened, random_pixels) -> None:
    tifffile.imwrite(tmp_path / "small.tif", random_pixels((20, 30)))
    source = opened(tmp_path / "small.tif", 0)
    for region in (Region(0, 20, 0, 11, 5), Region(0, -1, 0, 5, 5), Region(0, 0, 0, 0, 5), Region(1, 0, 0, 5, 5)):
        with pytest.raises(Invalid):
            source.read(region, z=0, t=0, channels=[0])
    for place in (
        {"z": 1, "t": 0, "channels": [0]},
        {"z": 0, "t": -1, "channels": [0]},
        {"z": 0, "t": 0, "channels": [1]},
    ):
        with pytest.raises(Invalid):
            source.read(Region(0, 0, 0, 5, 5), **place)


@pytest.mark.parametrize("layout", ["strips", "strips-lzw", "tiles-deflate", "bigtiff", "one-strip-zstd"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0.001, 0.999))
def test_truncated_file_is_found_at_once(tmp_path: Path, random_pixels, layout: str, share: float) -> None:
    path = tmp_path / "cut.tif"
    pixels = random_pixels((3, 60, 80))
    write(path, layout, pixels, photometric="minisblack")
    content = path.read_bytes()
    path.write_bytes(content[: max(9, int(len(content) * share))])
    try:
        READER.series(path)
    except UnreadableFile as error:
        one_sentence(error)
    else:
        # what was cut off was not needed: then nothing may be missing
        assert_whole(path, pixels)


def assert_whole(path: Path, pixels: np.ndarray) -> None:
    source = READER.open(path, 0)
    try:
        for t, plane in enumerate(pixels):
            np.testing.assert_array_equal(read(source, 0, 0, 80, 60, t=t, channels=[0])[0], plane)
    finally:
        source.close()


@pytest.mark.parametrize("layout", ["strips", "strips-lzw", "tiles-deflate", "one-strip-zstd"])
def test_half_a_file_is_refused(tmp_path: Path, random_pixels, layout: str) -> None:
    path = tmp_path / "half.tif"
    write(path, layout, random_pixels((3, 60, 80)), photometric="minisblack")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(UnreadableFile):
        READER.series(path)


def test_truncated_imagej_hyperstack(tmp_path: Path, random_pixels) -> None:
    path = tmp_path / "cut.tif"
    tifffile.imwrite(path, random_pixels((10, 60, 80)), imagej=True)
    path.write_bytes(path.read_bytes()[:60000])
    with pytest.raises(UnreadableFile, match="truncated"):
        READER.series(path)


def one_sentence(error: ImagingError) -> None:
    assert "\n" not in error.reason
    assert error.reason.endswith(".")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(4, 900), value=st.binary(min_size=1, max_size=8))
def test_damage_gives_pixels_or_one_clear_error(tmp_path: Path, place: int, value: bytes) -> None:
    path = tmp_path / "damaged.tif"
    tifffile.imwrite(path, np.zeros((40, 50), np.uint8), compression="zlib", rowsperstrip=10)
    content = bytearray(path.read_bytes())
    place %= len(content) - len(value)
    content[place : place + len(value)] = value
    path.write_bytes(content)
    try:
        infos = READER.series(path)
        source = READER.open(path, 0)
    except (UnreadableFile, UnknownFormat) as error:
        one_sentence(error)
        return
    try:
        if infos[0].size_x * infos[0].size_y < 10**6:
            read(source, 0, 0, infos[0].size_x, infos[0].size_y)
    except UnreadableFile as error:
        one_sentence(error)
    finally:
        source.close()


@pytest.mark.parametrize("field", ["next", "count"])
@pytest.mark.parametrize("value", [2**64 - 1, 2**40])
def test_directories_that_lead_nowhere(tmp_path: Path, field: str, value: int) -> None:
    path = tmp_path / "big.tif"
    tifffile.imwrite(path, np.zeros((4, 4), np.uint8), bigtiff=True, metadata=None)
    content = bytearray(path.read_bytes())
    (count,) = struct.unpack_from("<Q", content, 16)
    struct.pack_into("<Q", content, 16 if field == "count" else 24 + 20 * count, value)
    path.write_bytes(content)
    with closing(FileBytes(path)) as file, pytest.raises(UnreadableFile, match="truncated"):
        require_whole_chain(file)
    with pytest.raises(UnreadableFile):
        READER.series(path)


def test_directories_in_a_circle(tmp_path: Path) -> None:
    path = tmp_path / "circle.tif"
    tifffile.imwrite(path, np.zeros((4, 4), np.uint8), metadata=None)
    content = bytearray(path.read_bytes())
    (count,) = struct.unpack_from("<H", content, 8)
    struct.pack_into("<I", content, 10 + 12 * count, 8)
    path.write_bytes(content)
    with closing(FileBytes(path)) as file, pytest.raises(UnreadableFile, match="endless loop"):
        require_whole_chain(file)


def test_file_that_shrinks_later(tmp_path: Path, opened, random_pixels) -> None:
    path = tmp_path / "shrinks.tif"
    tifffile.imwrite(path, random_pixels((200, 200)))
    source = opened(path, 0)
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(UnreadableFile, match="has changed"):
        read(source, 0, 0, 200, 200)


def test_complex_pixels_are_refused(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "complex.tif", np.zeros((10, 10), np.complex64))
    with pytest.raises(UnknownFormat, match="complex64"):
        READER.series(tmp_path / "complex.tif")
