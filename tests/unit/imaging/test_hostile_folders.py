"""Pipes, devices, links and holes in an import folder: nothing is waited for, nothing is read that lies elsewhere."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import tiff_variants
import tifffile
import zarr_variants
from PIL import Image
from zarr_makers import write_image

from omeropyr.errors import UnreadableFile
from omeropyr.imaging.discover import Found, Refused, discover
from omeropyr.imaging.opening import open_source
from omeropyr.imaging.readers import picture, xml_safe
from omeropyr.imaging.readers.tiff_directories import MAX_NUMBERS, require_believable
from omeropyr.imaging.regions import whole


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


def chunks_of(image: Path) -> list[Path]:
    return sorted(one for one in (image / "0").rglob("*") if one.is_file() and one.name.isdigit())


def read_all(path: Path) -> Iterator[str]:
    """The sentences of what is refused, when it is found or when it is read."""
    for outcome in discover([path]):
        if isinstance(outcome, Refused):
            yield outcome.reason
            continue
        try:
            with closing(open_source(outcome.spec)) as source:
                source.read(whole(source.info), z=0, t=0, channels=[0])
        except UnreadableFile as error:
            yield error.reason


# pipes


def test_pipes_are_not_waited_for(folder: Path) -> None:
    for name in ("a.tif", "b.png", "c", "d.companion.ome", "e.zarr"):
        os.mkfifo(folder / name)
        assert all(isinstance(one, Refused) for one in discover([folder / name]))
    assert len(list(read_all(folder))) == 4  # companions are looked at with their images


def test_devices(folder: Path) -> None:
    (folder / "zero.tif").symlink_to("/dev/zero")
    assert "outside the folder" in next(read_all(folder))
    assert list(read_all(folder / "zero.tif"))
    assert list(read_all(Path("/dev/zero")))


@pytest.mark.parametrize("name", ["0/.zarray", ".zattrs", "0/0/0/0"])
def test_pipes_in_zarr(folder: Path, name: str) -> None:
    image = write_image(folder / "a.zarr", "0.4", np.ones((1, 32, 40), np.uint16))
    (image / name).unlink()
    os.mkfifo(image / name)
    assert list(read_all(image))


def test_pipes_among_chunks_that_zarr_reads(folder: Path) -> None:
    next(one for one in zarr_variants.variants() if one.name == "2-bz2").write(folder / "a.zarr")
    for chunk in chunks_of(folder / "a.zarr"):
        chunk.unlink()
        os.mkfifo(chunk)
    assert list(read_all(folder)) == ["it is no file."]
    # what zarr reads in is a thread that all images share: it must still be alive
    other = write_image(folder.parent / "b.zarr", "0.5", np.ones((1, 32, 40), np.uint16))
    assert list(read_all(other)) == []


@pytest.mark.parametrize("name", ["a-other.ome.tif", "a.companion.ome"])
def test_pipes_beside_a_tiff(folder: Path, name: str) -> None:
    tiff_variants.companion(folder / "a.ome.tif")
    (folder / name).unlink()
    os.mkfifo(folder / name)
    assert f"it refers to {name!r}, which is no file." in list(read_all(folder))


# links


@pytest.mark.parametrize("version", ["0.4", "0.5"])
@pytest.mark.parametrize("what", ["chunk", "folder", "metadata"])
@pytest.mark.parametrize("how", ["direct", "by zarr"])
def test_links_out_of_an_array(folder: Path, version: str, what: str, how: str) -> None:
    image = folder / "a.zarr"
    name = {"0.4": ("2-none", "2-bz2"), "0.5": ("3-none", "3-sharded")}[version][how == "by zarr"]
    next(one for one in zarr_variants.variants() if one.name == name).write(image)
    chunk = chunks_of(image)[0]
    metadata = image / "0" / ("zarr.json" if version == "0.5" else ".zarray")
    moved = {"chunk": chunk, "folder": chunk.parent, "metadata": metadata}[what]
    moved.rename(folder.parent / "elsewhere")
    moved.symlink_to(folder.parent / "elsewhere")
    assert any("is a link that leads outside the folder, and is not followed." in one for one in read_all(folder))


def test_links_inside_an_array_are_followed(folder: Path) -> None:
    image = write_image(folder / "a.zarr", "0.5", np.ones((2, 32, 40), np.uint16))
    first, second = chunks_of(image)
    second.unlink()
    second.symlink_to(first)
    (found,) = discover([image])
    assert isinstance(found, Found)
    with closing(open_source(found.spec)) as source:
        assert source.read(whole(source.info), z=0, t=0, channels=[0, 1]).min() == 1


# TIFFs with holes: large files that take no room, and whose directories claim what they like

BASE = {256: (4, 64), 257: (4, 64), 258: (3, 8), 259: (3, 1), 262: (3, 1), 273: (4, 1000), 277: (3, 1), 278: (4, 64)}
HOLE = 2**31


def hollow(path: Path, more: dict[int, tuple[int, int, int]], big: bool = False) -> None:
    """`more` maps tags to type, count and the place of the values."""
    tags = {tag: (kind, 1, value) for tag, (kind, value) in BASE.items()} | {279: (4, 1, 4096)} | more
    entry, head = ("<HHQQ", b"II+\0\x08\0\0\0" + struct.pack("<Q", 16)) if big else ("<HHII", b"II*\0\x08\0\0\0")
    body = b"".join(struct.pack(entry, tag, *tags[tag]) for tag in sorted(tags))
    with path.open("wb") as file:
        file.write(head + struct.pack("<Q" if big else "<H", len(tags)) + body + bytes(8))
        file.truncate(HOLE + 10_000)


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize(
    ("tag", "kind", "count"),
    [
        (270, 2, 2**31 - 1),
        (273, 4, 2**28),
        (320, 3, 2**30 - 1),
        (330, 4, 2**26),
        (347, 7, 2**31 - 1),
        (34665, 4, 2**20),
        (50838, 4, 2**28),
        (65000, 2, 2**31 - 1),
        (65001, 12, MAX_NUMBERS + 1),
    ],
)
def test_tags_of_any_length(folder: Path, tag: int, kind: int, count: int, big: bool) -> None:
    hollow(folder / "a.tif", {tag: (kind, count, 2000)}, big)
    (refused,) = discover([folder / "a.tif"])
    assert isinstance(refused, Refused)
    assert f"its tag {tag} claims {count:,} values" in refused.reason


@pytest.mark.parametrize("big", [False, True])
def test_what_is_sensible_passes(folder: Path, big: bool) -> None:
    hollow(folder / "a.tif", {}, big)
    assert list(read_all(folder)) == []
    # a smaller level whose directory is that of the image itself
    hollow(folder / "b.tif", {330: (4, 1, 16 if big else 8)}, big)
    require_believable(folder / "b.tif")


def test_planes_that_are_claimed_by_a_description(folder: Path) -> None:
    words = json.dumps({"shape": [10**9, 8, 8], "axes": "TYX"})
    tifffile.imwrite(folder / "a.tif", np.ones((8, 8), np.uint8), metadata=None, description=words)
    assert list(read_all(folder)) == ["the file is truncated: it claims 1,000,000,000 planes that are not there."]


def test_xml_of_very_many_elements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_safe, "MAX_ELEMENTS", 1000)
    assert len(xml_safe.parse_xml(f"<OME>{'<a/>' * 999}</OME>")) == 999
    with pytest.raises(ValueError, match="more than 1,000 elements"):
        xml_safe.parse_xml(f"<OME>{'<a/>' * 1000}</OME>")


def test_animations_that_are_too_large(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "MAX_PIXELS_OF_FRAMES", 30_000)
    frames = [Image.new("RGB", (32, 32), (8 * number, 0, 0)) for number in range(30)]
    frames[0].save(folder / "a.gif", save_all=True, append_images=frames[1:])
    assert list(read_all(folder)) == ["the picture claims 32 x 32 x 30 pixels, too many to be decoded."]


@pytest.mark.parametrize("again", [False, True], ids=["not read yet", "read before"])
def test_pictures_that_change(folder: Path, again: bool) -> None:
    """A smaller one in its place must not be shown with black beside it, nor the old one as if nothing had happened."""
    Image.new("RGB", (20, 10), (1, 2, 3)).save(folder / "a.png")
    (found,) = discover([folder / "a.png"])
    assert isinstance(found, Found)
    with closing(open_source(found.spec)) as source:
        region = whole(source.info)
        if again:
            assert (source.read(region, z=0, t=0, channels=[1]) == 2).all()
        Image.new("RGB", (10, 5), (4, 5, 6)).save(folder / "b.png")
        os.replace(folder / "b.png", folder / "a.png")
        with pytest.raises(UnreadableFile, match="has changed"):
            source.read(region, z=0, t=0, channels=[1])
        (folder / "a.png").unlink()
        with pytest.raises(UnreadableFile, match="gone"):
            source.read(region, z=0, t=0, channels=[1])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read(folder: Path) -> None:
    tifffile.imwrite(folder / "a.tif", np.ones((8, 8), np.uint8))
    (folder / "a.tif").chmod(0)
    assert "permission" in next(read_all(folder)).lower()
