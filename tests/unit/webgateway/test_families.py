"""What the families of answers do with errors of a view."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from pyramid.request import Request
from pyramid.response import Response

from omeropyr.api import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    NotLoggedIn,
    NotSupported,
    OmeropyrError,
    Unavailable,
    UnreadableFile,
)
from omeropyr.plugins.webgateway.families import family


def answer_of(error: Exception, letter: str, request: Request) -> Response:
    def view(context: object, request: Request) -> Response:
        raise error

    return family(view, SimpleNamespace(options={"family": letter}))(None, request)


class Settings:
    """Every switch is off."""

    def __getitem__(self, setting: object) -> bool:
        return False


@pytest.fixture
def request_() -> Request:
    request = Request.blank("/")
    request.config = Settings()
    return request


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Invalid("c", "no"), 400),
        (Forbidden("no"), 403),
        (NotFound("image", 7), 404),
        (UnreadableFile("/secret/a.tif", "it is empty."), 404),
        (Conflict("no"), 409),
        (NotSupported("no"), 501),
        (Unavailable("no"), 503),
    ],
)
def test_expected_errors_of_family_j_are_json(request_: Request, error: OmeropyrError, status: int) -> None:
    answer = answer_of(error, "J", request_)
    assert (answer.status_int, answer.content_type) == (status, "application/json")
    assert answer.json["stacktrace"] == ""
    assert "/secret" not in answer.json["message"]


def test_the_unforeseen_is_json_with_a_number_and_its_trace_goes_to_the_log(
    request_: Request, caplog: pytest.LogCaptureFixture
) -> None:
    request_.id = "abc123"
    answer = answer_of(ZeroDivisionError("secret"), "J", request_)
    assert (answer.status_int, answer.json["stacktrace"]) == (500, "")
    assert "abc123" in answer.json["message"]
    assert "secret" not in answer.text
    assert "ZeroDivisionError" in caplog.text


def test_text_that_is_not_utf_8_is_a_bad_request(request_: Request) -> None:
    answer = answer_of(UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), "J", request_)
    assert (answer.status_int, set(answer.json)) == (400, {"message", "stacktrace"})


@pytest.mark.parametrize("letter", ["J", "R"])
def test_nobody_signed_in_goes_to_the_core(request_: Request, letter: str) -> None:
    with pytest.raises(NotLoggedIn):
        answer_of(NotLoggedIn(), letter, request_)


def test_family_r_says_in_a_line_what_is_wrong_with_a_parameter_or_file(request_: Request) -> None:
    bad = answer_of(Invalid("c", "<b>"), "R", request_)
    assert (bad.status_int, bad.content_type, bad.text) == (400, "text/html", "c: &lt;b&gt;")
    damaged = answer_of(UnreadableFile("/secret/a.tif", "it is empty."), "R", request_)
    assert (damaged.status_int, damaged.text) == (404, "a.tif: it is empty.")
    with pytest.raises(NotFound):
        answer_of(NotFound("image", 7), "R", request_)
