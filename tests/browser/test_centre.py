"""The centre: thumbnails and table, order, filters, selection, and 10,000 images."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import tifffile
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import insert

from omeropyr.api import Kind, ObjectRef, Session
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.importing.importer import Importer
from omeropyr.gateway.embedded.schema import DatasetImageRow, DatasetRow, ImageRow
from omeropyr.testing.store import SampleStore

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MANY = 10_000
SIZES = {"size_x": 64, "size_y": 32, "size_z": 1, "size_c": 2, "size_t": 1}


@dataclass
class Cells:
    """A dataset of six images; the first two are of one fileset."""

    dataset: int
    images: list[int]


@pytest.fixture(scope="module")
def session(sample: SampleStore) -> Session:
    return EmbeddedGateway(sample.store).login(sample.demo)


def fill(sample: SampleStore, name: str, images: list[dict[str, object]]) -> Cells:
    """A dataset of image rows, past the importer."""
    who = {"owner_id": sample.accounts.demo_id, "group_id": sample.accounts.group_id}
    with sample.store.writing() as connection:
        dataset = connection.execute(insert(DatasetRow).values(name=name, **who).returning(DatasetRow.id)).scalar_one()
        rows = [{**SIZES, **who, "sort_name": str(image["name"]).casefold(), **image} for image in images]
        ids = list(
            connection.execute(insert(ImageRow).returning(ImageRow.id, sort_by_parameter_order=True), rows).scalars()
        )
        links = [{"parent_id": dataset, "child_id": image, **who} for image in ids]
        connection.execute(insert(DatasetImageRow), links)
    return Cells(dataset, ids)


NAMES = ("Anaphase one", "Anaphase two", "Metaphase one", "Metaphase two", "Prophase", "Telophase")


def write_cells(folder: Path) -> list[Path]:
    """The two in anaphase in one file, each of the others in its own; every one a pixel wider than the last."""
    folder.mkdir()
    planes = [np.full((32, 64 + at), 40 * at, np.uint8) for at in range(len(NAMES))]
    with tifffile.TiffWriter(folder / "pair.ome.tif", ome=True) as pair:
        for plane, name in zip(planes[:2], NAMES, strict=False):
            pair.write(plane, metadata={"axes": "YX", "Name": name})
    for plane, name in zip(planes[2:], NAMES[2:], strict=True):
        tifffile.imwrite(folder / f"{name}.tif", plane)
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def cells(sample: SampleStore, session: Session) -> Cells:
    files = write_cells(sample.files[0].parent / "mitosis")
    importer = Importer(sample.store, owner_id=sample.accounts.demo_id, group_id=sample.accounts.group_id)
    report = importer.import_paths(files, project="Sample project", dataset="Mitosis")
    assert not report.failed, [outcome.detail for outcome in report.refused]
    (dataset,) = session.browse.named(Kind.DATASET, "Mitosis")
    images = sorted(session.browse.images(dataset_id=dataset).items, key=lambda image: image.size_x)
    refs = [ObjectRef(Kind.IMAGE, image.id) for image in images]
    for ref, name in zip(refs, NAMES, strict=True):
        session.edit.rename(ref, name)
    session.annotations.create_tag("sharp", group_id=sample.accounts.group_id, targets=[refs[0], refs[2]])
    session.annotations.rate([refs[3]], 5)
    for dose, ref in enumerate(refs, start=8):
        session.annotations.edit_pairs([ref], [("dose", f"{dose} µM"), ("line", "HeLa" if dose < 11 else "HEK")])
    return Cells(dataset, [ref.id for ref in refs])


@pytest.fixture
def mitosis(page: Page, sign_in: Callable[..., None], cells: Cells) -> Page:
    sign_in(f"/webclient/?show=dataset-{cells.dataset}")
    expect(names(page)).to_have_count(6)
    return page


def names(page: Page) -> Locator:
    return page.locator("image-grid .cell-name")


def test_the_table_sorts_and_is_remembered(mitosis: Page, check: Callable[[str], None]) -> None:
    mitosis.get_by_role("button", name="Table").click()
    table = mitosis.get_by_role("grid", name="Images as a table")
    expect(table.get_by_role("row").nth(1)).to_contain_text("Anaphase one")
    expect(table.locator(".fact-size_x").nth(1)).to_have_text("64")
    table.get_by_role("button", name="X", exact=True).click()
    table.get_by_role("button", name="X", exact=True).click()
    expect(table.get_by_role("columnheader", name="X")).to_have_attribute("aria-sort", "descending")
    expect(names(mitosis).first).to_have_text("Telophase")
    check("centre-table")
    mitosis.reload()
    expect(names(mitosis).first).to_have_text("Telophase")
    mitosis.emulate_media(color_scheme="dark")
    check("centre-table-dark")
    table.get_by_role("button", name="Rating").click()
    expect(names(mitosis).first).to_have_text("Metaphase two")
    expect(table.get_by_text("5 of 5 stars")).to_have_count(1)


def test_filters_combine_and_are_removed(mitosis: Page, check: Callable[[str], None]) -> None:
    mitosis.get_by_role("button", name="Filter").click()
    expect(mitosis.get_by_label("Name", exact=True)).to_be_focused()
    mitosis.get_by_label("Name", exact=True).fill("ONE phase")
    expect(names(mitosis)).to_have_text(["Anaphase one", "Metaphase one"])
    expect(mitosis.get_by_text("2 of 6 images")).to_be_visible()
    filters = mitosis.locator("#grid-filters")
    filters.get_by_label("Key").select_option("dose")
    expect(filters.get_by_label("Value")).to_have_attribute("placeholder", "8 to 13")
    filters.get_by_label("Comparison").select_option("greater")
    filters.get_by_label("Value").fill("9")
    filters.get_by_role("button", name="Add").click()
    expect(names(mitosis)).to_have_text(["Metaphase one"])
    filters.get_by_label("Tag").select_option(label="sharp (2)")
    expect(names(mitosis)).to_have_text(["Metaphase one"])
    check("centre-filters")
    mitosis.get_by_role("button", name="Remove the filter Name: ONE phase").click()
    filters.get_by_label("Rating").select_option("5")
    expect(mitosis.get_by_text("No image fits the filters")).to_be_visible()
    check("centre-nothing-fits")
    mitosis.get_by_role("button", name="Remove all filters").first.click()
    expect(names(mitosis)).to_have_count(6)


def test_a_rubber_band_and_siblings(mitosis: Page) -> None:
    first, third = mitosis.locator(".cell").nth(0).bounding_box(), mitosis.locator(".cell").nth(2).bounding_box()
    assert first
    assert third
    mitosis.mouse.move(first["x"] + 20, first["y"] + 20)
    mitosis.mouse.down()
    mitosis.mouse.move(third["x"] + 20, third["y"] + 60, steps=5)
    mitosis.mouse.up()
    chosen = mitosis.get_by_role("option", selected=True)
    expect(chosen).to_have_count(3)
    expect(mitosis.get_by_text("6 images · 3 selected")).to_be_visible()
    mitosis.locator(".cell").nth(0).click()
    expect(chosen).to_have_count(1)
    expect(mitosis.locator(".cell.is-sibling")).to_have_text(["Anaphase two"])


def test_ten_thousand_images_scroll(
    page: Page, sign_in: Callable[..., None], sample: SampleStore, faults: list[str]
) -> None:
    made = fill(sample, "Ten thousand", [{"name": f"image {number:05}"} for number in range(MANY)])
    sign_in(f"/webclient/?show=dataset-{made.dataset}")
    expect(page.get_by_text("10,000 images")).to_be_visible()
    frames = page.evaluate(
        """async () => {
            const column = document.querySelector("#column-contents");
            const durations = [];
            let last = performance.now();
            for (let step = 0; step < 60; step++) {
                column.scrollTop += 400;
                await new Promise(requestAnimationFrame);
                durations.push(performance.now() - last);
                last = performance.now();
            }
            column.scrollTop = column.scrollHeight / 2;
            return durations.sort((a, b) => a - b);
        }"""
    )
    assert frames[len(frames) // 2] < 50
    assert page.locator("image-grid .cell").count() < 200
    expect(page.locator("image-grid .cell-name").first).to_contain_text("image 0")
    page.get_by_role("listbox", name="Images").press("End")
    expect(page.get_by_role("listbox", name="Images").get_by_role("option", selected=True)).to_contain_text(
        "image 09999"
    )


def test_on_a_phone(mitosis: Page, check: Callable[[str], None]) -> None:
    mitosis.set_viewport_size({"width": 360, "height": 740})
    mitosis.locator("[data-switch=contents]").click()
    mitosis.get_by_role("button", name="Filter").click()
    expect(mitosis.get_by_label("Name", exact=True)).to_be_visible()
    check("centre-360")
    assert mitosis.evaluate("document.documentElement.scrollWidth") <= 360


def test_an_app_in_the_centre(mitosis: Page) -> None:
    mitosis.get_by_role("button", name="Sheet").click()
    sheet = mitosis.get_by_role("region", name="Sheet")
    expect(sheet.locator("img")).to_have_count(6)
    expect(mitosis.locator("image-grid")).to_be_hidden()
    mitosis.reload()
    expect(sheet).to_be_visible()
    mitosis.get_by_role("button", name="Images", exact=True).click()
    expect(sheet).to_have_count(0)
    expect(names(mitosis)).to_have_count(6)
