"""Folders to images: grouping, places on plates, and one sentence for everything that is no image."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from omeropyr.errors import Invalid
from omeropyr.imaging.discover import Found, Refused, discover
from omeropyr.imaging.opening import open_source
from omeropyr.imaging.regions import whole
from omeropyr.imaging.wells import WellPosition


def save(folder: Path, names: Iterable[str], shape: tuple[int, ...] = (12, 16), dtype: str = "uint8") -> None:
    """Files whose pixels all have the value of their number."""
    for number, name in enumerate(names):
        tifffile.imwrite(folder / name, np.full(shape, number, dtype))


def found(*paths: Path, pattern: str | None = None) -> list[Found]:
    outcomes = list(discover(paths, pattern=pattern))
    assert all(isinstance(one, Found) for one in outcomes), outcomes
    return outcomes


def sizes(one: Found) -> tuple[int, int, int]:
    return one.info.size_c, one.info.size_z, one.info.size_t


def value(one: Found, c: int, z: int = 0, t: int = 0) -> int:
    source = open_source(one.spec)
    try:
        return int(source.read(whole(source.info), z=z, t=t, channels=[c])[0, 0, 0])
    finally:
        source.close()


# grouping


def test_channels_z_and_t(tmp_path: Path) -> None:
    names = [f"img_w{c}_z{z:03d}_t{t:04d}.tif" for c in (1, 2) for z in (1, 2, 3) for t in (1, 2)]
    save(tmp_path, names)
    (image,) = found(tmp_path)
    assert (image.name, sizes(image)) == ("img", (2, 3, 2))
    assert [channel.name for channel in image.info.channels] == ["w1", "w2"]
    for number, name in enumerate(names):
        c, z, t = int(name[5]) - 1, int(name[8:11]) - 1, int(name[13:17]) - 1
        assert value(image, c, z, t) == number


def test_leica_channels(tmp_path: Path) -> None:
    save(tmp_path, ["Series1_ch00.tif", "Series1_ch01.tif", "Series2_ch00.tif", "Series2_ch01.tif"])
    assert [(one.name, sizes(one)) for one in found(tmp_path)] == [("Series1", (2, 1, 1)), ("Series2", (2, 1, 1))]


def test_plate(tmp_path: Path) -> None:
    wells = [f"plate_{well}_s{site}_w{c}.tif" for well in ("A01", "B02") for site in (3, 7) for c in (1, 2)]
    save(tmp_path, wells)
    images = found(tmp_path)
    assert [image.well for image in images] == [
        WellPosition("plate", 0, 0, 0),
        WellPosition("plate", 0, 0, 1),
        WellPosition("plate", 1, 1, 0),
        WellPosition("plate", 1, 1, 1),
    ]
    assert {sizes(image) for image in images} == {(2, 1, 1)}


def test_plates_of_harmony(tmp_path: Path) -> None:
    save(
        tmp_path,
        [
            f"r0{row}c11f0{field}p0{z}-ch{c}sk1fk1fl1.tiff"
            for row in (1, 2)
            for field in (1, 4)
            for z in (1, 2)
            for c in (1, 2)
        ],
    )
    images = found(tmp_path)
    assert [(image.name, sizes(image), image.well) for image in images] == [
        (f"r0{row}c11f0{field}", (2, 2, 1), WellPosition(tmp_path.name, row - 1, 10, number))
        for row in (1, 2)
        for number, field in enumerate((1, 4))
    ]
    assert value(images[1], 1, z=0) == 5


def test_plates_of_incell(tmp_path: Path) -> None:
    save(
        tmp_path,
        [f"B - 03(fld {field} wv {stain}).tif" for field in (1, 2) for stain in ("DAPI - DAPI", "FITC - FITC")],
    )
    images = found(tmp_path)
    assert [(image.name, image.well) for image in images] == [
        ("B03 fld 1", WellPosition(tmp_path.name, 1, 2, 0)),
        ("B03 fld 2", WellPosition(tmp_path.name, 1, 2, 1)),
    ]
    assert [channel.name for channel in images[0].info.channels] == ["DAPI - DAPI", "FITC - FITC"]


def test_plates_of_imagexpress(tmp_path: Path) -> None:
    end = "0A1B2C3D-0A1B-0A1B-0A1B-00000000000"
    names = [f"scr_C04_s{site}_w{c}{end}{2 * site + c}.tif" for site in (1, 2) for c in (1, 2)]
    save(tmp_path, [*names, f"scr_C04_s1_w1_thumb{end}9.tif"])
    images = found(tmp_path)
    assert [(image.name, sizes(image), image.well) for image in images] == [
        ("scr_C04_s1", (2, 1, 1), WellPosition("scr", 2, 3, 0)),
        ("scr_C04_s2", (2, 1, 1), WellPosition("scr", 2, 3, 1)),
    ]


def test_plates_of_cell_voyager(tmp_path: Path) -> None:
    save(tmp_path, [f"scr_D05_T0001F00{f}L01A01Z0{z}C0{c}.tif" for f in (1, 2) for z in (1, 2) for c in (1, 2)])
    images = found(tmp_path)
    assert [(sizes(image), image.well) for image in images] == [
        ((2, 2, 1), WellPosition("scr", 3, 4, 0)),
        ((2, 2, 1), WellPosition("scr", 3, 4, 1)),
    ]


def test_a_stain_between_words_leaves_them_apart(tmp_path: Path) -> None:
    save(tmp_path, ["1-162hrh2ax2.tif", "1-162hrhoe2.tif"])
    (image,) = found(tmp_path)
    assert image.name == "1-162hr_2"


def test_a_single_well_like_word_is_no_plate(tmp_path: Path) -> None:
    save(tmp_path, ["slide_B12_liver.tif", "other.tif"])
    assert [image.well for image in found(tmp_path)] == [None, None]


@pytest.mark.parametrize("flaw", ["missing", "shape", "dtype"])
def test_incomplete_or_unlike_files_stay_single(tmp_path: Path, flaw: str) -> None:
    names = [f"img_w{c}_z{z}.tif" for c in (1, 2) for z in (1, 2)]
    save(tmp_path, names)
    if flaw == "missing":
        (tmp_path / names[2]).unlink()
    else:
        tifffile.imwrite(
            tmp_path / names[2],
            np.zeros((5, 6) if flaw == "shape" else (12, 16), "uint8" if flaw == "shape" else "uint16"),
        )
    images = found(tmp_path)
    assert len(images) == (3 if flaw == "missing" else 4)
    assert all(not image.spec.parts for image in images)


@pytest.mark.parametrize(
    "names",
    [
        ["cat.tif", "dog.tif"],
        ["img_001.tif", "img_002.tif", "img_003.tif"],  # three digits: as likely different fields
        ["img_0004.tif", "img_0005.tif", "img_0007.tif"],  # a gap
        ["img_0000.tif", "img_0001.tif"],  # two are no series
        ["a_X.tif", "a_Y.tif"],  # letters must repeat from field to field
        ["shoe.tif", "shelf.tif"],
    ],
)
def test_unrelated_files_stay_single(tmp_path: Path, names: list[str]) -> None:
    save(tmp_path, names)
    assert len(found(tmp_path)) == len(names)


def test_natural_order(tmp_path: Path) -> None:
    save(tmp_path, ["b10.tif", "b9.tif", "B1.tif"])
    assert [image.name for image in found(tmp_path)] == ["B1.tif", "b9.tif", "b10.tif"]


def test_pattern_decides(tmp_path: Path) -> None:
    save(tmp_path, ["cell1-green.tif", "cell1-red.tif", "cell2-green.tif", "cell2-red.tif", "overview.tif"])
    images = found(tmp_path, pattern="cell{field}-{channel:red,green}.tif")
    assert [(image.name, sizes(image)) for image in images] == [
        ("cell1", (2, 1, 1)),
        ("cell2", (2, 1, 1)),
        ("overview.tif", (1, 1, 1)),
    ]
    assert [channel.name for channel in images[0].info.channels] == ["red", "green"]
    assert (value(images[0], 0), value(images[0], 1)) == (1, 0)


def test_pattern_with_rows_and_columns(tmp_path: Path) -> None:
    save(tmp_path, ["r02c11f1.tif", "r02c11f2.tif"])
    images = found(tmp_path, pattern="r{row}c{column}f{field}.tif")
    assert [image.well for image in images] == [
        WellPosition(tmp_path.name, 1, 10, 0),
        WellPosition(tmp_path.name, 1, 10, 1),
    ]


def test_wrong_pattern_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="is not closed"):
        discover([tmp_path], pattern="x{z.tif")


def test_files_of_a_stack_become_channels(tmp_path: Path) -> None:
    for c in (0, 1):
        tifffile.imwrite(
            tmp_path / f"deep_c{c}.ome.tif",
            np.full((4, 12, 16), c, "uint8"),
            metadata={"axes": "ZYX"},
            photometric="minisblack",
        )
    (image,) = found(tmp_path)
    assert sizes(image) == (2, 4, 1)
    assert value(image, 1, z=3) == 1


def test_multi_file_ome_tiff_is_one_image(tmp_path: Path) -> None:
    write_multi_file(tmp_path, ["set_A.ome.tif", "set_B.ome.tif"])
    (image,) = found(tmp_path)
    assert sizes(image) == (1, 2, 1)
    assert [Path(file).name for file in image.spec.files] == ["set_A.ome.tif", "set_B.ome.tif"]
    assert (value(image, 0, z=0), value(image, 0, z=1)) == (0, 1)


def write_multi_file(folder: Path, names: list[str], said: list[str] | None = None) -> None:
    """One plane of a z stack in each file; each names all of them."""
    uuids = [f"urn:uuid:00000000-0000-4000-8000-00000000000{number}" for number in range(len(names))]
    data = "".join(
        f'<TiffData IFD="0" FirstZ="{number}" PlaneCount="1"><UUID FileName="{name}">{uuid}</UUID></TiffData>'
        for number, (name, uuid) in enumerate(zip(said or names, uuids, strict=True))
    )
    for number, name in enumerate(names):
        xml = (
            f'<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06" UUID="{uuids[number]}">'
            '<Image ID="Image:0">'
            '<Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="uint8" SizeX="16" SizeY="12" '
            f'SizeZ="{len(names)}" SizeC="1" SizeT="1">'
            f'<Channel ID="Channel:0" SamplesPerPixel="1"/>{data}</Pixels></Image></OME>'
        )
        tifffile.imwrite(folder / name, np.full((12, 16), number, "uint8"), description=xml, metadata=None)


# refused


def refused(*paths: Path) -> dict[str, str]:
    return {one.path.name: one.reason for one in discover(paths) if isinstance(one, Refused)}


def test_bad_files_each_get_a_line_and_stop_nobody(tmp_path: Path) -> None:
    save(tmp_path, ["good.tif"])
    (tmp_path / "empty.tif").touch()
    (tmp_path / "text.tif").write_text("These are not pixels.")
    (tmp_path / "cut.tif").write_bytes((tmp_path / "good.tif").read_bytes()[:-50])
    (tmp_path / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 30)
    (tmp_path / "scan.oib").write_bytes(b"\xd0\xcf\x11\xe0" * 20)
    (tmp_path / "stack.czi").write_bytes(b"ZISRAWFILE" * 20)
    outcomes = list(discover([tmp_path]))
    assert [one.name for one in outcomes if isinstance(one, Found)] == ["good.tif"]
    reasons = refused(tmp_path)
    assert set(reasons) == {"empty.tif", "text.tif", "cut.tif", "cut.png", "scan.oib", "stack.czi"}
    assert "0 bytes" in reasons["empty.tif"]
    assert "not in that format" in reasons["text.tif"]
    assert "truncated" in reasons["cut.tif"]
    assert "bioio-bioformats" in reasons["scan.oib"]
    assert "bioio-czi" in reasons["stack.czi"]
    assert all("\n" not in reason and reason.endswith(".") for reason in reasons.values())


def test_sidecars_are_silent_in_folders_and_refused_by_name(tmp_path: Path) -> None:
    save(tmp_path, ["good.tif"])
    for name in ("README", "notes.txt", "table.csv", ".hidden.tif", "Thumbs.db"):
        (tmp_path / name).write_text("x")
    assert refused(tmp_path) == {}
    assert list(refused(tmp_path / "notes.txt")) == ["notes.txt"]


def test_folder_without_images(tmp_path: Path) -> None:
    (tmp_path / "deeper").mkdir()
    (tmp_path / "notes.txt").write_text("x")
    assert refused(tmp_path) == {tmp_path.name: "the folder holds no images."}


def test_missing_path(tmp_path: Path) -> None:
    assert "no such file" in refused(tmp_path / "nowhere.tif")["nowhere.tif"]


def test_links_do_not_lead_outside(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir(), outside.mkdir()
    save(outside, ["secret.tif"])
    save(inside, ["good.tif"])
    os.symlink(outside, inside / "folder")
    os.symlink(outside / "secret.tif", inside / "file.tif")
    outcomes = list(discover([inside]))
    assert [one.name for one in outcomes if isinstance(one, Found)] == ["good.tif"]
    assert {one.path.name for one in outcomes if isinstance(one, Refused)} == {"folder", "file.tif"}


def test_link_in_a_circle_ends(tmp_path: Path) -> None:
    save(tmp_path, ["good.tif"])
    os.symlink(tmp_path, tmp_path / "again")
    assert [image.name for image in found(tmp_path)] == ["good.tif"]


@pytest.mark.parametrize("name", ["../outside.ome.tif", "/etc/passwd", "C:\\x.tif", "..", "sub/x.tif"])
def test_ome_tiff_may_not_name_files_elsewhere(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    save(tmp_path, ["outside.ome.tif"])
    write_multi_file(folder, ["set_A.ome.tif", "set_B.ome.tif"], ["set_A.ome.tif", name])
    assert "beside it" in refused(folder / "set_A.ome.tif")["set_A.ome.tif"]


def test_ome_tiff_may_not_reach_out_through_a_link(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    save(tmp_path, ["outside.ome.tif"])
    os.symlink(tmp_path / "outside.ome.tif", folder / "linked.ome.tif")
    write_multi_file(folder, ["set_A.ome.tif"], None)
    write_multi_file(folder, ["set_A.ome.tif", "set_B.ome.tif"], ["set_A.ome.tif", "linked.ome.tif"])
    assert "link" in refused(folder / "set_A.ome.tif")["set_A.ome.tif"]


def test_files_named_one_by_one_are_grouped(tmp_path: Path) -> None:
    save(tmp_path, ["img_w1.tif", "img_w2.tif", "img_w3.tif"])
    (image,) = found(tmp_path / "img_w3.tif", tmp_path / "img_w1.tif")
    assert [Path(file).name for file in image.spec.files] == ["img_w1.tif", "img_w3.tif"]


def test_a_folder_again_is_not_called_empty(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    save(tmp_path / "sub", ["good.tif"])
    assert len(found(tmp_path, tmp_path / "sub", tmp_path)) == 1


def test_the_same_file_twice_is_found_once(tmp_path: Path) -> None:
    save(tmp_path, ["good.tif"])
    assert len(found(tmp_path, tmp_path / "good.tif")) == 1


def test_pictures(tmp_path: Path) -> None:
    Image.new("RGB", (20, 10), (1, 2, 3)).save(tmp_path / "photo.jpg")
    (image,) = found(tmp_path)
    assert (image.name, image.info.is_rgb, sizes(image)) == ("photo.jpg", True, (3, 1, 1))
