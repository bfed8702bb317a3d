"""Plates: wells by keyboard and mouse, fields, runs, positions, heat map, 384 wells."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import insert, select

from omeropyr.api import Kind, ObjectRef, Session
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.schema import AcquisitionRow, ImageRow, PlateRow, WellRow, WellSampleRow
from omeropyr.testing.store import SampleStore

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@dataclass
class Assay:
    plate: int
    run: int


@pytest.fixture(scope="module")
def session(sample: SampleStore) -> Session:
    return EmbeddedGateway(sample.store).login(sample.demo)


def make_plate(sample: SampleStore, name: str, rows: int, columns: int, fields: int) -> Assay:
    """Wells over all of it; the second field of each was taken in the run. Images are those of the large dataset."""
    who = {"owner_id": sample.accounts.demo_id, "group_id": sample.accounts.group_id}
    with sample.store.writing() as connection:

        def new(table: type, **values: object) -> int:
            made: int = connection.execute(insert(table).values(**values, **who).returning(table.id)).scalar_one()  # type: ignore[attr-defined]
            return made

        images = list(connection.execute(select(ImageRow.id).where(ImageRow.name.like("spot %"))).scalars())
        plate = new(PlateRow, name=name, rows=rows, columns=columns)
        run = new(AcquisitionRow, name="Second round", plate_id=plate, field_count=1)
        for number in range(rows * columns):
            well = new(WellRow, plate_id=plate, row=number // columns, column=number % columns)
            for field in range(fields):
                new(
                    WellSampleRow,
                    well_id=well,
                    image_id=images[(number * fields + field) % len(images)],
                    acquisition_id=run if field else None,
                    field=field,
                    position_x=100.0 * field,
                    position_y=-50.0 * field,
                    position_unit="µm",
                )
    return Assay(plate, run)


@pytest.fixture(scope="module")
def assay(sample: SampleStore, session: Session) -> Assay:
    made = make_plate(sample, "Dose response", 4, 6, 2)
    wells = dict.fromkeys(field.well_id for field in session.browse.plate(made.plate).wells)
    for dose, well in enumerate(wells):
        session.annotations.edit_pairs([ObjectRef(Kind.WELL, well)], [("dose", f"{dose / 2} µM")])
    return made


@pytest.fixture
def plate(page: Page, sign_in: Callable[..., None], assay: Assay) -> Page:
    sign_in(f"/webclient/?show=plate-{assay.plate}")
    expect(page.locator("a.well img")).to_have_count(24)
    return page


def chosen(page: Page) -> Locator:
    return page.locator("a.well.is-selected")


def test_wells_are_selected_by_keyboard(plate: Page, check: Callable[[str], None]) -> None:
    plate.get_by_role("link", name="A1", exact=True).click()
    plate.keyboard.press("ArrowDown")
    plate.keyboard.press("ArrowRight")
    expect(plate.get_by_role("link", name="B2", exact=True)).to_be_focused()
    plate.keyboard.press("Shift+ArrowDown")
    plate.keyboard.press("Shift+ArrowRight")
    expect(chosen(plate)).to_have_count(4)
    expect(plate.get_by_text("4 of 24 wells selected")).to_be_visible()
    fields = plate.get_by_role("region", name="Fields of the selected wells")
    expect(fields.locator(".field img")).to_have_count(8)
    expect(fields.get_by_role("button", name="B2, field 2, at 100, -50 µm")).to_have_count(1)
    check("plate-wells")
    fields.get_by_role("button", name="C3, field 2", exact=True).click()
    expect(plate).to_have_url(re.compile(r"show=image-\d+$"))
    expect(chosen(plate)).to_have_count(4)
    plate.get_by_role("link", name="C3", exact=True).focus()
    plate.keyboard.press("Shift+F10")
    expect(plate.get_by_role("menu")).to_be_visible()


def test_a_rubber_band_over_wells(plate: Page) -> None:
    first = plate.get_by_role("link", name="A2", exact=True).bounding_box()
    last = plate.get_by_role("link", name="B4", exact=True).bounding_box()
    assert first
    assert last
    plate.mouse.move(first["x"] + 10, first["y"] + 10)
    plate.mouse.down()
    plate.mouse.move(last["x"] + 10, last["y"] + 10, steps=4)
    plate.mouse.up()
    expect(chosen(plate)).to_have_count(6)


def test_values_as_a_heat_map(plate: Page, check: Callable[[str], None]) -> None:
    plate.get_by_label("Heat map").select_option(label="dose")
    expect(plate.get_by_role("link", name="A2, dose 0.5")).to_be_visible()
    expect(plate.locator(".heat-legend")).to_contain_text("11.5")
    check("plate-heat-map")
    plate.emulate_media(color_scheme="dark")
    check("plate-heat-map-dark")
    plate.set_viewport_size({"width": 360, "height": 740})
    plate.locator("[data-switch=contents]").click()
    check("plate-360")


def test_a_run_shows_its_own_fields(plate: Page, assay: Assay) -> None:
    plate.get_by_role("treeitem", name="Dose response").press("ArrowRight")
    plate.get_by_role("treeitem", name="Second round").click()
    expect(plate.get_by_role("heading", name="Dose response · Second round", level=1)).to_be_visible()
    expect(plate.locator("[data-plate-field]")).to_have_count(0)
    expect(plate).to_have_url(re.compile(f"show=acquisition-{assay.run}$"))
    plate.reload()
    expect(plate.get_by_role("heading", name="Dose response · Second round", level=1)).to_be_visible()
    plate.get_by_role("link", name="A1", exact=True).click()
    expect(plate.locator(".field")).to_have_count(1)


def test_384_wells_stay_smooth(page: Page, sign_in: Callable[..., None], sample: SampleStore) -> None:
    made = make_plate(sample, "Large", 16, 24, 1)
    sign_in(f"/webclient/?show=plate-{made.plate}")
    expect(page.locator("a.well")).to_have_count(384)
    page.get_by_role("link", name="A1", exact=True).click()
    taken = page.evaluate(
        """async () => {
            const times = [];
            for (const key of Array(30).fill("ArrowRight").fill("ArrowDown", 0, 12)) {
                const start = performance.now();
                const pressed = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
                document.activeElement.dispatchEvent(pressed);
                times.push(performance.now() - start);
                await new Promise(requestAnimationFrame);
            }
            return times.sort((a, b) => a - b)[15];
        }"""
    )
    assert taken < 50
    expect(page.get_by_role("link", name="M19", exact=True)).to_be_focused()
