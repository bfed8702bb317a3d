"""History, and opening an image with a viewer of the site's own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

SignIn = Callable[..., None]
Check = Callable[..., None]


def test_a_day_and_what_came_in(page: Page, sign_in: SignIn, check: Check) -> None:
    sign_in("/webclient/history/")
    check("history")
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme="dark")
    check("history-360-dark")
    page.locator("a.history-day").last.click()
    expect(page.locator("[data-hit]").first).to_be_visible()


def test_open_with(page: Page, sign_in: SignIn) -> None:
    entry = {"id": "Other", "url": "/webclient/search/", "supported_objects": ["projects"], "target": "_self"}

    def offer(route: Route) -> None:
        answer = route.fetch()
        told = json.dumps([{"script_url": None, "label": "Other viewer", **entry}])
        route.fulfill(response=answer, body=re.sub(r'(id="open-with"[^>]*>)[^<]*', rf"\g<1>{told}", answer.text()))

    sign_in()
    page.route(re.compile(r"/webclient/$"), offer)
    page.goto("/webclient/")
    row = page.get_by_role("treeitem", name="Sample project")
    row.click()
    row.press("Shift+F10")
    page.get_by_role("menuitem", name="Open with").click()
    page.get_by_role("menuitem", name="Other viewer").click()
    page.wait_for_url("**/webclient/search/?project=1")
