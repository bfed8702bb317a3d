"""Administrators act as somebody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from omeropyr.testing.app import Site
from omeropyr.testing.store import SampleStore


def test_a_get_asks_and_a_post_does_it(root: Site, shared_store: SampleStore) -> None:
    question = root.get("/webgateway/su/demo/")
    assert question.content_type == "text/html"
    assert "webgateway/su/demo/" in question.forms[0].action
    session = root.cookies["sessionid"]
    answer = question.forms[0].submit()
    assert (answer.content_type, answer.text) == ("application/json", "true")
    assert root.cookies["sessionid"] != session
    assert root.get("/webgateway/proj/list/").json[0]["name"] == "Sample project"
    root.get("/webgateway/su/root/", status=404)  # demo is no administrator


def test_unknown_users(root: Site) -> None:
    for name in ("nobody", "dem", "DEMO", "%F0%9F%94%AC"):
        assert set(root.get(f"/webgateway/su/{name}/", status=404).json) == {"message", "stacktrace"}


def test_a_token_is_needed(root: Site) -> None:
    root.get("/webgateway/su/demo/")
    assert root.post("/webgateway/su/demo/", status=403).json["message"].startswith("CSRF Failed")


@pytest.mark.parametrize("method", ["get", "post"])
def test_for_others_there_is_nothing_here(demo: Site, method: str) -> None:
    ask: Callable[..., object] = getattr(demo, method)
    page = ask("/webgateway/su/root/", headers=demo.csrf(), status=404)
    assert page.content_type == "text/html"  # type: ignore[attr-defined]
    script = ask("/webgateway/su/root/", headers={**demo.csrf(), "X-Requested-With": "XMLHttpRequest"}, status=404)
    assert script.body == b""  # type: ignore[attr-defined]
