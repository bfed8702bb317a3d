"""Measuring, line profiles, pixel values, and the picture of a view."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from omeropyr.testing.viewer_images import HEIGHT, ViewerImages

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

Check = Callable[[str], None]
STACK_C = "1|0:5000$FF0000,2|0:2000$00FF00"


@pytest.fixture
def stack(view: Callable[..., None], images: ViewerImages) -> None:
    """Z 2, T 2: the first channel is 2000 everywhere, the second 1000 in the right half; one pixel is 0.5 µm."""
    view(images.stack, f"c={STACK_C}&z=2&t=2&x=120&y=100&zm=300")


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    page.mouse.move(*end)
    page.mouse.up()


def middle(page: Page) -> tuple[float, float]:
    box = page.get_by_role("application").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_distances_angles_and_areas_have_physical_units(page: Page, stack: None, check: Check) -> None:
    x, y = middle(page)
    page.get_by_role("tab", name="Measure").click()
    check("viewer-measure-empty")
    page.get_by_role("button", name="Distance").click()
    drag(page, (x - 150, y), (x + 150, y))
    measured = page.get_by_role("list", name="Measurements").get_by_role("listitem")
    expect(measured).to_have_text("Length 50 µm · Angle 0°")
    page.get_by_role("button", name="Angle").click()
    for place in ((x - 150, y - 90), (x, y - 90), (x, y + 60)):
        page.mouse.click(*place)
    expect(measured.nth(1)).to_have_text("Length 50 µm · Angle 90°")
    page.get_by_role("button", name="Area").click()
    for place in ((x, y), (x + 60, y), (x + 60, y + 60), (x, y + 60)):
        page.mouse.click(*place)
    page.keyboard.press("Enter")
    expect(measured.nth(2)).to_have_text("Perimeter 40 µm · Area 100 µm²")
    check("viewer-measure")
    measured.nth(2).get_by_role("button", name="Make a region of it").click()
    expect(measured).to_have_count(2)
    expect(page.locator(".roi-shape[data-type=polygon]")).to_have_count(1)
    page.keyboard.press("Control+z")
    page.get_by_role("button", name="Clear").click()
    expect(measured).to_have_count(0)


def test_a_line_shows_the_intensities_below_it(page: Page, stack: None, check: Check) -> None:
    x, y = middle(page)
    page.keyboard.press("m")
    drag(page, (x - 150, y), (x + 150, y))
    plot = page.get_by_role("img", name="Line profile")
    expect(plot).to_have_accessible_name("Line profile. DAPI: 1999 to 2001. GFP: 0 to 1000")
    box = plot.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 20)
    expect(page.locator("[data-profile-caption]")).to_have_text(re.compile(r"^4[45](\.\d+)? µm: DAPI 2000  GFP 1000$"))
    check("viewer-profile")
    page.get_by_role("slider", name="Z").fill("5")
    expect(plot).to_have_accessible_name("Line profile. DAPI: 4999 to 5001. GFP: 0 to 1000")
    page.get_by_role("button", name="Remove").click()
    expect(plot).to_be_hidden()


def test_values_below_the_pointer_are_those_of_the_file(page: Page, stack: None) -> None:
    x, y = middle(page)
    readout = page.locator("[data-pointer]")
    page.mouse.move(x + 91, y)
    expect(readout).to_contain_text("x 150  y 100 px · 75 µm, 50 µm")
    expect(readout).to_contain_text("DAPI 2000  GFP 1000")
    page.mouse.move(x - 91, y)
    expect(readout).to_contain_text("GFP 0")
    page.keyboard.press("]")
    expect(readout).to_contain_text("DAPI 3000")
    page.keyboard.press("1")
    expect(readout).not_to_contain_text("DAPI")


def test_a_view_is_downloaded_as_a_picture(page: Page, stack: None, tmp_path: Path) -> None:
    x, y = middle(page)
    page.keyboard.press("m")
    drag(page, (x, y - 60), (x, y + 60))
    with page.expect_download() as download:
        page.get_by_role("button", name="Download this view as a picture").click()
    assert download.value.suggested_filename == "stack.ome.tif z2 t2.png"
    download.value.save_as(tmp_path / "view.png")
    picture = Image.open(BytesIO((tmp_path / "view.png").read_bytes())).convert("RGB")
    assert picture.height >= 3 * HEIGHT
    left = picture.getpixel((picture.width // 2 - 100, picture.height // 2))
    assert isinstance(left, tuple)
    assert left == pytest.approx((102, 0, 0), abs=3)


def test_other_viewers_are_offered(page: Page, stack: None, images: ViewerImages, check: Check) -> None:
    page.locator("summary[aria-label='Open with']").click()
    entry = page.locator(".viewer-tools .menu-item").first
    expect(entry).to_be_visible()
    assert (entry.get_attribute("href") or "").endswith(f"image={images.stack}")
    check("viewer-open-with")
