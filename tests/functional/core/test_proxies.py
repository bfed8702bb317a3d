"""Headers of proxies: believed from those that are named, and from nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from omeropyr.testing.app import Site

FORWARDED = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "images.example.org"}


@pytest.mark.parametrize(
    ("trusted", "headers", "begins"),
    [
        ("10.0.0.1", FORWARDED, "https://images.example.org/"),
        ("", FORWARDED, "http://localhost/"),
        ("10.0.0.2", FORWARDED, "http://localhost/"),
        ("10.0.0.1", {"X-Forwarded-Proto": "gopher"}, "http://localhost/"),
        ("10.0.0.1", {"X-Forwarded-Proto": "http, https", "X-Forwarded-Host": "a, b"}, "https://b/"),
    ],
)
def test_addresses_are_those_that_the_person_knows(
    make_site: Callable[..., Site], trusted: str, headers: dict[str, str], begins: str
) -> None:
    site = make_site(trusted_proxies=trusted)
    answer = site.get("/webclient/", headers=headers, extra_environ={"REMOTE_ADDR": "10.0.0.1"}, status=302)
    assert answer.headers["Location"].startswith(begins)
