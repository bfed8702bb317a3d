"""Who sits behind a cookie is remembered, and never after it has changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from omeropyr.security import websession
from omeropyr.testing.app import Site

PAGE = "/webgateway/imgData/1/"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows when a web session is read."""
    count: list[int] = []
    last_change = websession._last_change
    monkeypatch.setattr(websession, "_last_change", lambda session: count.append(1) or last_change(session))
    return count


def test_the_session_is_read_twice_and_then_no_more(demo: Site, opened: list[int]) -> None:
    for _ in range(5):
        assert "Cookie" in (demo.get(PAGE).headers["Vary"])
    assert len(opened) == 2


@pytest.mark.parametrize("length", [1, 5000])
def test_other_cookies_of_the_browser_do_not_matter(demo: Site, opened: list[int], length: int) -> None:
    demo.set_cookie("theme", "x" * length)
    for _ in range(5):
        demo.get(PAGE)
    assert len(opened) == (2 if length == 1 else 5)


def test_who_signs_out_is_out(demo: Site) -> None:
    for _ in range(3):
        demo.get(PAGE)
    cookie = demo.cookies["sessionid"]
    demo.post("/webclient/logout/", headers=demo.csrf())
    demo.reset()
    demo.set_cookie("sessionid", cookie.strip('"'))
    demo.get(PAGE, status=302)


def test_who_signs_in_as_somebody_else_is_that(make_site: Callable[..., Site]) -> None:
    site = make_site()
    for name, password in (("demo", "demo"), ("root", "omero"), ("demo", "demo")):
        site.sign_in(name, password)
        for _ in range(3):
            assert site.get("/-/status", status="*").status_int == (200 if name == "root" else 404)


def test_a_session_whose_file_is_gone_is_over(demo: Site, tmp_path: Path) -> None:
    for _ in range(3):
        demo.get(PAGE)
    for file in (tmp_path / "sessions").rglob("*.cache"):
        file.unlink()
    demo.get(PAGE, status=302)


def test_a_forged_cookie_is_nobody(demo: Site) -> None:
    for _ in range(3):
        demo.get(PAGE)
    cookie = demo.cookies["sessionid"].strip('"')
    demo.set_cookie("sessionid", "0" * 40 + cookie[40:])
    demo.get(PAGE, status=302)


def test_an_old_session_is_over(make_site: Callable[..., Site], monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site(session_cookie_age=60)
    site.sign_in("demo", "demo")
    for _ in range(3):
        site.get(PAGE)
    real = websession.time.time
    monkeypatch.setattr(websession.time, "time", lambda: real() + 61)
    site.get(PAGE, status=302)
