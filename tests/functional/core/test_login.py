"""Signing in and out, as contract/connection.md section 13 and better: renewed ids, throttling, safe redirects."""

from __future__ import annotations

import json
import time

import pytest

from omeropyr.gateway.embedded.people.accounts import add_user
from omeropyr.gateway.embedded.store import Store
from omeropyr.testing.app import Site, make_app
from omeropyr.testing.store import SampleStore

LOGIN = "/webclient/login/"


def attempt(site: Site, username: str, password: str, **fields: str) -> object:
    site.get(LOGIN)
    form = {"username": username, "password": password, "server": "1", **fields}
    return site.post(LOGIN, form, headers=site.csrf(), status="*")


def test_the_page_has_the_fields_of_the_contract(site: Site) -> None:
    form = site.get(LOGIN).html.find("form")
    assert {field.get("name") for field in form.find_all(["input", "select"])} >= {
        "username",
        "password",
        "server",
        "csrfmiddlewaretoken",
    }


def test_as_an_outsider_does_it_with_the_token_of_the_form(site: Site) -> None:
    form = site.get(LOGIN).forms[0]
    form["username"], form["password"] = "demo", "demo"
    answer = form.submit()
    assert answer.status_int == 302
    assert answer.location.endswith("/webclient/")
    site.get("/webclient/", status=200)


def test_json_body_and_noredirect(site: Site) -> None:
    site.get(LOGIN)
    body = json.dumps({"username": "demo", "password": "demo", "server": 1, "noredirect": 1})
    assert site.post(LOGIN, body, content_type="application/json", headers=site.csrf()).text == "OK"


@pytest.mark.parametrize(
    ("username", "password"), [("demo", "wrong"), ("nobody", "demo"), ("guest", "guest"), ("", "")]
)
def test_wrong_credentials_are_told_on_the_page(site: Site, username: str, password: str) -> None:
    answer = attempt(site, username, password)
    assert answer.status_int == 200
    assert answer.html.find(role="alert")
    assert site.get("/webclient/", status=302)


def test_unknown_user_and_wrong_password_get_the_same_answer(site: Site) -> None:
    texts = []
    for username in ("demo", "nobody"):
        alert = attempt(site, username, "wrong").html.find(role="alert")
        texts.append(alert.get_text())
    assert texts[0] == texts[1]


def test_unknown_user_and_wrong_password_take_the_same_time(own_store: SampleStore) -> None:
    add_user(
        Store.open(own_store.path), "ann", "right", first_name="Ann", last_name="Other"
    )  # at the cost of real sites
    site = make_app(own_store, login_attempts=1000)

    def seconds(username: str) -> float:
        started = time.perf_counter()
        attempt(site, username, "wrong")
        return time.perf_counter() - started

    seconds("ann")
    pairs = [(seconds("ann"), seconds("nobody")) for _ in range(9)]  # in turn, so that a busy machine slows both
    known, unknown = (min(times) for times in zip(*pairs, strict=True))
    assert 0.5 < known / unknown < 2


def test_a_pause_after_ten_failures_even_with_the_right_password(site: Site) -> None:
    for _ in range(10):
        assert attempt(site, "demo", "wrong").status_int == 200
    answer = attempt(site, "demo", "demo")
    assert answer.status_int == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert site.get("/webclient/", status=302)
    site.sign_in("root", "omero")


def test_the_session_id_is_renewed_at_login_and_logout(site: Site) -> None:
    site.sign_in("demo", "demo")
    first = site.cookies["sessionid"]
    site.sign_in("demo", "demo")
    second = site.cookies["sessionid"]
    assert first != second
    site.set_cookie("sessionid", first)
    site.get("/webclient/", status=302)
    site.set_cookie("sessionid", second)
    site.get("/webclient/", status=200)
    site.post("/webclient/logout/", headers=site.csrf(), status=302)
    site.set_cookie("sessionid", second)
    site.get("/webclient/", status=302)


def test_logout_by_get_only_asks(demo: Site) -> None:
    page = demo.get("/webclient/logout/")
    assert page.html.find("form", method="post")
    demo.get("/webclient/", status=200)


def test_a_failed_login_leaves_who_is_signed_in(demo: Site) -> None:
    attempt(demo, "root", "wrong")
    demo.get("/webclient/", status=200)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/webclient/?show=image-1", "/webclient/?show=image-1"),
        ("https://evil.example/", "/webclient/"),
        ("//evil.example", "/webclient/"),
    ],
)
def test_the_way_back_stays_on_this_site(site: Site, url: str, expected: str) -> None:
    site.get(LOGIN, {"url": url})
    form = {"username": "demo", "password": "demo", "server": "1"}
    answer = site.post(f"{LOGIN}?url={url.replace('?', '%3F').replace('=', '%3D')}", form, headers=site.csrf())
    assert answer.location.removeprefix("http://localhost:80").removeprefix("http://localhost") == expected


def test_pages_lead_to_the_login_and_scripts_get_an_empty_403(site: Site) -> None:
    assert site.get("/webclient/?show=image-1", status=302).location.endswith(
        "/webclient/login/?url=%2Fwebclient%2F%3Fshow%3Dimage-1"
    )
    answer = site.get("/webclient/api/groups/", headers={"X-Requested-With": "XMLHttpRequest"}, status=403)
    assert answer.body == b""


def test_cookies_are_as_the_contract_says(site: Site) -> None:
    site.get(LOGIN)
    answer = site.post(
        LOGIN, {"username": "demo", "password": "demo", "server": "1", "noredirect": "1"}, headers=site.csrf()
    )
    cookie = next(value for value in answer.headers.getall("Set-Cookie") if value.strip().startswith("sessionid="))
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "path=/", "samesite=lax"} <= attributes
    assert not any(part.startswith(("expires", "max-age")) for part in attributes)


def test_visitors_get_no_session(site: Site) -> None:
    site.get(LOGIN)
    site.get("/webclient/", status=302)
    assert "sessionid" not in site.cookies


def test_keepalive(site: Site) -> None:
    assert site.get("/webclient/keepalive_ping/").text == "Connection Failed"
    site.sign_in("demo", "demo")
    answer = site.get("/webclient/keepalive_ping/")
    assert (answer.text, answer.content_type) == ("OK", "text/plain")
