"""Redirects stay on this site or go to hosts the administrator named."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.security.redirects import is_safe

HOSTS = {"site.example", "friend.example:8080"}


@pytest.mark.parametrize(
    "url",
    [
        "/webclient/",
        "/webclient/?show=image-1",
        "https://site.example/x",
        "http://friend.example:8080/",
        "//site.example/x",
    ],
)
def test_allowed(url: str) -> None:
    assert is_safe(url, HOSTS)


@pytest.mark.parametrize(
    "url",
    [
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "https:evil.example",
        "javascript:alert(1)",
        " //evil.example",
        "/\t/evil.example",
        "https://site.example@evil.example/",
        "https://site.example.evil.example/",
        "http://friend.example/",
        "http://[bad",
        "webclient/",
        "/\ud800",
        "",
    ],
)
def test_refused(url: str) -> None:
    assert not is_safe(url, HOSTS)


@given(st.text(alphabet="/\\:@.?#[] \tahttps", max_size=30))
def test_whatever_is_allowed_has_no_foreign_host(url: str) -> None:
    if is_safe(url, HOSTS):
        assert urlsplit(url).netloc in {"", *HOSTS}
        assert not url.replace("\\", "/").startswith("//") or urlsplit(url).netloc in HOSTS
