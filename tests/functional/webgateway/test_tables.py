"""Tables over HTTP: queries, slices, masks, and those attached to objects."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from known_images import close_site, open_site
from sqlalchemy import select

from omeropyr.api import BULK_ANNOTATIONS, Column, ColumnType, Kind, ObjectRef, PermissionLevel
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.people.accounts import add_group, add_user
from omeropyr.gateway.embedded.schema import WellRow
from omeropyr.testing.app import Site
from omeropyr.testing.store import SampleStore, make_store

COLUMNS = (
    Column("Well", ColumnType.WELL),
    Column("Gene", ColumnType.STRING, "its name", 8),
    Column("area", ColumnType.DOUBLE),
    Column("hits", ColumnType.LONG_ARRAY, "", 2),
    Column("good", ColumnType.BOOL),
)
WELLS = [7, 8, 12, 8]
GENES = ["CDK1", "PLK1", "é", "x"]
AREAS = [20.5, 31.0, math.nan, math.inf]


@dataclass(frozen=True)
class Lab:
    sample: SampleStore
    site: Site
    table: int
    lowered: int
    """Its only column is called `plate`."""
    plain: int
    """A file that is no table."""
    well: int


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    sample = make_store(tmp_path_factory.mktemp("tables") / "store")
    gateway = EmbeddedGateway(sample.store)
    session = gateway.login(sample.demo)
    values = [np.array(WELLS), np.array(GENES, object), np.array(AREAS), np.arange(8).reshape(4, 2), np.ones(4, bool)]
    metadata = {"analyst": "ada", "cfg": '{"sigma": 1.5}', "version": "12", "odd": "[" * 900 + "]" * 900, "n": "NaN"}
    table = session.tables.create("bulk_annotations", COLUMNS, values, metadata=metadata)
    lowered = session.tables.create("other", (Column("plate", ColumnType.PLATE),), [np.array([3])])
    plain = session.files.store("notes.txt", [b"hello"])
    plate = [ObjectRef(Kind.PLATE, sample.plate_id)]
    for file_id, namespace in ((table.file_id, BULK_ANNOTATIONS), (lowered.file_id, None), (plain.id, "mine")):
        session.annotations.create(Kind.FILE, session.files.get(file_id), plate, namespace=namespace)
    with sample.store.reading() as connection:
        well = connection.execute(select(WellRow.id).where(WellRow.row == 0)).scalar_one()
    site = open_site(sample, sample.path / "sessions")
    yield Lab(sample, site, table.file_id, lowered.file_id, plain.id, well)
    close_site(site)
    gateway.close()


@pytest.fixture
def get(lab: Lab) -> Callable[..., Any]:
    def ask(path: str, parameters: Any = None, status: int = 200) -> Any:
        return lab.site.get(f"/webgateway/{path.format(lab=lab)}", parameters, status=status)

    return ask


Get = Callable[..., Any]


class TestQuery:
    def test_every_row(self, get: Get) -> None:
        answer = get("table/{lab.table}/query/", {"query": "*"})
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.json["data"]["columns"] == ["Well", "Gene", "area", "hits", "good"]
        assert answer.json["data"]["column_types"] == [
            "WellColumn", "StringColumn", "DoubleColumn", "LongArrayColumn", "BoolColumn",
        ]  # fmt: skip
        assert answer.json["data"]["rows"][0] == [7, "CDK1", 20.5, [0, 1], True]
        assert [row[2] for row in answer.json["data"]["rows"]] == [20.5, 31.0, None, None]
        assert answer.json["meta"] == {"rowCount": 4, "totalCount": 4, "limit": None, "offset": 0}

    @pytest.mark.parametrize(
        ("query", "genes"),
        [
            ("(area>20)&(Well==7)", ["CDK1"]),
            ("Well-8", ["PLK1", "x"]),
            ("Well-8 and more", ["PLK1", "x"]),
            ("Gene == 'é'", ["é"]),
            ("Well > 99", []),
        ],
    )
    def test_conditions(self, get: Get, query: str, genes: list[str]) -> None:
        found = get("table/{lab.table}/query/", {"query": query, "col_names": "Gene"}).json
        assert found["data"]["rows"] == [[gene] for gene in genes]
        assert found["meta"]["totalCount"] == len(genes)

    def test_a_shorthand_finds_the_column_in_small_letters(self, get: Get) -> None:
        assert get("table/{lab.lowered}/query/?query=Plate-3").json["meta"]["totalCount"] == 1
        assert "error" in get("table/{lab.lowered}/query/?query=Well-3").json

    def test_columns_in_the_order_asked_and_unknown_ones_skipped(self, get: Get) -> None:
        found = get("table/{lab.table}/query/?query=Well-7&col_names=area&col_names=no&col_names=Well").json["data"]
        assert (found["columns"], found["rows"]) == (["area", "Well"], [[20.5, 7]])
        nothing = get("table/{lab.table}/query/?query=*&col_names=no").json["data"]
        assert (nothing["columns"], nothing["rows"]) == ([], [[], [], [], []])

    def test_pages(self, get: Get) -> None:
        for query, cut in (("*", [8, 12]), ("Well>7", [12, 8])):
            path = "table/{lab.table}/query/?col_names=Well&offset=1&limit=2"
            found = get(path, {"query": query}).json
            assert found["data"]["rows"] == [[well] for well in cut]
            assert (found["meta"]["offset"], found["meta"]["limit"]) == (1, 2)
        beyond = get("table/{lab.table}/query/?query=*&offset=99999999999999999").json
        assert beyond["data"]["rows"] == []
        assert get("table/{lab.table}/query/?query=*&limit=0").json["data"]["rows"] == []

    @pytest.mark.parametrize("page", ["offset=x", "limit=x", "offset=-1", "limit=-1", "limit=1.5", "limit=" + "9" * 40])
    def test_pages_that_cannot_be(self, get: Get, page: str) -> None:
        assert set(get("table/{lab.table}/query/?query=*&" + page, status=400).json) == {"message", "stacktrace"}

    def test_a_condition_that_fails_names_the_query(self, get: Get) -> None:
        for query in ("height>5", "Well ==", "__import__('os')", "hits > 1", "Well-" + "9" * 40):
            assert query in get("table/{lab.table}/query/", {"query": query}).json["error"]

    def test_too_many_rows(self, lab: Lab) -> None:
        site = open_site(lab.sample, lab.sample.path / "sessions", max_table_download_rows="3")
        found = site.get(f"/webgateway/table/{lab.table}/query/?query=*").json
        assert (set(found), found["status"]) == ({"error", "status"}, 404)
        assert len(site.get(f"/webgateway/table/{lab.table}/query/?query=*&limit=3").json["data"]["rows"]) == 3
        close_site(site)


@pytest.mark.parametrize("view", ["query/?query=*", "metadata/", "rows/?query=1>0", "slice/?rows=0&columns=0",
                                  "obj_id_bitmask/?query=*"])  # fmt: skip
def test_what_is_no_table_is_told(get: Get, view: str) -> None:
    for file in ("999999", "9" * 40, "{lab.plain}"):
        assert set(get(f"table/{file}/{view}").json) == {"error"}


@pytest.mark.parametrize("view", ["query", "rows", "obj_id_bitmask"])
def test_a_query_is_needed(get: Get, view: str) -> None:
    for query in ("", "?query="):
        assert set(get(f"table/{{lab.table}}/{view}/{query}").json) == {"error"}


def test_metadata(get: Get) -> None:
    found = get("table/{lab.table}/metadata/").json
    assert found["columns"][1] == {"name": "Gene", "description": "its name", "type": "StringColumn"}
    assert found["totalCount"] == 4
    told = found["user_metadata"]
    assert (told["analyst"], told["cfg"], told["version"], told["n"]) == ("ada", {"sigma": 1.5}, 12, None)


class TestRows:
    def test_numbers_of_matching_rows(self, get: Get) -> None:
        answer = get("table/{lab.table}/rows/?query=Well==8")
        assert answer.text == (
            '{"rows":[1,3],"meta":{"partialCount":2,"rowCount":4,"columnCount":5,"start":0,"end":4,"maxCells":1000000}}'
        )

    def test_are_searched_in_stretches(self, lab: Lab) -> None:
        site = open_site(lab.sample, lab.sample.path / "sessions", max_table_slice_size="2")
        ends = [
            (found["rows"], found["meta"]["end"])
            for start in (0, 2, 4, 10**17)
            if (found := site.get(f"/webgateway/table/{lab.table}/rows/?query=Well==8&start={start}").json)
        ]
        assert ends == [([1], 2), ([3], 4), ([], 4), ([], 4)]
        close_site(site)

    def test_a_start_that_is_none_is_the_first(self, get: Get) -> None:
        for start in ("x", "", "-3", "9" * 40):
            assert get("table/{lab.table}/rows/?query=Well==8", {"start": start}).json["rows"] == [1, 3]

    def test_no_shorthands(self, get: Get) -> None:
        for query in ("*", "Well-7", "nothing > 1"):
            assert set(get("table/{lab.table}/rows/", {"query": query}).json) == {"error"}


class TestSlice:
    def test_one_list_for_each_column(self, get: Get) -> None:
        answer = get("table/{lab.table}/slice/?rows=2,0-1,0&columns=1,0")
        assert answer.text == (
            '{"columns":[["\\u00e9","CDK1","PLK1","CDK1"],[12,7,8,7]],'
            '"meta":{"columns":["Gene","Well"],"rowCount":4,"columnCount":5,"maxCells":1000000}}'
        )
        assert get("table/{lab.table}/slice/?rows=2,3&columns=2").json["columns"] == [[None, None]]

    def test_by_post(self, lab: Lab) -> None:
        url = f"/webgateway/table/{lab.table}/slice/"
        form = {"rows": "0", "columns": "0"}
        assert lab.site.post(url, form, headers=lab.site.csrf()).json["columns"] == [[7]]
        assert set(lab.site.post(url + "?rows=0&columns=0", headers=lab.site.csrf()).json) == {"error"}
        lab.site.post(url, form, status=403)

    @pytest.mark.parametrize(
        "query",
        ["", "rows=0", "columns=0", "rows=x&columns=0", "rows=4&columns=0", "rows=0&columns=5", "rows=3-2&columns=0",
         "rows=0-99999999999999&columns=0", "rows=-1&columns=0", "rows=0-3&columns=" + "0," * 300_000 + "0"],
    )  # fmt: skip
    def test_what_cannot_be_had(self, lab: Lab, query: str) -> None:
        fields = dict(part.split("=") for part in query.split("&") if part)
        answer = lab.site.post(f"/webgateway/table/{lab.table}/slice/", fields, headers=lab.site.csrf())
        assert set(answer.json) == {"error"}

    def test_jsonp_has_blanks(self, lab: Lab) -> None:
        site = open_site(lab.sample, lab.sample.path / "sessions", jsonp="true")
        answer = site.get(f"/webgateway/table/{lab.table}/slice/?rows=0&columns=0&callback=cb")
        assert answer.text.startswith('cb({"columns": [[7]], ')
        close_site(site)


class TestBitmask:
    def test_ids_of_matching_rows(self, get: Get) -> None:
        answer = get("table/{lab.table}/obj_id_bitmask/?query=good&col_name=Well")
        assert (answer.content_type, list(answer.body)) == ("application/octet-stream", [1, 136])
        assert list(get("table/{lab.table}/obj_id_bitmask/?query=Well<8").body) == [1]
        assert get("table/{lab.table}/obj_id_bitmask/?query=Well<0").body == b"\0"

    @pytest.mark.parametrize("query", ["query=*&col_name=area", "query=*&col_name=Gene", "query=*&col_name=hits",
                                       "query=nothing"])  # fmt: skip
    def test_what_has_no_ids(self, get: Get, query: str) -> None:
        assert set(get("table/{lab.table}/obj_id_bitmask/?" + query).json) == {"error"}


class TestAttached:
    def test_on_an_object_or_on_what_it_is_in(self, lab: Lab, get: Get) -> None:
        places = (
            ("Plate", lab.sample.plate_id),
            ("Plate.wells", lab.well),
            ("Plate.wells.wellSamples.image", lab.sample.well_image_ids[0]),
        )
        for path, number in places:
            found = get(f"annotations/{path}/{number}/").json["data"]
            assert [one["file"] for one in found] == [lab.table, lab.lowered]
        first = found[0]
        assert set(first) == {
            "id", "name", "file", "ns", "parentType", "parentId", "owner", "addedBy", "addedOn",
        }  # fmt: skip
        assert (first["name"], first["ns"]) == ("bulk_annotations", BULK_ANNOTATIONS)
        assert (first["parentType"], first["parentId"]) == ("Plate", lab.sample.plate_id)
        assert first["addedOn"] > 1_700_000_000_000
        assert found[1]["ns"] is None

    def test_none(self, lab: Lab, get: Get) -> None:
        for path in ("Screen/1", f"Image/{lab.sample.image_ids[0]}", "Plate/999999"):
            assert get(f"annotations/{path}/").json == {"data": []}
        for path in ("Nonsense/1", "Plate.nothing/1", "Plate/" + "9" * 40):
            assert set(get(f"annotations/{path}/").json) == {"error"}
        get("annotations/Plate;x/1/", status=404)

    def test_the_newest_that_can_answer(self, lab: Lab, get: Get) -> None:
        plate = lab.sample.plate_id
        found = get(f"table/Plate.wells/{lab.well}/query/?query=Well-7").json
        assert (found["id"], found["parentType"], found["parentId"]) == (lab.table, "Plate", plate)
        assert set(found) == {
            "data", "meta", "id", "annId", "owner", "addedBy", "parentType", "parentId", "addedOn",
        }  # fmt: skip
        assert get(f"table/Plate/{plate}/query/?query=*").json["id"] == lab.lowered
        for path in (f"Plate/{plate}/query/?query=none>1", "Image/1/query/?query=*", "Plate.x/1/query/?query=*",
                     f"Plate/{plate}/query/"):  # fmt: skip
            assert set(get(f"table/{path}").json) == {"error"}


def test_tables_of_others(lab: Lab) -> None:
    cave = add_group(lab.sample.store, "cave", PermissionLevel.PRIVATE)
    add_user(lab.sample.store, "hermit", "hermit", first_name="Her", last_name="Mit", groups=[(cave, False)])
    site = open_site(lab.sample, lab.sample.path / "sessions", "hermit")
    assert set(site.get(f"/webgateway/table/{lab.table}/query/?query=*").json) == {"error"}
    assert site.get(f"/webgateway/annotations/Plate/{lab.sample.plate_id}/").json == {"data": []}
    close_site(site)


TEXT = st.text(max_size=12) | st.text(alphabet="Welarg0123456789-<>=()&*,'~ ", max_size=20)


@settings(max_examples=60)
@given(
    view=st.sampled_from(["query", "rows", "slice", "obj_id_bitmask", "metadata"]),
    query=st.dictionaries(
        st.sampled_from(["query", "col_names", "col_name", "offset", "limit", "start", "rows", "columns"]), TEXT
    ),
)
def test_any_query_is_answered(lab: Lab, view: str, query: dict[str, str]) -> None:
    answer = lab.site.get(f"/webgateway/table/{lab.table}/{view}/", query, status="*")
    assert answer.status_int in (200, 400)
    if answer.content_type == "application/json":
        json.loads(answer.body, parse_constant=lambda name: pytest.fail(name))
