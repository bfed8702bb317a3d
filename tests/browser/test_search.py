"""Search: hints while typing, the page of results, the inspector beside it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

SignIn = Callable[..., None]
Check = Callable[..., None]


def test_from_the_top_bar_to_the_inspector(page: Page, sign_in: SignIn, check: Check) -> None:
    sign_in()
    page.keyboard.press("/")
    page.keyboard.type("sample")
    hints = page.get_by_role("listbox", name="What would be found")
    expect(hints.get_by_role("option", name="Search everything")).to_be_visible()
    expect(hints.get_by_role("option", name="1 project")).to_be_visible()
    check("search-hints")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="sample", level=1)).to_be_visible()
    result = page.get_by_role("link", name="Sample project", exact=True)
    result.click()
    expect(page.locator("#inspector h2").first).to_have_text("Sample project")
    rows = page.locator("[data-hit]")
    rows.first.locator("[data-select]").click()
    page.keyboard.press("ArrowDown")
    expect(page.locator("tr.is-selected [data-select]")).to_have_text(rows.nth(1).locator("[data-select]").inner_text())
    expect(rows.nth(1).locator("[data-select]")).to_be_focused()
    check("search")
    page.emulate_media(color_scheme="dark")
    check("search-dark")
    page.set_viewport_size({"width": 360, "height": 740})
    check("search-360-dark")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_label("Projects").check()
    expect(page.locator("[data-hit]")).to_have_count(1)
    page.get_by_role("link", name="Show Sample project in the tree").click()
    expect(page.get_by_role("treeitem", name="Sample project")).to_be_visible()
