"""The login page as people, scripts and other clients use it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from omeropyr.testing.app import Site

LOGIN = "/webclient/login/"


def submit(site: Site, **fields: str) -> object:
    form = site.get(LOGIN).forms[0]
    for name, value in {"username": "demo", "password": "demo", **fields}.items():
        form[name] = value
    return form.submit()


def test_success_leads_to_the_main_page(site: Site) -> None:
    answer = submit(site)
    assert (answer.status_int, answer.headers["Location"]) == (302, "http://localhost/webclient/")


def test_success_leads_to_where_one_wanted_to_go(site: Site) -> None:
    form = site.get(LOGIN, {"url": "/webclient/?show=image-1"}).forms[0]
    form["username"] = form["password"] = "demo"
    assert form.submit().headers["Location"].endswith("/webclient/?show=image-1")


@pytest.mark.parametrize("url", ["//evil.example/", "https://evil.example/", "\\\\evil.example", "javascript:alert(1)"])
def test_never_to_another_site(site: Site, url: str) -> None:
    assert submit(site, url=url).headers["Location"] == "http://localhost/webclient/"


def test_a_wrong_password_and_an_unknown_user_read_the_same(site: Site) -> None:
    wrong, unknown = submit(site, password="no"), submit(site, username="nobody")
    assert wrong.status_int == unknown.status_int == 200
    for page in (wrong, unknown):
        page.mustcontain("check your user name and password")


def test_what_was_typed_is_kept_but_not_the_password(site: Site) -> None:
    page = submit(site, username="nobody", password="pa55")
    assert page.forms[0]["username"].value == "nobody"
    assert "pa55" not in page.text


def test_nothing_typed(site: Site) -> None:
    submit(site, username="", password="").mustcontain("Please enter your user name and password.")


def test_noredirect_is_answered_with_a_word(site: Site) -> None:
    site.get(LOGIN)
    fields = {"username": "demo", "password": "demo", "noredirect": "1"}
    assert site.post(LOGIN, fields, headers=site.csrf()).text == "OK"


def test_json_is_understood(site: Site) -> None:
    site.get(LOGIN)
    answer = site.post_json(LOGIN, {"username": "demo", "password": "demo", "server": 1}, headers=site.csrf())
    assert answer.status_int == 302


@pytest.mark.parametrize("body", ["[]", "{", '"x"', "[" * 5_000])
def test_broken_json_is_a_failed_login(site: Site, body: str) -> None:
    site.get(LOGIN)
    answer = site.post(LOGIN, body, headers=site.csrf(), content_type="application/json")
    answer.mustcontain("Please enter your user name and password.")


def test_without_the_token_nothing_happens(site: Site) -> None:
    answer = site.post(LOGIN, {"username": "demo", "password": "demo"}, status=403)
    assert answer.json["message"].startswith("CSRF Failed")


def test_an_unknown_server_is_a_failed_login(site: Site) -> None:
    submit(site, server="7").mustcontain("check your user name and password")
    submit(site, server="x").mustcontain("check your user name and password")
    submit(site, server="9" * 5000).mustcontain("check your user name and password")
    assert site.get(LOGIN, {"server": "9" * 5000}).status_int == 200


def test_where_one_wanted_to_go_may_have_any_letters(site: Site) -> None:
    location = submit(site, url="/webclient/?show=é あ".replace(" ", "%20") + "&x=%2B").headers["Location"]
    assert location == "http://localhost/webclient/?show=%C3%A9%20%E3%81%82&x=%2B"


@pytest.mark.parametrize("name", ["username", "password", "server", "url"])
def test_a_file_is_no_user_name(site: Site, name: str) -> None:
    site.get(LOGIN)
    fields = {"username": "demo", "password": "demo"}
    answer = site.post(LOGIN, fields, upload_files=[(name, "x.txt", b"demo")], headers=site.csrf(), status=400)
    answer.mustcontain(name, "not a file")


@pytest.mark.parametrize("name", ["username", "password", "url"])
def test_half_a_character_is_refused(site: Site, name: str) -> None:
    site.get(LOGIN)
    body = {"username": "demo", "password": "demo", name: "/\ud800"}
    site.post_json(LOGIN, body, headers=site.csrf(), status=400).mustcontain(name)


def test_sign_out_asks_first_and_then_ends_the_session(demo: Site) -> None:
    form = demo.get("/webclient/logout/").forms[1]
    assert demo.get("/webclient/").status_int == 200
    answer = form.submit()
    assert (answer.status_int, answer.headers["Location"]) == (302, "http://localhost/webclient/login/")
    assert demo.get("/webclient/").headers["Location"].startswith("http://localhost/webclient/login/?url=")


def test_ping(make_site: Callable[..., Site]) -> None:
    site = make_site()
    assert site.get("/webclient/keepalive_ping/").text == "Connection Failed"
    site.sign_in("demo", "demo")
    answer = site.get("/webclient/keepalive_ping/")
    assert (answer.text, answer.content_type) == ("OK", "text/plain")
