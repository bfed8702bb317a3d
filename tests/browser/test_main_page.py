"""The journey of a microscopist through the main page, by mouse and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from omeropyr.testing.store import SampleStore

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_sign_in_needs_the_right_password(page: Page, check: Callable[[str], None], faults: list[str]) -> None:
    page.goto("/webclient/login/?url=/webclient/?show=orphaned-0")
    check("login")
    page.get_by_label("User name").fill("demo")
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("check your user name and password")
    expect(page.get_by_label("User name")).to_have_value("demo")
    check("login-failed")
    page.get_by_label("Password").fill("demo")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"show=orphaned-0$"))
    expect(page.get_by_role("tree")).to_be_visible()


def test_the_tree_is_walked_by_keyboard(
    page: Page, sign_in: Callable[..., None], sample: SampleStore, check: Callable[[str], None]
) -> None:
    sign_in()
    project = page.get_by_role("treeitem", name="Sample project")
    project.focus()
    page.keyboard.press("ArrowRight")
    expect(project).to_have_attribute("aria-expanded", "true")
    dataset = page.get_by_role("treeitem", name="Sample dataset")
    expect(dataset).to_be_visible()
    page.keyboard.press("s")
    expect(dataset).to_be_focused()
    page.keyboard.press(" ")
    expect(page.get_by_role("heading", name="Sample dataset", level=1)).to_be_visible()
    page.keyboard.press("ArrowRight")
    image = page.get_by_role("treeitem", name="cells.ome.tif")
    expect(image).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(image).to_be_focused()
    inspector = page.get_by_role("complementary", name="Inspector")
    expect(inspector.get_by_role("heading", name="cells.ome.tif")).to_be_visible()
    expect(inspector).to_contain_text("64 × 48 pixels")
    expect(page).to_have_url(re.compile(rf"show=image-{sample.image_ids[0]}$"))
    expect(page.get_by_role("option", name="cells.ome.tif")).to_have_attribute("aria-selected", "true")
    check("main")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("treeitem", name="Sample dataset")).to_be_focused()


def test_back_shows_what_was_there_before(page: Page, sign_in: Callable[..., None], sample: SampleStore) -> None:
    sign_in(f"/webclient/?show=dataset-{sample.dataset_id}")
    page.get_by_role("option", name="grey.tif").click()
    inspector = page.get_by_role("complementary", name="Inspector")
    expect(inspector.get_by_role("heading", name="grey.tif")).to_be_visible()
    page.go_back()
    expect(inspector.get_by_role("heading", name="Sample dataset")).to_be_visible()
    expect(page).to_have_url(re.compile(rf"show=dataset-{sample.dataset_id}$"))
    page.go_forward()
    expect(inspector.get_by_role("heading", name="grey.tif")).to_be_visible()


def test_tag_and_comment(page: Page, sign_in: Callable[..., None], sample: SampleStore) -> None:
    sign_in(f"/webclient/?show=image-{sample.image_ids[1]}")
    inspector = page.get_by_role("complementary", name="Inspector")
    inspector.get_by_label("Tag", exact=True).fill("metaphase")
    page.keyboard.press("Enter")
    chip = inspector.locator(".chip", has_text="metaphase")
    expect(chip).to_be_visible()
    expect(inspector.get_by_label("Tag", exact=True)).to_be_focused()
    page.reload()
    expect(chip).to_be_visible()
    inspector.get_by_role("button", name="Remove tag metaphase").click()
    expect(chip).to_have_count(0)
    inspector.get_by_label("Comment").fill("Look at <b>this</b> & that")
    inspector.get_by_role("button", name="Comment").click()
    expect(inspector.locator(".comment-text")).to_have_text("Look at <b>this</b> & that")


def test_many_are_tagged_at_once(page: Page, sign_in: Callable[..., None], sample: SampleStore) -> None:
    sign_in(f"/webclient/?show=dataset-{sample.dataset_id}")
    page.get_by_role("option", name="cells.ome.tif").click()
    page.keyboard.press("Shift+ArrowRight")
    inspector = page.get_by_role("complementary", name="Inspector")
    expect(inspector.get_by_role("heading", name="2 images")).to_be_visible()
    inspector.get_by_label("Tag", exact=True).fill("pair")
    page.keyboard.press("Enter")
    expect(inspector.locator(".chip", has_text="pair")).to_contain_text("2/2")


def test_name_is_edited_in_place(page: Page, sign_in: Callable[..., None], sample: SampleStore) -> None:
    sign_in(f"/webclient/?show=screen-{sample.screen_id}")
    inspector = page.get_by_role("complementary", name="Inspector")
    for name in ("Renamed screen", "Sample screen"):  # and back: the store is every test's
        inspector.get_by_role("button", name="Edit name").click()
        inspector.get_by_label("Name").fill(name)
        page.keyboard.press("Enter")
        expect(inspector.get_by_role("heading", name=name)).to_be_visible()
        expect(page.get_by_role("treeitem", name=name)).to_be_visible()
    inspector.get_by_role("button", name="Edit name").click()
    page.keyboard.press("Escape")
    expect(inspector.get_by_role("button", name="Edit name")).to_be_focused()


def test_an_app_brings_a_panel(
    page: Page, sign_in: Callable[..., None], sample: SampleStore, check: Callable[[str], None]
) -> None:
    sign_in(f"/webclient/?show=dataset-{sample.dataset_id}")
    page.get_by_role("tab", name="General").press("ArrowRight")
    panel = page.get_by_role("tabpanel", name="Gallery")
    expect(panel.locator("img").first).to_be_visible()
    check("app-panel")
    page.get_by_role("tab", name="General").click()
    expect(panel).to_be_hidden()


def test_a_plate_shows_its_wells(
    page: Page, sign_in: Callable[..., None], sample: SampleStore, check: Callable[[str], None]
) -> None:
    sign_in(f"/webclient/?show=plate-{sample.plate_id}")
    check("plate")
    page.get_by_role("link", name="B2").click()
    expect(page).to_have_url(re.compile(rf"show=image-{sample.well_image_ids[1]}$"))
    inspector = page.get_by_role("complementary", name="Inspector")
    expect(inspector.locator(f"[data-inspector='image-{sample.well_image_ids[1]}']")).to_be_visible()


def test_enter_opens_the_viewer(page: Page, sign_in: Callable[..., None], sample: SampleStore) -> None:
    sign_in(f"/webclient/?show=image-{sample.image_ids[0]}")
    page.get_by_role("listbox", name="Images").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/webclient/img_detail/{sample.image_ids[0]}/"))


def test_sign_out(page: Page, sign_in: Callable[..., None], check: Callable[[str], None]) -> None:
    sign_in()
    page.locator("summary[aria-label*=account]").click()
    check("user-menu")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile(r"/webclient/login/"))
    page.goto("/webclient/")
    expect(page).to_have_url(re.compile(r"/webclient/login/\?url="))


def test_an_ended_session_keeps_what_was_typed(
    page: Page, sign_in: Callable[..., None], sample: SampleStore, faults: list[str]
) -> None:
    sign_in(f"/webclient/?show=image-{sample.image_ids[0]}")
    page.get_by_label("Comment").fill("half a thought")
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Comment").click()
    expect(page.get_by_role("dialog", name="Your session has ended")).to_be_visible()
    expect(page.get_by_label("Comment")).to_have_value("half a thought")
    assert faults
    faults.clear()


def test_a_broken_link_says_so(page: Page, sign_in: Callable[..., None], check: Callable[[str], None]) -> None:
    sign_in("/webclient/?show=image-999999")
    expect(page.get_by_role("alert")).to_contain_text("image-999999")
    check("missing")
