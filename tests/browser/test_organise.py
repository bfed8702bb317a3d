"""Keeping order in the tree: menu, create, rename, cut and paste, drag, delete, Undo, activities."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

SignIn = Callable[..., None]
Check = Callable[..., None]


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("treeitem", name=name)


def create(page: Page, kind: str, name: str) -> None:
    """Inside what is selected, where that fits."""
    page.get_by_text("New", exact=True).click()
    page.locator(f"[data-action=new-{kind}]").click()
    page.get_by_role("dialog").get_by_label("Name").fill(name)
    page.get_by_role("dialog").get_by_role("button", name="Create").click()
    expect(row(page, name)).to_be_visible()


def undo(page: Page, label: str = "Undo") -> None:
    page.get_by_role("status").get_by_role("button", name=label).last.click()


@pytest.fixture
def home(page: Page, sign_in: SignIn) -> Page:
    sign_in()
    return page


def test_create_and_move_by_keyboard_with_undo(home: Page) -> None:
    create(home, "project", "Source <a>")
    create(home, "project", "Target")
    row(home, "Source <a>").click()
    create(home, "dataset", "Wanderer")
    row(home, "Wanderer").click()
    row(home, "Wanderer").press("Control+x")
    row(home, "Target").click()
    row(home, "Target").press("Control+v")
    expect(home.locator("#contents").get_by_text("Wanderer")).to_be_visible()
    undo(home)
    expect(home.locator("#contents").get_by_text("Wanderer")).to_have_count(0)
    undo(home, "Do it again")
    expect(home.locator("#contents").get_by_text("Wanderer")).to_be_visible()


def test_dragging_onto_a_project(home: Page) -> None:
    create(home, "project", "Harbour")
    row(home, "Orphaned images").click()
    create(home, "dataset", "Adrift")
    row(home, "Adrift").drag_to(row(home, "Harbour"))
    expect(home.get_by_role("status").get_by_text("Adrift added")).to_be_visible()
    row(home, "Harbour").click()
    expect(home.locator("#contents").get_by_text("Adrift")).to_be_visible()


def test_menu_by_keyboard_and_rename(home: Page, check: Check) -> None:
    create(home, "screen", "Unnamed")
    row(home, "Unnamed").click()
    row(home, "Unnamed").press("Shift+F10")
    menu = home.get_by_role("menu")
    expect(menu).to_be_visible()
    check("context-menu")
    menu.press("ArrowDown")
    home.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(row(home, "Unnamed")).to_be_focused()
    row(home, "Unnamed").press("F2")
    home.get_by_role("dialog").get_by_label("Name").fill("Christened")
    home.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(row(home, "Christened")).to_be_visible()
    undo(home)
    expect(row(home, "Unnamed")).to_be_visible()


def test_delete_says_what_goes_and_comes_back(home: Page, check: Check) -> None:
    create(home, "project", "Doomed")
    row(home, "Doomed").click()
    create(home, "dataset", "Doomed inside")
    row(home, "Doomed").first.click()
    row(home, "Doomed").first.press("Delete")
    dialog = home.get_by_role("dialog")
    expect(dialog).to_contain_text("1 project, 1 dataset")
    check("delete-dialog")
    dialog.get_by_role("button", name="Delete").click()
    expect(row(home, "Doomed")).to_have_count(0)
    expect(home.get_by_role("status").get_by_text("Doomed deleted")).to_be_visible()
    home.locator("[data-activities] > summary").click()
    expect(home.locator("[data-jobs]")).to_contain_text("Delete project")
    check("activities")
    undo(home)
    expect(row(home, "Doomed").first).to_be_visible()


def test_a_name_that_is_refused_stays_in_the_dialog(home: Page) -> None:
    home.get_by_text("New", exact=True).click()
    home.locator("[data-action=new-project]").click()
    dialog = home.get_by_role("dialog")
    dialog.get_by_label("Name").fill("   ")
    dialog.get_by_role("button", name="Create").click()
    expect(dialog.get_by_role("alert")).to_contain_text("required")
    dialog.press("Escape")
    expect(dialog).to_have_count(0)


def test_tags_in_their_own_tree(home: Page, check: Check) -> None:
    home.get_by_role("tab", name="Tags").click()
    create(home, "tagset", "Phases")
    row(home, "Phases").click()
    create(home, "tag", "prophase")
    row(home, "prophase").click()
    expect(home.locator("#contents h1")).to_have_text("prophase")
    expect(home.locator("#contents")).to_contain_text("Nothing that you can see carries this tag")
    check("tags-tree")
    home.reload()
    expect(row(home, "prophase")).to_have_attribute("aria-selected", "true")
