"""Names inside archives: as the files lay, no two alike, nothing that leads out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.api import Fileset, OriginalFile
from omeropyr.plugins.webgateway.exports import row_letters
from omeropyr.plugins.webgateway.originals import archive_name, distinct, packed


def fileset(number: int, *paths: str) -> Fileset:
    files = tuple(OriginalFile(n, path.rsplit("/", 1)[-1], path, 1, client_path=path) for n, path in enumerate(paths))
    return Fileset(id=number, files=files, image_ids=(number,), in_place=False)


def names(*filesets: Fileset) -> list[str]:
    return [one.name for one in packed(filesets)]


def test_files_keep_how_they_lie_to_each_other() -> None:
    assert names(fileset(1, "/data/run/a.dv", "/data/run/sub/b.tif")) == ["a.dv", "sub/b.tif"]
    assert names(fileset(1, "C:\\data\\run\\a.dv", "C:\\data\\run\\b.dv")) == ["a.dv", "b.dv"]


def test_filesets_that_clash_go_to_folders() -> None:
    assert names(fileset(1, "/x/a.tif"), fileset(2, "/y/b.tif")) == ["a.tif", "b.tif"]
    assert names(fileset(1, "/x/a.tif"), fileset(2, "/y/A.TIF")) == ["1/a.tif", "2/A.TIF"]


@given(st.lists(st.text(max_size=30), min_size=1, max_size=6))
def test_any_path_stays_inside(paths: list[str]) -> None:
    found = names(fileset(1, *paths))
    assert len({name.lower() for name in found}) == len(paths)
    for name in found:
        assert not name.startswith("/")
        assert ".." not in name.split("/")
        assert all(name.split("/"))


@given(st.lists(st.sampled_from(["a", "a.png", "A.png", "a_(1).png", "b/a.png"]), max_size=8))
def test_distinct(wanted: list[str]) -> None:
    found = distinct(wanted)
    assert len({name.lower() for name in found}) == len(wanted)
    assert all(ours == theirs for ours, theirs in zip(found, wanted, strict=True) if wanted.count(theirs) == 1) or any(
        name.lower() in [other.lower() for other in wanted if other != name] for name in wanted
    )


@pytest.mark.parametrize(
    ("wanted", "name"),
    [("my cells, 1", "my_cells._1.zip"), ("a.ZIP", "a.ZIP"), ("a.tif", "a.tif_folder.zip"), ("b", "b.zip")],
)
def test_names_of_archives(wanted: str, name: str) -> None:
    assert archive_name(wanted, ["a.tif"]) == name


def test_rows_of_plates() -> None:
    assert [row_letters(row) for row in (0, 7, 25, 26, 31)] == ["A", "H", "Z", "AA", "AF"]
