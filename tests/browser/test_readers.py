"""Everybody's page: without a script, in the dark, in high contrast, on a telephone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from omeropyr.testing.store import SampleStore

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def scriptless(browser: Browser, base_url: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    yield context
    context.close()


def test_everything_is_read_without_a_script(scriptless: BrowserContext, sample: SampleStore) -> None:
    page = scriptless.new_page()
    page.goto(f"/webclient/?show=image-{sample.image_ids[0]}")
    page.get_by_label("User name").fill("demo")
    page.get_by_label("Password").fill("demo")
    page.get_by_role("button", name="Sign in").click()
    data = page.get_by_role("navigation", name="Data")
    expect(data.get_by_role("link", name="Sample dataset")).to_be_visible()
    picture = page.get_by_role("link", name="cells.ome.tif", exact=True).locator("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    expect(page.get_by_role("complementary", name="Inspector")).to_contain_text("64 × 48 pixels")
    page.get_by_role("link", name="grey.tif").click()
    expect(page.get_by_role("complementary").get_by_role("heading", name="grey.tif")).to_be_visible()
    data.get_by_role("link", name="Sample screen").click()
    expect(page.get_by_role("link", name="Plate1").last).to_be_visible()


@pytest.mark.parametrize("theme", ["Light", "Dark", "High contrast"])
def test_themes(
    theme: str, page: Page, sign_in: Callable[..., None], sample: SampleStore, check: Callable[[str], None]
) -> None:
    sign_in(f"/webclient/?show=image-{sample.image_ids[0]}")
    page.locator("summary[aria-label=Theme]").click()
    page.get_by_role("button", name=theme).click()
    page.keyboard.press("Escape")
    check(f"main-{theme.lower().replace(' ', '-')}")
    page.reload()
    value = {"Light": "light", "Dark": "dark", "High contrast": "contrast"}[theme]
    expect(page.locator("html")).to_have_attribute("data-theme", value)


def test_the_theme_follows_the_system(page: Page, sign_in: Callable[..., None]) -> None:
    page.emulate_media(color_scheme="dark")
    sign_in()
    dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.emulate_media(color_scheme="light")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != dark


def test_a_narrow_screen_has_one_column(
    page: Page, sign_in: Callable[..., None], sample: SampleStore, check: Callable[[str], None]
) -> None:
    page.set_viewport_size({"width": 360, "height": 720})
    sign_in(f"/webclient/?show=dataset-{sample.dataset_id}")
    expect(page.get_by_role("listbox", name="Images")).to_be_visible()
    expect(page.get_by_role("tree")).to_be_hidden()
    check("narrow-images")
    page.get_by_role("option", name="cells.ome.tif").click()
    page.get_by_role("link", name="Inspector").click()
    expect(page.get_by_role("heading", name="cells.ome.tif")).to_be_visible()
    check("narrow-inspector")
    page.get_by_role("link", name="Tree").click()
    expect(page.get_by_role("tree")).to_be_visible()
    check("narrow-tree")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_administrators_see_the_status(
    page: Page, sign_in: Callable[..., None], sample: SampleStore, check: Callable[[str], None]
) -> None:
    sign_in(account=sample.root)
    page.locator("summary[aria-label*=account]").click()
    page.get_by_role("link", name="Status of this site").click()
    expect(page.get_by_role("heading", name="Apps")).to_be_visible()
    check("status")


def test_an_unknown_page_helps(page: Page, faults: list[str], check: Callable[[str], None]) -> None:
    page.goto("/no/such/page/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    check("not-found")
    assert faults
    faults.clear()
