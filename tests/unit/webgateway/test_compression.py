"""What is sent compressed, and to whom."""

from __future__ import annotations

import gzip

import pytest
from pyramid.request import Request
from pyramid.response import Response

from omeropyr.plugins.webgateway.caching import tag_by_content
from omeropyr.plugins.webgateway.compression import SHORTEST, compressed

TEXT = b"[" + b"1, " * SHORTEST + b"1]"


def sent(accept: str | None, body: bytes = TEXT, kind: str = "application/json", tag: str | None = None) -> Response:
    headers = {} if accept is None else {"Accept-Encoding": accept}
    headers |= {} if tag is None else {"If-None-Match": tag}
    request = Request.blank("/", headers=headers)
    answer = compressed(request, tag_by_content(Response(body, content_type=kind)))
    return request.get_response(answer)


@pytest.mark.parametrize("accept", ["gzip", "gzip, deflate, br", "*", "br;q=1.0, gzip;q=0.1"])
def test_browsers_that_take_it(accept: str) -> None:
    answer = sent(accept)
    assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(answer.body) == TEXT
    assert answer.content_length == len(answer.body) < len(TEXT) / 10


@pytest.mark.parametrize("accept", [None, "", "identity", "br", "gzip;q=0", "*;q=0", "nonsense;;q="])
def test_others(accept: str | None) -> None:
    answer = sent(accept)
    assert "Content-Encoding" not in answer.headers
    assert (answer.headers["Vary"], answer.body) == ("Accept-Encoding", TEXT)


def test_what_does_not_profit() -> None:
    for answer in (sent("gzip", b"true"), sent("gzip", TEXT, "image/jpeg")):
        assert "Content-Encoding" not in answer.headers
        assert "Vary" not in answer.headers


def test_both_have_tags_of_their_own() -> None:
    small, plain = sent("gzip").headers["ETag"], sent(None).headers["ETag"]
    assert small != plain
    assert [sent("gzip", tag=small).status_int, sent(None, tag=plain).status_int] == [304, 304]
    assert [sent("gzip", tag=plain).status_int, sent(None, tag=small).status_int] == [200, 200]
