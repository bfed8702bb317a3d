"""The account page, and a session that ends while somebody types."""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image
from playwright.sync_api import Page, expect

from omeropyr.gateway.model import Credentials

SignIn = Callable[..., None]
Check = Callable[..., None]


def test_details_and_photo(page: Page, sign_in: SignIn, visitor: Credentials, check: Check) -> None:
    sign_in("/webclient/", visitor)
    page.get_by_label("Ada Byron, your account").click()
    page.get_by_role("link", name="Your account").click()
    page.get_by_label("Institution").fill("Analytical Engines")
    page.get_by_role("button", name="Save details").click()
    expect(page.get_by_role("status").get_by_text("Your details were saved.")).to_be_visible()
    target = io.BytesIO()
    Image.linear_gradient("L").resize((400, 300)).save(target, "PNG")
    page.get_by_label("Picture").set_input_files(
        {"name": "me.png", "mimeType": "image/png", "buffer": target.getvalue()}
    )
    dialog = page.get_by_role("dialog", name="Cut your photo")
    expect(dialog).to_be_visible()
    check("account-photo")
    dialog.get_by_role("button", name="Save photo").click()
    expect(page.get_by_role("img", name="Your photo")).to_be_visible()
    check("account")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 740})
    check("account-360-dark")
    page.goto("/webclient/account/trash/")
    check("trash-360-dark")


def test_a_session_that_ends_loses_nothing(page: Page, sign_in: SignIn, faults: list[str], check: Check) -> None:
    sign_in()
    page.get_by_text("New", exact=True).click()
    page.locator("[data-action=new-project]").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Typed before the end")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("dialog").get_by_role("button", name="Create").click()
    again = page.get_by_role("dialog", name="Your session has ended")
    check("sign-in-again")
    again.get_by_label("Password of demo").fill("demo")
    again.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("treeitem", name="Typed before the end")).to_be_visible()
    assert any("403" in fault for fault in faults)
    faults.clear()
