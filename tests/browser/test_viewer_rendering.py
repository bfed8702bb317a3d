"""Histograms, look-up tables, curves, the split view and saved settings in the viewer."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from omeropyr.api import Session
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.model import Credentials
from omeropyr.testing.store import SampleStore
from omeropyr.testing.viewer_images import ViewerImages

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

Open = Callable[..., None]
Check = Callable[[str], None]


@pytest.fixture
def session(sample: SampleStore, images: ViewerImages) -> Iterator[Session]:
    """Through the port; nobody has settings of the slide before and after."""
    gateway = EmbeddedGateway(sample.store)
    session = gateway.login(sample.demo)
    yield session
    session.pixels.forget_settings([images.slide])
    gateway.close()


@pytest.fixture
def slide(view: Open, images: ViewerImages, session: Session) -> None:
    view(images.slide)


def end_of(page: Page, channel: str) -> str:
    return page.get_by_role("spinbutton", name=f"{channel}: upper end").input_value()


def settled(page: Page) -> None:
    expect(page.locator(".viewer.painted[aria-busy=false]")).to_be_visible()


def test_histograms_lie_behind_the_handles_and_give_a_window(
    page: Page, view: Open, images: ViewerImages, check: Check
) -> None:
    view(images.stack, "c=1|0:9000$FF0000,2|0:9000$00FF00")
    curve = page.locator(".channel").nth(1).locator(".histogram path")
    page.wait_for_function(
        "document.querySelectorAll('.channel')[1].querySelector('path').getAttribute('d')?.length > 100"
    )
    linear = curve.get_attribute("d")
    check("viewer-histograms")
    page.get_by_role("button", name="Auto: window of GFP").click()
    assert 400 <= float(end_of(page, "GFP")) <= 600, "the plane holds 0 and 500"
    page.get_by_role("button", name="Histograms on a logarithmic scale").click()
    assert curve.get_attribute("d") != linear


def test_a_lookup_table_and_a_curve_are_chosen_and_named_in_the_address(page: Page, slide: None, check: Check) -> None:
    page.get_by_role("button", name="Colour of R").click()
    picker = page.get_by_role("dialog", name="Colour of R")
    picker.get_by_label("Curve").select_option("polynomial")
    picker.get_by_label("Coefficient").fill("2")
    picker.get_by_label("Coefficient").press("Enter")
    picker.get_by_role("button", name="fire", exact=True).click()
    expect(picker.get_by_role("button", name="fire", exact=True)).to_have_attribute("aria-pressed", "true")
    settled(page)
    check("viewer-luts")
    page.keyboard.press("Escape")
    expect(picker).to_be_hidden()
    page.wait_for_timeout(600)
    found = page.evaluate("Object.fromEntries(new URLSearchParams(location.search))")
    assert "$fire.lut" in found["c"]
    assert '"polynomial","coefficient":2' in found["maps"]


def test_settings_are_saved_and_shown_to_others_as_mine(
    page: Page, slide: None, session: Session, images: ViewerImages, view: Open, visitor: Credentials, check: Check
) -> None:
    page.get_by_role("spinbutton", name="R: upper end").fill("120")
    page.keyboard.press("Enter")
    expect(page.get_by_text("not saved", exact=True)).to_be_visible()
    page.get_by_role("tab", name="Settings").click()
    page.get_by_role("button", name="Save settings").click()
    expect(page.get_by_text("Settings saved")).to_be_visible()
    expect(page.get_by_text("not saved", exact=True)).to_have_count(0)
    mine = page.get_by_role("button", name="You")
    expect(mine).to_have_attribute("aria-pressed", "true")
    check("viewer-settings")
    assert session.pixels.settings(images.slide).channels[0].end == 120
    page.get_by_role("button", name="As imported").click()
    expect(mine).to_have_attribute("aria-pressed", "false")
    mine.click()
    expect(mine).to_have_attribute("aria-pressed", "true")
    page.get_by_role("tab", name="Channels").click()
    assert end_of(page, "R") == "120"


def test_settings_are_copied_to_another_image_if_they_fit(
    page: Page, slide: None, images: ViewerImages, faults: list[str]
) -> None:
    page.get_by_role("spinbutton", name="G: upper end").fill("77")
    page.keyboard.press("Enter")
    page.get_by_role("tab", name="Settings").click()
    page.get_by_role("button", name="Copy the settings").click()
    expect(page.get_by_text("Rendering settings copied")).to_be_visible()
    page.reload()
    settled(page)
    page.get_by_role("button", name="Paste copied settings").click()
    page.get_by_role("tab", name="Channels").click()
    assert end_of(page, "G") == "77"
    page.goto(f"/webclient/img_detail/{images.stack}/")
    settled(page)
    page.get_by_role("tab", name="Settings").click()
    page.get_by_role("button", name="Paste copied settings").click()
    expect(page.get_by_text("The copied settings do not fit")).to_be_visible()


def test_all_channels_side_by_side(page: Page, view: Open, images: ViewerImages, check: Check) -> None:
    view(images.stack, "c=1|0:5000$FF0000,2|0:2000$00FF00")
    page.get_by_role("button", name="Split").click()
    picture = page.get_by_role("img", name="Every channel by itself")
    expect(picture).to_be_visible()
    check("viewer-split")
    before = picture.get_attribute("src")
    page.get_by_label("Show GFP").uncheck()
    expect(picture).not_to_have_attribute("src", before or "")
    page.keyboard.press("s")
    expect(picture).to_be_hidden()


def test_a_projection_of_some_sections(page: Page, view: Open, images: ViewerImages) -> None:
    view(images.stack)
    page.get_by_label("Z projection").select_option("intmax")
    page.get_by_label("Last section of the projection").fill("2")
    page.keyboard.press("Enter")
    page.wait_for_timeout(600)
    assert page.evaluate("new URLSearchParams(location.search).get('p')") == "intmax|0:1"
