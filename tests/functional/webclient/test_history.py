"""The calendar of what came in, and the viewers that objects can be opened with."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

from omeropyr.testing.app import Site


def test_today_leads_to_what_came_in(demo: Site) -> None:
    page = demo.get("/webclient/history/").html
    (day,) = page.select("a.history-day")
    assert day.select_one(".history-number").text == str(datetime.now(UTC).day)
    assert "1 project" in " ".join(day.text.split())
    found = demo.get(day["href"]).html
    kinds = {row["data-hit"].partition("-")[0] for row in found.select("[data-hit]")}
    assert kinds == {"image", "dataset", "project"}


def test_other_months_and_people(demo: Site) -> None:
    before = demo.get("/webclient/history/", {"month": "2020-01"}).html
    assert "Nothing came in" in before.text
    assert before.select_one("[rel=prev]")["href"].endswith("month=2019-12")
    assert before.select_one("[rel=next]")["href"].endswith("month=2020-02")
    assert demo.get("/webclient/history/").html.select_one("[rel=next]") is None
    assert "Nothing came in" in demo.get("/webclient/history/", {"experimenter": "0"}).text
    for month in ("2026-13", "x", "1"):
        demo.get("/webclient/history/", {"month": month}, status=400)


def test_viewers_of_the_configuration(make_site: Callable[..., Site]) -> None:
    entry = ["Napari", "https://napari.example/open", {"supported_objects": ["images"], "script_url": "a/b.js"}]
    site = make_site(open_with=json.dumps([entry]))
    site.sign_in("demo", "demo")
    *_, told = json.loads(site.get("/webclient/").html.select_one("#open-with").text)
    assert (told["id"], told["supported_objects"]) == ("Napari", ["images"])
    assert told["script_url"] == "/static/a/b.js"
