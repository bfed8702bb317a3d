"""Attachments, original files and tables over HTTP."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from omeropyr.api import Column, ColumnType, Kind, ObjectRef
from omeropyr.testing.app import make_app
from omeropyr.testing.lab import Lab

NAME = "notes ü, 1.txt"


def attach(lab: Lab, name: str, content: bytes, mimetype: str | None) -> tuple[int, int]:
    """Ids of the annotation and of its file."""
    file = lab.session.files.store(name, [content], mimetype=mimetype, group_id=lab.group)
    image = ObjectRef(Kind.IMAGE, lab.store.image_ids[0])
    return lab.session.annotations.create(Kind.FILE, file, [image]), file.id


def test_an_attachment_is_downloaded(lab: Lab) -> None:
    annotation, _ = attach(lab, NAME, b"0123456789", "text/plain")
    answer = lab.demo.get(f"/webclient/annotation/{annotation}/")
    assert (answer.body, answer.content_length) == (b"0123456789", 10)
    assert answer.content_type == "application/force-download"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="notes_u')
    assert "filename*=UTF-8''notes_%C3%BC" in disposition
    part = lab.demo.get(f"/webclient/annotation/{annotation}/", headers={"Range": "bytes=2-4"}, status=206)
    assert part.body == b"234"
    tag = lab.session.annotations.create_tag("t", group_id=lab.group)
    for number in (tag, 999, 2**31, 10**17):
        lab.get(f"annotation/{number}", 404)
    lab.get(f"annotation/{annotation}", 404, by="stranger")


MEDIA_TYPES = {
    "text/x-python": "text/plain",
    "text/html": "text/html",
    "image/svg+xml": "image/svg+xml",
    None: "application/octet-stream",
    "OMERO.tables": "application/octet-stream",
    "text/plain; charset=utf-16": "application/octet-stream",
    "ü/ö": "application/octet-stream",
}


def test_original_files(lab: Lab) -> None:
    script = b"<script>alert(1)</script>"
    for number, (mimetype, shown) in enumerate(MEDIA_TYPES.items()):
        _, file = attach(lab, NAME, script + bytes([number]), mimetype)
        inline = lab.demo.get(f"/webclient/get_original_file/{file}/")
        assert (inline.body[:-1], inline.content_type) == (script, shown)
        assert inline.headers["Content-Disposition"].startswith("inline;")
        assert inline.headers["Content-Security-Policy"].startswith("sandbox;")
    saved = lab.demo.get(f"/webclient/download_original_file/{file}/")
    assert "notes_%C3%BC._1.txt" in saved.headers["Content-Disposition"]
    for where in ("get_original_file", "download_original_file"):
        lab.get(f"{where}/999", 404)
        lab.get(f"{where}/{file}", 404, by="stranger")


def test_original_metadata(lab: Lab) -> None:
    answer = lab.demo.get(f"/webclient/download_orig_metadata/{lab.store.image_ids[0]}/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Original_Metadata.txt"'
    lines = answer.text.splitlines()
    assert (lines[0], lines[-1]) == ("[Global Metadata]", "[Series Metadata]")
    assert all("=" in line for line in lines[1:-1])
    assert answer.content_length == len(answer.body)
    lab.get("download_orig_metadata/999", 404)
    assert "download_orig_metadata" in lab.get(f"load_original_metadata/{lab.store.image_ids[0]}")
    lab.get("load_original_metadata/999", 404)


@pytest.fixture
def table(lab: Lab) -> int:
    columns = (
        Column("Image", ColumnType.IMAGE),
        Column("Area", ColumnType.DOUBLE),
        Column("name", ColumnType.STRING, "", 20),
        Column("well", ColumnType.WELL),
    )
    values = [
        np.array([2**53 + 1, 2, 3, 4, 5]),
        np.array([1.5, np.nan, 3, 4, 5]),
        np.array(["a", "b", 'c"', "d", "ü"], object),
        np.array([7, 8, 9, 10, 11]),
    ]
    return lab.session.tables.create("my table", columns, values, group_id=lab.group).file_id


def test_a_table_as_json(lab: Lab, table: int) -> None:
    found = lab.get(f"omero_table/{table}/json")
    data, meta = found["data"], found["meta"]
    assert (data["id"], data["name"], data["columns"]) == (table, "my table", ["Image", "Area", "name", "well"])
    assert data["column_types"] == ["ImageColumn", "DoubleColumn", "StringColumn", "WellColumn"]
    assert data["rows"][:2] == [[2**53 + 1, 1.5, "a", 7], [2, None, "b", 8]]
    address = f"/webclient/omero_table/{table}/"
    assert meta == {
        "rowCount": 5, "totalCount": 5, "limit": 200, "offset": 0, "query": "*", "page": 1, "url": address,
    }  # fmt: skip


def test_pages_of_a_table(lab: Lab, table: int) -> None:
    found = lab.get(f"omero_table/{table}/json", query="Area>2", limit=2, offset=1, col_names=["name", "Image"])
    assert found["data"]["rows"] == [["d", 4], ["ü", 5]]
    assert (found["meta"]["totalCount"], "page" in found["meta"], "next" in found["meta"]) == (3, False, False)
    found = lab.get(f"omero_table/{table}/json", query="Area>2", limit=1, offset=1)
    assert found["meta"]["page"] == 2
    for name, offset in (("next", "2"), ("prev", "0")):
        link = urlsplit(found["meta"][name])
        assert link.path == f"/webclient/omero_table/{table}/"
        assert parse_qs(link.query) == {"query": ["Area>2"], "limit": ["1"], "offset": [offset]}
    assert lab.get(f"omero_table/{table}/json", offset=99)["data"]["rows"] == []


def test_shorthand_of_conditions(lab: Lab, table: int) -> None:
    def rows(query: str) -> list[Any]:
        return [row[0] for row in lab.get(f"omero_table/{table}/json", query=query)["data"]["rows"]]

    assert rows("Image-3") == rows("Well-9") == rows("well-9") == rows("(Image==3) & (Area>1)") == [3]
    assert rows("Image-99") == []


def test_bad_conditions_are_told_inside(lab: Lab, table: int) -> None:
    for query in ("nonsense >", "Area", "__import__('os')", "Nothing-3", "Area>'x'", "(" * 500):
        assert set(lab.get(f"omero_table/{table}/json", query=query)) == {"error"}
        assert set(lab.get(f"omero_table/{table}/csv", query=query)) == {"error"}


def test_what_is_no_table(lab: Lab, table: int) -> None:
    _, file = attach(lab, NAME, b"", None)
    assert set(lab.get(f"omero_table/{file}/json")) == {"error"}
    assert set(lab.get(f"omero_table/{table}/json", col_names="nothing")) == {"error"}
    lab.get("omero_table/999/json", 404)
    lab.get(f"omero_table/{table}/json", 404, by="stranger")
    for bad in ({"limit": 0}, {"limit": -1}, {"offset": -1}, {"limit": "x"}, {"offset": "1.5"}):
        lab.get(f"omero_table/{table}/json", 400, **bad)
        lab.get(f"omero_table/{table}/csv", 400, **bad)


def test_a_table_as_csv(lab: Lab, table: int) -> None:
    answer = lab.demo.get(f"/webclient/omero_table/{table}/csv/", {"limit": 3, "col_names": ["name", "Area"]})
    assert answer.content_type == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my table.csv"'
    assert list(csv.reader(io.StringIO(answer.text))) == [["name", "Area"], ["a", "1.5"], ["b", "nan"], ['c"', "3.0"]]
    bare = lab.demo.get(f"/webclient/omero_table/{table}/csv/", {"header": "False", "query": "Image-5"})
    assert list(csv.reader(io.StringIO(bare.text))) == [["5", "5.0", "ü", "11"]]


def test_more_rows_than_are_given_out(lab: Lab, table: int) -> None:
    site = make_app(lab.store, max_table_download_rows=3)
    site.sign_in("demo", "demo")
    address = f"/webclient/omero_table/{table}/json/"
    assert "error" in site.get(address).json
    assert len(site.get(address, {"limit": 3}).json["data"]["rows"]) == 3
    for gateway in site.app.registry.gateways.values():
        gateway.close()


def test_a_table_as_a_page(lab: Lab, table: int) -> None:
    page = lab.demo.get(f"/webclient/omero_table/{table}/", {"limit": 2, "query": "Area>2"}).html
    assert page.h1.text == "my table"
    assert [cell.text for cell in page.select("tbody tr")[0].select("td")] == ["3", "3.0", 'c"', "9"]
    assert page.select_one("tbody a")["href"] == "/webclient/?show=image-3"
    assert "3 of 5 rows" in page.get_text()
    following = page.select_one("a[rel=next]")["href"]
    assert parse_qs(urlsplit(following).query)["offset"] == ["2"]
    last = lab.demo.get(following).html
    assert len(last.select("tbody tr")) == 1
    assert last.select_one("a[rel=next]") is None
    wrong = lab.demo.get(f"/webclient/omero_table/{table}/", {"query": "<b>"})
    assert wrong.html.select_one("[role=alert]") is not None
    assert "<b>" not in wrong.text
    lab.get("omero_table/999", 404)
