"""What holds for every request: CSRF, headers, methods, slashes, errors, sessions, the public user."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from webob import Request as WebObRequest

from omeropyr.testing.app import Site
from omeropyr.testing.store import SampleStore
from omeropyr.web.requests import LARGEST_TEXT

POST = "/webclient/logout/"


def test_a_post_without_a_token_is_refused_before_anything_else(demo: Site) -> None:
    answer = demo.post(POST, status=403)
    assert answer.content_type == "application/json"
    assert answer.json["message"].startswith("CSRF Failed: ")
    demo.get("/webclient/", status=200)


@pytest.mark.parametrize("token", ["x" * 32, "y" * 64, "short", "é" * 32])
def test_a_wrong_token_is_refused(demo: Site, token: str) -> None:
    demo.post(POST, {"csrfmiddlewaretoken": token}, status=403)


def test_the_cookie_itself_and_the_masked_form_are_both_accepted(site: Site) -> None:
    form = site.get("/webclient/login/").forms[0]
    masked = form["csrfmiddlewaretoken"].value
    assert len(masked) == 64
    for token in (masked, site.cookies["csrftoken"]):
        fields = {
            "username": "demo",
            "password": "demo",
            "server": "1",
            "csrfmiddlewaretoken": token,
            "noredirect": "1",
        }
        assert site.post("/webclient/login/", fields).text == "OK"


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=é",
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/x-www-form-urlencoded; charset=nonsense",
    ],
)
@pytest.mark.parametrize("is_signed", [True, False])
def test_a_form_that_cannot_be_read(demo: Site, content_type: str, is_signed: bool) -> None:
    headers = {**(demo.csrf() if is_signed else {}), "Content-Type": content_type}
    answer = demo.post(POST, b"x", headers=headers, status=400)
    answer.mustcontain("cannot be read")


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "application/json"])
def test_a_body_that_would_fill_the_memory(site: Site, content_type: str) -> None:
    body = b"a" * (LARGEST_TEXT + 1)
    site.post(POST, body, headers={"Content-Type": content_type}, status=413).mustcontain("too large")


def test_another_origin_is_refused(demo: Site) -> None:
    demo.post(POST, headers={**demo.csrf(), "Origin": "https://evil.example"}, status=403)
    demo.post(POST, headers={**demo.csrf(), "Origin": "http://localhost"}, status=302)


def test_a_trusted_origin_is_accepted(make_site: Callable[..., Site]) -> None:
    site = make_site(csrf_trusted_origins='["https://*.friend.example"]')
    site.sign_in("demo", "demo")
    site.post(POST, headers={**site.csrf(), "Origin": "https://evilfriend.example"}, status=403)
    site.post(POST, headers={**site.csrf(), "Origin": "https://a.friend.example"}, status=302)


def test_https_needs_a_referer(demo: Site) -> None:
    https: dict[str, Any] = {"extra_environ": {"wsgi.url_scheme": "https", "HTTP_HOST": "localhost"}}
    demo.post(POST, headers=demo.csrf(), status=403, **https)
    demo.post(POST, headers={**demo.csrf(), "Referer": "https://localhost/"}, status=302, **https)


def test_pages_carry_a_policy_whose_nonce_is_used_once(site: Site) -> None:
    first, second = (site.get("/webclient/login/").headers["Content-Security-Policy"] for _ in range(2))
    assert "default-src 'self'" in first
    assert "'nonce-" in first
    assert "unsafe" not in first
    assert first != second


def test_a_form_of_a_million_fields_is_refused_at_once(site: Site) -> None:
    site.post(POST, "a=&" * 1_000_000, status=413).mustcontain("too many fields")


def test_every_inline_script_has_the_nonce_and_no_markup_has_handlers(demo: Site) -> None:
    page = demo.get("/webclient/")
    policy = page.headers["Content-Security-Policy"]
    for script in page.html.find_all("script"):
        assert script.get("src") or script.get("type") == "application/json" or f"'nonce-{script['nonce']}'" in policy
    names = {name for tag in page.html.find_all(True) for name in tag.attrs}
    assert not {name for name in names if name == "style" or name.startswith("on")}


def test_headers_of_every_answer(site: Site) -> None:
    for path in ("/webclient/login/", "/-/health", "/nothing"):
        headers = site.get(path, status="*").headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "SAMEORIGIN"
        assert headers["X-Request-ID"]


def test_other_methods_are_405_with_allow(demo: Site) -> None:
    answer = demo.put("/webclient/keepalive_ping/", headers=demo.csrf(), status=405)
    assert answer.headers["Allow"] == "GET, HEAD"


def test_a_missing_slash_is_a_301_with_the_query(demo: Site) -> None:
    assert demo.get("/webclient?show=image-1", status=301).location.endswith("/webclient/?show=image-1")


@pytest.mark.parametrize("path", ["/nothing", "/webclient/nothing/", "/webclient/?c=%ff", "/static/none.js"])
def test_nonsense_is_a_4xx(demo: Site, path: str) -> None:
    assert 400 <= demo.get(path, status="*").status_int < 500


def test_an_address_that_is_no_text_is_a_400(site: Site) -> None:
    assert WebObRequest.blank("/%ff").get_response(site.app).status_int == 400


def test_errors_take_the_shape_that_was_asked_for(demo: Site) -> None:
    assert "html" in demo.get("/nothing", status=404).content_type
    assert demo.get("/nothing", headers={"Accept": "application/json"}, status=404).json["message"]
    assert demo.get("/nothing", headers={"X-Requested-With": "XMLHttpRequest"}, status=404).body == b""


def test_a_crash_is_a_500_with_an_incident_id_and_the_trace_in_the_log_only(
    make_site: Callable[..., Site], example_apps: object, caplog: pytest.LogCaptureFixture
) -> None:
    site = make_site(("webgateway", "webclient", "gallery"))
    site.sign_in("demo", "demo")
    with caplog.at_level(logging.ERROR):
        answer = site.get("/gallery/panel/?id=one", status=500)
    incident = answer.headers["X-Request-ID"]
    assert incident in answer.text
    assert "ValueError" not in answer.text
    assert any(incident in record.getMessage() and record.exc_info for record in caplog.records)


def test_secrets_never_reach_the_log(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        site.get("/webclient/login/")
        fields = {"username": "demo", "password": "canary-7351", "server": "1"}
        site.post("/webclient/login/", fields, headers=site.csrf())
        site.sign_in("demo", "demo")
        site.get("/webclient/?bsession=canary-7352&password=canary-7353")
    text = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    assert "canary" not in text


def test_health(site: Site) -> None:
    assert site.get("/-/health").json == {"status": "ok"}


PUBLIC = {"public__enabled": "true", "public__user": "demo", "public__password": "demo"}


class TestPublicUser:
    def test_opens_what_the_filter_names_and_nothing_else(
        self, make_site: Callable[..., Site], shared_store: SampleStore
    ) -> None:
        site = make_site(**PUBLIC, public__url_filter="^/webgateway/")
        site.get(f"/webgateway/imgData/{shared_store.image_ids[0]}/", status=200)
        site.get("/webclient/", status=302)
        assert "sessionid" not in site.cookies

    def test_wrong_password_backs_off_and_leads_to_the_login(self, make_site: Callable[..., Site]) -> None:
        site = make_site(**{**PUBLIC, "public__password": "wrong"}, public__url_filter="^/webgateway/")
        site.get("/webgateway/imgData/1/", status=302)
        assert site.app.registry.public_user.session() is None

    def test_only_get_and_head(self, make_site: Callable[..., Site]) -> None:
        site = make_site(**PUBLIC, public__url_filter="^/")
        public = site.app.registry.public_user
        assert public.allows("GET", "/webclient/")
        assert public.allows("HEAD", "/webclient/")
        assert not public.allows("POST", "/webclient/")

    def test_is_off_without_a_user(self, make_site: Callable[..., Site]) -> None:
        site = make_site(public__enabled="true", public__url_filter="^/")
        site.get("/webgateway/imgData/1/", status=302)


class TestSessionKey:
    def test_is_refused_unless_the_site_allows_it(self, site: Site, shared_store: SampleStore) -> None:
        key = self.key(site, shared_store)
        site.get(f"/webclient/?bsession={key}", status=302)

    def test_signs_in_where_allowed(self, make_site: Callable[..., Site], shared_store: SampleStore) -> None:
        site = make_site(bsession="true")
        key = self.key(site, shared_store)
        site.get(f"/webclient/?bsession={key}", status=(200, 302))
        site.get("/webclient/", status=200)

    def test_a_wrong_key_leaves_who_is_signed_in(self, make_site: Callable[..., Site]) -> None:
        site = make_site(bsession="true")
        site.sign_in("demo", "demo")
        site.get("/webclient/?bsession=00000000-0000-0000-0000-000000000000", status=200)
        site.get("/webclient/", status=200)

    @staticmethod
    def key(site: Site, store: SampleStore) -> str:
        session = site.app.registry.gateways[1].login(store.demo)
        return str(session.key)
