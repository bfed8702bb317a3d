"""The thumbnail grid and the speed people feel."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def many(page: Page, sign_in: Callable[..., None]) -> Page:
    """The dataset of many images is open."""
    sign_in()
    page.get_by_role("treeitem", name="Sample project").click()
    page.get_by_role("treeitem", name="Many images").click()
    expect(page.get_by_role("heading", name="Many images", level=1)).to_be_visible()
    return page


def test_only_what_is_in_view_is_drawn(many: Page, check: Callable[[str], None]) -> None:
    expect(many.get_by_role("option").first).to_have_attribute("aria-setsize", "120")
    assert many.get_by_role("option").count() < 120
    check("grid")
    many.get_by_role("listbox", name="Images").focus()
    many.keyboard.press("End")
    last = many.get_by_role("listbox", name="Images").get_by_role("option", selected=True)
    expect(last).to_have_attribute("aria-posinset", "120")
    expect(last).to_be_in_viewport()
    expect(last.locator("img")).to_be_visible()


def test_the_size_of_thumbnails_is_remembered(many: Page) -> None:
    slider = many.get_by_label("Size of thumbnails")
    slider.focus()
    slider.press("End")
    picture = many.locator(".cell-picture").first
    expect(picture).to_have_css("width", "256px")
    many.reload()
    expect(picture).to_have_css("width", "256px")


def test_columns_are_resized_by_keyboard_and_remembered(many: Page) -> None:
    separator = many.get_by_role("separator", name="Width of the tree")
    separator.focus()
    separator.press("ArrowRight")
    expect(separator).to_have_attribute("aria-valuenow", "296")
    many.reload()
    expect(many.locator(".column-tree")).to_have_css("width", re.compile("^29[56]"))


def test_a_hundred_thumbnails_in_a_second(many: Page) -> None:
    many.get_by_label("Size of thumbnails").press("Home")
    many.set_viewport_size({"width": 1800, "height": 1200})
    many.reload()
    many.locator(".cell img").nth(99).wait_for()
    first, last = many.evaluate(
        """() => {
            const batches = performance.getEntriesByType("resource").filter(e => e.name.includes("get_thumbnails"));
            return [Math.min(...batches.map(e => e.startTime)), Math.max(...batches.map(e => e.responseEnd))];
        }"""
    )
    assert last - first < 1000


def test_page_weight(many: Page) -> None:
    """Compressed bytes of everything but pictures; this server does not compress, so it is done here."""
    sizes = many.evaluate(
        """async () => {
            const entries = performance.getEntriesByType("resource").map(e => e.name);
            const urls = [location.href, ...new Set(entries.filter(u => u.includes("/static/")))];
            const packed = async url => {
                const stream = (await fetch(url)).body.pipeThrough(new CompressionStream("gzip"));
                return (await new Response(stream).arrayBuffer()).byteLength;
            };
            return await Promise.all(urls.map(packed));
        }"""
    )
    assert len(sizes) > 3
    assert sum(sizes) < 250_000
