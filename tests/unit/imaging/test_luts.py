"""Look-up tables: the names clients send, the tables of ImageJ, files, and the strip with all of them."""

from __future__ import annotations

import colorsys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.errors import UnreadableFile
from omeropyr.imaging import luts
from omeropyr.imaging.lut_curves import ramp
from omeropyr.imaging.lut_files import read_lut
from omeropyr.imaging.luts import LIBRARY, add_folder, lut_named, names, strip

OMERO = [
    "16_colors",
    "3-3-2_rgb",
    "5_ramps",
    "6_shades",
    "blue_orange_icb",
    "brgbcmyw",
    "cool",
    "cyan_hot",
    "edges",
    "fire",
    "gem",
    "glasbey",
    "glasbey_inverted",
    "glow",
    "grays",
    "green_fire_blue",
    "hilo",
    "ica",
    "ica2",
    "ica3",
    "ice",
    "magenta_hot",
    "orange_hot",
    "phase",
    "physics",
    "pup_br",
    "pup_nr",
    "rainbow_rgb",
    "red-green",
    "red_hot",
    "royal",
    "sepia",
    "smart",
    "spectrum",
    "thal",
    "thallium",
    "thermal",
    "unionjack",
    "yellow_hot",
]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder whose files are forgotten again."""
    yield tmp_path
    luts._files.clear()
    luts._table.cache_clear()
    luts._strip.cache_clear()


def test_every_name_of_the_omero_set_is_there() -> None:
    assert len(OMERO) == 39
    assert {f"{name}.lut" for name in OMERO} <= set(names())
    assert list(names()) == sorted(names(), key=str.lower)


@pytest.mark.parametrize("name", names())
def test_a_table_of_256_colors(name: str) -> None:
    table = lut_named(name)
    assert table is not None
    assert (table.shape, table.dtype) == ((256, 3), np.uint8)
    assert not table.flags.writeable
    assert len(np.unique(table, axis=0)) >= 6


def test_tables_that_imagej_computes() -> None:
    for level in (0, 1, 77, 128, 200, 255):
        assert lut_named("grays.lut")[level].tolist() == [level] * 3
        assert lut_named("3-3-2_rgb.lut")[level].tolist() == [level & 224, level << 3 & 224, level << 6 & 192]
        hue = [int(part * 255 + 0.5) for part in colorsys.hsv_to_rgb(level / 255, 1, 1)]
        assert lut_named("spectrum.lut")[level].tolist() == hue
        half = [level * 2, 0, 0] if level < 128 else [0, (level - 128) * 2, 0]
        assert lut_named("red-green.lut")[level].tolist() == half


def test_tables_of_the_library_are_those_of_imagej() -> None:
    # the first colours as the OMERO contract quotes them, and the ends of ImageJ's own file
    fire = lut_named("fire.lut")
    assert fire[:2].tolist() == [[0, 0, 0], [0, 0, 7]]
    assert fire[255].tolist() == [255, 255, 255]
    hilo = lut_named("hilo.lut")
    assert (hilo[0].tolist(), hilo[1].tolist(), hilo[255].tolist()) == ([0, 0, 255], [0, 0, 0], [255, 0, 0])
    np.testing.assert_array_equal(lut_named("glasbey_inverted.lut"), 255 - lut_named("glasbey.lut"))
    assert set(LIBRARY) <= set(names())


def test_names_without_case_and_unknown_ones() -> None:
    assert lut_named("FIRE.lut") is lut_named("fire.lut")
    assert lut_named("Cyan Hot.lut") is lut_named("cyan_hot.lut")
    assert lut_named("nobody.lut") is None
    assert lut_named("../fire.lut") is None


def test_strip_has_every_table_and_the_fading_row() -> None:
    picture = strip()
    assert picture.shape == (10 * (len(names()) + 1), 256, 4)
    for row, name in enumerate(names()):
        for line in (10 * row, 10 * row + 9):
            np.testing.assert_array_equal(picture[line, :, :3], lut_named(name))
    assert (picture[:-10, :, 3] == 255).all()
    last = picture[-10:]
    assert not last[:, :, :3].any()
    assert (last[0, 0, 3], last[0, 179, 3], last[0, 180, 3]) == (255, 0, 0)
    assert (np.diff(last[0, :, 3].astype(int)) <= 0).all()


tables = st.binary(min_size=768, max_size=768)


@given(content=tables, header=st.sampled_from([b"", b"ICOL" + bytes(28)]))
def test_binary_files(tmp_path_factory: pytest.TempPathFactory, content: bytes, header: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "binary.lut"
    path.write_bytes(header + content)
    table = read_lut(path)
    assert [tuple(color) for color in table.tolist()] == list(
        zip(content[:256], content[256:512], content[512:], strict=True)
    )


@given(content=tables, index=st.booleans(), sep=st.sampled_from([" ", "\t", ",", "  "]))
def test_text_files(tmp_path_factory: pytest.TempPathFactory, content: bytes, index: bool, sep: str) -> None:
    rows = [content[3 * level : 3 * level + 3] for level in range(256)]
    lines = [sep.join([*([str(n)] if index else []), *map(str, row)]) for n, row in enumerate(rows)]
    path = tmp_path_factory.getbasetemp() / "text.lut"
    path.write_text("Index Red Green Blue\n" + "\n".join(lines) + "\n")
    assert read_lut(path).tolist() == [list(row) for row in rows]


@given(content=st.binary(max_size=2000))
def test_any_file_is_a_table_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.lut"
    path.write_bytes(content)
    try:
        table = read_lut(path)
    except UnreadableFile:
        return
    assert table.shape == (256, 3)


def test_files_that_are_no_tables(tmp_path: Path) -> None:
    (tmp_path / "high.lut").write_text("1 2 256\n" * 256)
    (tmp_path / "big.lut").write_bytes(bytes(10**5))
    for name, reason in (("high.lut", "0 to 255"), ("big.lut", "at most"), ("gone.lut", "cannot be read")):
        with pytest.raises(UnreadableFile, match=reason):
            read_lut(tmp_path / name)


def test_files_of_a_folder_come_first(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    wanted = ramp("102030", "405060")
    (folder / "Cyan Hot.lut").write_bytes(wanted.T.tobytes())
    (folder / "mine.LUT").write_bytes(wanted.T.tobytes())
    (folder / "broken.lut").write_bytes(b"1 2 3")
    (folder / "readme.txt").write_bytes(b"")
    before = strip().shape
    add_folder(folder)
    add_folder(folder / "absent")
    np.testing.assert_array_equal(lut_named("cyan_hot.lut"), wanted)
    assert "mine.lut" in names()
    assert "broken.lut" not in names()
    assert "broken.lut" in caplog.text
    assert strip().shape[0] == before[0] + 10
