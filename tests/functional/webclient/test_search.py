"""The search page, its older address and what is said while somebody types."""

from __future__ import annotations

import pytest

from omeropyr.testing.app import Site


def test_results_name_owner_group_and_place(demo: Site) -> None:
    page = demo.get("/webclient/search/", {"search_query": "grey"})
    (row,) = page.html.select("[data-hit=image-2]") or page.html.select("[data-hit^=image]")[:1]
    assert "Demo User" in row.text
    assert row.select_one("a.search-name")["href"].startswith("/webclient/?show=image-")
    assert row.select_one("mark").text == "grey"


def test_kinds_and_counts(demo: Site) -> None:
    everything = demo.get("/webclient/search/", {"search_query": "sample"}).html
    kinds = {row["data-hit"].partition("-")[0] for row in everything.select("[data-hit]")}
    assert {"project", "screen"} <= kinds
    only = demo.get("/webclient/search/", {"search_query": "sample", "type": "project"}).html
    assert {row["data-hit"].partition("-")[0] for row in only.select("[data-hit]")} == {"project"}


@pytest.mark.parametrize(
    ("query", "sentence"),
    [("", "What are you looking for"), ("*", "What are you looking for"), ("zzzz", "Nothing found")],
)
def test_states(demo: Site, query: str, sentence: str) -> None:
    assert sentence in demo.get("/webclient/search/", {"search_query": query}).text


def test_what_cannot_be_understood(demo: Site) -> None:
    page = demo.get("/webclient/search/", {"search_query": "imported:2026-99"})
    assert "cannot be searched for" in page.text
    demo.get("/webclient/search/", {"from": "never"}, status=400)


def test_markup_is_text(demo: Site) -> None:
    assert "<script>alert" not in demo.get("/webclient/search/", {"search_query": "<script>alert(1)</script>"}).text


def test_hints(demo: Site) -> None:
    hints = demo.get("/webclient/search/hints/", {"search_query": "sam"}).json
    assert hints["counts"]["project"] == 1
    assert hints["total"] == sum(hints["counts"].values())
    assert any(word.startswith("sam") for word in hints["words"])
    assert demo.get("/webclient/search/hints/", {"search_query": "*"}).json["total"] == 0
    assert demo.get("/webclient/search/hints/", {"search_query": "imported:2026-99"}).json["problem"]


def test_the_older_address(demo: Site) -> None:
    found = demo.get("/webclient/load_searching/form/", {"query": "sample", "datatype": "projects"}).html
    assert [row["data-hit"] for row in found.select("[data-hit]")] == ["project-1"]
    demo.get("/webclient/load_searching/form/", {"query": "*"}, status=400)


def test_strangers_are_sent_to_sign_in(site: Site) -> None:
    assert "login" in site.get("/webclient/search/", {"search_query": "x"}, status=302).location
