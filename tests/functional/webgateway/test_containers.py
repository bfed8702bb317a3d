"""Projects, datasets, plates and wells over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from known_images import close_site, open_site
from sqlalchemy import event, insert, select, update

from omeropyr.api import PermissionLevel
from omeropyr.gateway.embedded.people.accounts import add_group, add_user
from omeropyr.gateway.embedded.schema import (
    AcquisitionRow,
    DatasetImageRow,
    DatasetRow,
    ImageRow,
    ProjectRow,
    WellRow,
    WellSampleRow,
)
from omeropyr.testing.app import Site
from omeropyr.testing.store import SampleStore, make_store

MANY = 1000


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleStore:
    """With a run and a second field in A1 of the plate, an empty well C4, an empty project and 1,000 more images."""
    sample = make_store(tmp_path_factory.mktemp("containers") / "store")
    who = {"owner_id": sample.accounts.demo_id, "group_id": sample.accounts.group_id}
    sizes = {f"size_{axis}": 4000 for axis in "xyzct"}
    with sample.store.writing() as connection:
        connection.execute(insert(ProjectRow).values(name="empty", description="nothing", **who))
        large = connection.execute(insert(DatasetRow).values(name="large", **who).returning(DatasetRow.id)).scalar_one()
        rows = [{"name": f"i{number:04}", **sizes, **who} for number in range(MANY)]
        ids = connection.execute(insert(ImageRow).returning(ImageRow.id), rows).scalars().all()
        connection.execute(insert(DatasetImageRow), [{"parent_id": large, "child_id": one, **who} for one in ids])
        run = insert(AcquisitionRow).values(name="Scan 2", plate_id=sample.plate_id, **who).returning(AcquisitionRow.id)
        run_id = connection.execute(run).scalar_one()
        connection.execute(update(WellSampleRow).values(position_x=1.5, position_unit="µm"))
        place = {"position_x": 7.0, "position_y": -3.0, "position_unit": "reference frame"}
        second = {"image_id": sample.image_ids[0], "field": 1, "acquisition_id": run_id, **place}
        connection.execute(insert(WellSampleRow).values(well_id=well_id(sample), **second, **who))
        connection.execute(insert(WellRow).values(plate_id=sample.plate_id, row=2, column=3, **who))
    return sample


def well_id(sample: SampleStore, row: int = 0) -> int:
    with sample.store.reading() as connection:
        found: int = connection.execute(select(WellRow.id).where(WellRow.row == row)).scalar_one()
    return found


@pytest.fixture(scope="module")
def site(sample: SampleStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = open_site(sample, tmp_path_factory.mktemp("sessions"))
    yield site
    close_site(site)


def get(site: Site, path: str, status: int = 200) -> Any:
    return site.get(f"/webgateway/{path}", status=status)


@contextmanager
def counted(site: Site) -> Iterator[list[str]]:
    """Statements of the application in the meantime."""
    found: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            found.append(statement)

    (gateway,) = site.app.registry.gateways.values()
    event.listen(gateway.store.engine, "before_cursor_execute", note)
    yield found
    event.remove(gateway.store.engine, "before_cursor_execute", note)


def test_projects(site: Site, sample: SampleStore) -> None:
    found = get(site, "proj/list/").json
    assert {"id", "name", "description"} == set(found[0])
    assert {"nothing", ""} == {project["description"] for project in found}
    project = sample.project_id
    facts = {"type": "Project", "id": project, "name": "Sample project", "description": ""}
    assert get(site, f"proj/{project}/detail/").json == facts
    (dataset,) = get(site, f"proj/{project}/children/").json
    facts = {"type": "Dataset", "id": sample.dataset_id, "name": "Sample dataset", "description": ""}
    assert dataset == {**facts, "child_count": 2}
    assert get(site, f"dataset/{sample.dataset_id}/detail/").json == facts


def test_a_project_that_is_not_there_has_an_empty_list_of_another_type(site: Site, sample: SampleStore) -> None:
    empty = next(one["id"] for one in get(site, "proj/list/").json if one["name"] == "empty")
    for project, kind in ((empty, "application/json"), (999_999, "application/javascript")):
        answer = get(site, f"proj/{project}/children/")
        assert (answer.headers["Content-Type"], answer.text) == (kind, "[]")


def test_images_of_a_dataset(site: Site, sample: SampleStore) -> None:
    found = get(site, f"dataset/{sample.dataset_id}/children/").json
    assert [image["id"] for image in found] == list(sample.image_ids)
    first = found[0]
    assert set(first) == {"type", "id", "name", "description", "author", "date", "thumb_url"}
    assert first["thumb_url"] == f"/webgateway/render_thumbnail/{first['id']}/"
    assert isinstance(first["date"], float)
    assert first["date"].is_integer()
    assert first["author"]
    sized = get(site, f"dataset/{sample.dataset_id}/children/?tiled=1").json
    assert (sized[0]["size"], sized[0]["tiled"]) == ({"width": 64, "height": 48}, False)
    assert "size" not in get(site, f"dataset/{sample.dataset_id}/children/?tiled=").json[0]


def test_a_large_dataset_costs_few_statements(site: Site, sample: SampleStore) -> None:
    (large,) = [dataset for dataset in (2, 3) if dataset != sample.dataset_id and exists(site, dataset)]
    with counted(site) as few:
        get(site, f"dataset/{sample.dataset_id}/children/?tiled=1")
    with counted(site) as many:
        answer = get(site, f"dataset/{large}/children/?tiled=1")
    assert len(answer.json) == MANY
    assert answer.json[0]["tiled"] is True
    assert len(many) == len(few)
    assert len([text for text in many if "FROM" in text and "image" in text]) == 1


def exists(site: Site, dataset: int) -> bool:
    return bool(get(site, f"dataset/{dataset}/detail/", status="*").status_int == 200)


class TestPlate:
    def test_expanded(self, site: Site, sample: SampleStore) -> None:
        found = get(site, f"plate/{sample.plate_id}/").json
        assert (found["rowlabels"], found["collabels"]) == (list("ABCDEFGH"), list(range(1, 13)))
        assert [len(row) for row in found["grid"]] == [12] * 8
        cell = found["grid"][1][1]
        image = sample.well_image_ids[1]
        assert cell == {
            "type": "Image", "id": image, "name": cell["name"], "description": "", "author": cell["author"],
            "date": cell["date"], "wellId": well_id(sample, 1), "field": 0,
            "thumb_url": f"/webgateway/render_thumbnail/{image}/",
        }  # fmt: skip
        assert isinstance(cell["date"], int)
        assert found["image_sizes"] == [{"x": 16, "y": 16, "image_id": sample.well_image_ids[0]}]
        assert sum(one is not None for row in found["grid"] for one in row) == 2

    def test_fields_and_runs(self, site: Site, sample: SampleStore) -> None:
        base, first = f"plate/{sample.plate_id}", sample.image_ids[0]
        second = get(site, f"{base}/1/?layout=trim&size=32").json
        assert [[cell and cell["id"] for cell in row] for row in second["grid"]] == [[first, None], [None, None]]
        assert second["grid"][0][0]["thumb_url"].endswith(f"/{first}/32/")
        run = get(site, f"{base}/0/1/?layout=shrink").json
        assert (run["grid"][0][0]["id"], run["grid"][0][0]["field"], run["grid"][1][1]) == (first, 0, None)
        nothing = get(site, f"{base}/7/99/").json
        assert (nothing["grid"][0][0], nothing["image_sizes"]) == (None, [])

    def test_the_layout_of_the_site(self, sample: SampleStore, site: Site) -> None:
        own = open_site(sample, sample.path / "sessions", plate_layout="trim")
        for query, rows in (("", 2), ("?layout=nonsense", 2), ("?layout=expand", 8)):
            assert len(own.get(f"/webgateway/plate/{sample.plate_id}/{query}").json["grid"]) == rows
        close_site(own)

    @pytest.mark.parametrize("size", ["", "x", "0", "-1", "99999999999999999999", "1e3"])
    def test_sizes_that_no_thumbnail_has(self, site: Site, sample: SampleStore, size: str) -> None:
        assert set(get(site, f"plate/{sample.plate_id}/?size={size}", 400).json) == {"message", "stacktrace"}

    def test_costs_the_same_however_many_wells(self, site: Site, sample: SampleStore) -> None:
        with counted(site) as found:
            get(site, f"plate/{sample.plate_id}/")
        assert len([text for text in found if "well_sample" in text or "FROM image" in text]) <= 3


class TestWells:
    def test_the_first_image(self, site: Site, sample: SampleStore) -> None:
        found = get(site, f"wellData/{well_id(sample)}/").json
        assert found["id"] == sample.well_image_ids[0]
        assert (found["wellPos"], found["plateId"], found["wellId"]) == ("A1", sample.plate_id, well_id(sample))
        assert {"type", "name", "author", "date", "thumb_url"} < set(found)
        get(site, f"wellData/{well_id(sample, 2)}/", 404)

    def test_every_image(self, site: Site, sample: SampleStore) -> None:
        first, second = get(site, f"well/{well_id(sample)}/children/").json
        assert (first["id"], second["id"]) == (sample.well_image_ids[0], sample.image_ids[0])
        assert first["position"] == {"x": {"value": 1.5, "unit": "MICROMETER"}}
        assert second["position"] == {
            "x": {"value": 7.0, "unit": "REFERENCEFRAME"}, "y": {"value": -3.0, "unit": "REFERENCEFRAME"},
        }  # fmt: skip
        assert second["name"].endswith(" [Run: Scan 2]")
        assert get(site, f"well/{well_id(sample, 2)}/children/").json == []

    def test_images_of_a_run_and_those_of_none(self, site: Site, sample: SampleStore) -> None:
        url = f"well/{well_id(sample)}/children/?run="
        assert len(get(site, url + "1").json) == 2
        assert [image["id"] for image in get(site, url + "2").json] == [sample.well_image_ids[0]]
        get(site, url + "x", 400)


def test_settings_pasted_into_a_run_reach_its_whole_plate(site: Site, sample: SampleStore) -> None:
    source, other = sample.well_image_ids
    form = {"toids": "1", "to_type": "acquisition"}
    answer = site.post(f"/webgateway/copyImgRDef/?fromid={source}", form, headers=site.csrf())
    assert answer.json == {"true": [other], "false": [sample.image_ids[0]]}


@pytest.mark.parametrize(
    "path",
    ["proj/{}/detail/", "dataset/{}/detail/", "dataset/{}/children/", "plate/{}/", "plate/{}/0/1/", "wellData/{}/",
     "well/{}/children/"],
)  # fmt: skip
def test_what_is_not_there(site: Site, path: str) -> None:
    for number in (0, 999_999, 2**31, 10**18, 10**40):
        answer = get(site, path.format(number), 404)
        assert answer.headers["Content-Type"] == "application/json"
        assert set(answer.json) == {"message", "stacktrace"}
    assert get(site, path.format(-1), 404).content_type == "text/html"


def test_nothing_of_others_is_shown(site: Site, sample: SampleStore) -> None:

    cave = add_group(sample.store, "cave", PermissionLevel.PRIVATE)
    add_user(sample.store, "hermit", "hermit", first_name="Her", last_name="Mit", groups=[(cave, False)])
    hermit = open_site(sample, sample.path / "sessions", "hermit")
    assert get(hermit, "proj/list/").json == []
    for path in (f"dataset/{sample.dataset_id}/children/", f"plate/{sample.plate_id}/", f"wellData/{well_id(sample)}/"):
        get(hermit, path, 404)
    close_site(hermit)
