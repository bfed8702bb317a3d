"""Original files and rendered images to keep: the right bytes under the right name, whole or in part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import tifffile
from known_images import World, close_site, grey, open_site
from PIL import Image as Picture

from omeropyr.gateway.embedded.importing.importer import Importer
from omeropyr.testing.app import Site
from omeropyr.testing.store import SampleStore, imported_ids, make_store

NAME = "Zürich, 細胞 1.tif"


@dataclass(frozen=True)
class Shelf:
    """`named` has a name that is not ASCII; `twins` come from files of the same name in two folders."""

    site: Site
    store: SampleStore
    named: int
    twins: tuple[int, ...]
    folder: Path


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    folder = tmp_path_factory.mktemp("downloads")
    store = make_store(folder / "store")
    originals = folder / "store-originals"
    importer = Importer(store.store, owner_id=store.accounts.demo_id, group_id=store.accounts.group_id)
    (originals / "a").mkdir()
    (originals / "b").mkdir()
    for number, place in enumerate((NAME, "a/cell.tif", "b/cell.tif")):
        tifffile.imwrite(originals / place, np.full((20, 30), number, np.uint8))
    named = imported_ids(importer.import_paths([originals / NAME]))
    twins = [imported_ids(importer.import_paths([originals / place], managed=True)) for place in ("a", "b")]
    site = open_site(store, folder / "sessions", "demo")
    yield Shelf(site, store, named[0], (twins[0][0], twins[1][0]), originals)
    close_site(site)


def test_one_original_file(shelf: Shelf) -> None:
    original = (shelf.folder / NAME).read_bytes()
    for address in (
        f"download/{shelf.named}/",
        f"download/?image={shelf.named}",
        f"download/?image={shelf.named}&image={shelf.named}",
        f"{shelf.named}/",
        f"?image={shelf.named}",
    ):
        answer = shelf.site.get(f"/webgateway/archived_files/{address}")
        assert answer.body == original
        assert answer.content_type == "application/force-download"
        assert answer.content_length == len(original)
        assert answer.headers["Content-Disposition"] == (
            "attachment; filename=\"Zurich.____1.tif\"; filename*=UTF-8''Z%C3%BCrich._%E7%B4%B0%E8%83%9E_1.tif"
        )


@pytest.mark.parametrize(
    ("asked", "start", "stop"), [("bytes=0-9", 0, 10), ("bytes=100-", 100, None), ("bytes=-7", -7, None)]
)
def test_a_part_of_it(shelf: Shelf, asked: str, start: int, stop: int | None) -> None:
    original = (shelf.folder / NAME).read_bytes()
    url = f"/webgateway/archived_files/download/{shelf.named}/"
    answer = shelf.site.get(url, headers={"Range": asked}, status=206)
    assert answer.body == original[start:stop]
    first = start % len(original)
    assert answer.headers["Content-Range"] == f"bytes {first}-{first + len(answer.body) - 1}/{len(original)}"
    changed = shelf.site.get(url, headers={"Range": asked, "If-Range": '"another"'}, status=200)
    assert changed.body == original
    same = shelf.site.get(url, headers={"Range": asked, "If-Range": f'"{answer.etag}"'}, status=206)
    assert same.body == answer.body


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,4-5", "bytes=9-5", "lines=1-2", "bytes=", "bytes=a-b", f"bytes={'9' * 5000}-"]
)
def test_what_is_no_single_range_is_answered_with_everything(shelf: Shelf, asked: str) -> None:
    url = f"/webgateway/archived_files/download/{shelf.named}/"
    assert shelf.site.get(url, headers={"Range": asked}, status=200).body == (shelf.folder / NAME).read_bytes()


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_no_byte_of_it(shelf: Shelf, asked: str) -> None:
    url = f"/webgateway/archived_files/download/{shelf.named}/"
    size = (shelf.folder / NAME).stat().st_size
    assert shelf.site.get(url, headers={"Range": asked}, status=416).headers["Content-Range"] == f"bytes */{size}"
    assert shelf.site.get(url, headers={"Range": "bytes=-99999999"}, status=206).content_length == size


def test_only_the_head_and_a_copy_that_is_still_right(shelf: Shelf) -> None:
    url = f"/webgateway/archived_files/download/{shelf.named}/"
    size = (shelf.folder / NAME).stat().st_size
    head = shelf.site.head(url)
    assert (head.body, head.content_length, head.headers["Accept-Ranges"]) == (b"", size, "bytes")
    assert shelf.site.get(url, headers={"If-None-Match": f'"{head.etag}"'}, status=304).body == b""
    assert shelf.site.get(url, headers={"If-Modified-Since": head.headers["Last-Modified"]}, status=304).body == b""


def test_several_come_as_an_archive_whose_length_is_known(shelf: Shelf) -> None:
    images = [*shelf.twins, shelf.named]
    query = "&".join(f"image={image}" for image in images)
    answer = shelf.site.get(f"/webgateway/archived_files/download/?{query}&zipname=my cells, all")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my_cells._all.zip"'
    assert answer.content_type == "application/force-download"
    assert answer.content_length == len(answer.body)
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == sorted(["1/" + NAME, "2/cell.tif", "3/cell.tif"])
        assert archive.read("1/" + NAME) == (shelf.folder / NAME).read_bytes()
        assert archive.read("2/cell.tif") == (shelf.folder / "a/cell.tif").read_bytes()


def test_a_whole_fileset_comes_once_with_its_folders(tmp_path: Path) -> None:
    store = make_store(tmp_path / "store")
    folder = tmp_path / "store-originals" / "run"
    folder.mkdir()
    for channel in ("ch1", "ch2"):
        tifffile.imwrite(folder / f"cells_{channel}.tif", np.zeros((8, 8), np.uint8))
    importer = Importer(store.store, owner_id=store.accounts.demo_id, group_id=store.accounts.group_id)
    (image,) = imported_ids(importer.import_paths([folder]))
    site = open_site(store, tmp_path / "sessions", "demo")
    answer = site.get(f"/webgateway/archived_files/download/{image}/")
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        assert archive.namelist() == ["cells_ch1.tif", "cells_ch2.tif"]
    close_site(site)


def test_images_of_wells(shelf: Shelf) -> None:
    session = next(iter(shelf.site.app.registry.gateways.values())).login(shelf.store.demo)
    wells = session.browse.plate(shelf.store.plate_id).wells
    by_well = shelf.site.get(f"/webgateway/archived_files/download/?well={wells[0].well_id}&index={wells[0].field}")
    by_image = shelf.site.get(f"/webgateway/archived_files/download/{wells[0].image_id}/")
    assert by_well.body == by_image.body
    shelf.site.get(f"/webgateway/archived_files/download/?well={wells[0].well_id}&index=99", status=500)


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 500), ("?image=987654", 500), ("?image=x", 400), ("?image=", 400), ("?well=1&index=-1", 400)],
)
def test_nothing_to_download(shelf: Shelf, query: str, status: int) -> None:
    for address in ("archived_files/download", "download_as"):
        answer = shelf.site.get(f"/webgateway/{address}/{query}", status=status)
        assert answer.content_type == "text/html"
        assert len(answer.text.splitlines()) == 1


def test_other_peoples_images_are_not_there(wire: Site, world: World, make_wire: Callable[..., Site]) -> None:
    for address in ("archived_files/download", "download_as"):
        wire.get(f"/webgateway/{address}/{world.secret_id}/", status=500)
    wire.get(f"/webgateway/original_file_paths/{world.secret_id}/", status=404)
    wire.get(f"/webgateway/render_ome_tiff/i/{world.secret_id}/", status=404)
    wire.get(f"/webgateway/render_movie/{world.secret_id}/z/1/", status=404)
    make_wire(None).get(f"/webgateway/archived_files/download/{world.stack_id}/", status=302)


def test_a_limit_for_archives(shelf: Shelf, tmp_path: Path) -> None:
    site = open_site(shelf.store, tmp_path, "demo", maximum_multifile_download_size=100)
    query = "&".join(f"image={image}" for image in shelf.twins)
    assert "at most 100" in site.get(f"/webgateway/archived_files/download/?{query}", status=403).text
    site.get(f"/webgateway/archived_files/download/{shelf.named}/")
    close_site(site)


def test_a_file_that_is_gone_is_told_before_the_answer_begins(tmp_path: Path) -> None:
    store = make_store(tmp_path / "store")
    site = open_site(store, tmp_path / "sessions", "demo")
    store.files[0].unlink()
    one, other = store.image_ids
    gone = site.get(f"/webgateway/archived_files/download/?image={one}&image={other}", status=500)
    assert "cells.ome.tif" in gone.text
    site.get(f"/webgateway/archived_files/download/{one}/", status=404)
    site.get(f"/webgateway/archived_files/download/{other}/")
    close_site(site)


def test_where_files_lie(shelf: Shelf, world: World, wire: Site) -> None:
    paths = wire.get(f"/webgateway/original_file_paths/{world.stack_id}/").json
    assert paths["client"][0].endswith("stack.ome.tif")
    assert len(paths["repo"]) == 1
    assert set(paths["fileset"]) == {"id"}
    assert wire.get("/webgateway/original_file_paths/987654/", status=404).json["stacktrace"] == ""


def test_one_rendered_image(wire: Site, world: World) -> None:
    url = f"/webgateway/download_as/{world.slide_id}/"
    asked = "c=1|0:255$FFFFFF&m=c"
    png = wire.get(f"{url}?format=png&{asked}")
    picture = np.asarray(Picture.open(io.BytesIO(png.body)).convert("RGB")).astype(int)
    assert np.abs(picture - grey(world.slide, 0, 255)).max() <= 1
    assert png.headers["Content-Disposition"].endswith('.png"')
    assert png.content_length == len(png.body)
    assert wire.get(f"{url}?format=png&{asked}", headers={"If-None-Match": f'"{png.etag}"'}, status=304).body == b""
    assert Picture.open(io.BytesIO(wire.get(f"{url}?format=jpeg&{asked}").body)).format == "JPEG"
    assert tifffile.imread(io.BytesIO(wire.get(f"{url}?format=tif&{asked}").body)).shape == (1000, 1200, 3)
    assert "png, tif" in wire.get(f"{url}?format=gif", status=400).text


def test_several_rendered_images(shelf: Shelf) -> None:
    query = "&".join(f"image={image}" for image in shelf.twins)
    answer = shelf.site.get(f"/webgateway/download_as/?{query}&format=png")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Download_as_png.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        assert archive.namelist() == ["cell.tif.png", "cell.tif_(1).png"]
        assert {Picture.open(archive.open(name)).size for name in archive.namelist()} == {(30, 20)}


def test_an_image_that_cannot_be_rendered_leaves_a_note(tmp_path: Path) -> None:
    store = make_store(tmp_path / "store")
    site = open_site(store, tmp_path / "sessions", "demo")
    store.files[0].unlink()
    one, other = store.image_ids
    answer = site.get(f"/webgateway/download_as/?image={one}&image={other}&format=png")
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        *pictures, note = archive.namelist()
        assert (len(pictures), note) == (1, "not_included.txt")
        assert b"gone" in archive.read(note)
        assert str(tmp_path).encode() not in archive.read(note)
    close_site(site)


def test_the_web_clients_address_of_a_plane_to_keep(wire: Site, world: World) -> None:
    url = f"/webclient/render_image_download/{world.stack_id}/2/0/?c=1|500:3000$FFFFFF"
    answer = wire.get(url + "&format=png")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    picture = np.asarray(Picture.open(io.BytesIO(answer.body)).convert("RGB"))
    assert np.abs(picture.astype(int) - grey(world.stack[2, 0], 500, 3000)).max() <= 1
    assert Picture.open(io.BytesIO(wire.get(url + "&format=jpeg").body)).format == "JPEG"
    wire.get(url + "&format=gif", status=400)
    for missing in ("999999/", f"{world.stack_id}/3/", f"{world.secret_id}/"):
        wire.get(f"/webclient/render_image_download/{missing}", status=404)
