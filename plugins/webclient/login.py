"""Signing in and out, and the call that keeps a session alive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyramid.httpexceptions import HTTPFound
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from omeropyr.api import (
    LOGIN_FAILED_TEXT,
    Invalid,
    LoginFailed,
    OmeropyrError,
    TooManyAttempts,
    Unavailable,
    safe_redirect,
    sign_in,
    sign_out,
)

from .contexts import LoginPage
from .params import form_of

LOGIN_PAGE = "webclient/login.jinja2"


@view_config(route_name="weblogin", request_method="GET", renderer=LOGIN_PAGE, login_required=False)
def login_form(request: Request) -> dict[str, Any]:
    return {"page": _page(request, request.GET)}


@view_config(route_name="weblogin", request_method="POST", methods=("POST",), renderer=LOGIN_PAGE, login_required=False)
def login(request: Request) -> Any:
    """Form or JSON body. A failure is answered 200 with the page, as existing clients expect."""
    fields = _fields(request)
    username, password = fields.get("username", "").strip(), fields.get("password", "")
    if not username or not password:
        return _signed_in(request, fields) or _refused(request, fields, "Please enter your user name and password.")
    try:
        sign_in(request, username, password, _server(request, fields))
    except TooManyAttempts as error:
        request.response.status_int = 429
        request.response.retry_after = error.retry_after
        return _refused(request, fields, str(error))
    except (LoginFailed, Unavailable) as error:
        return _refused(request, fields, _sentence(request, error))
    return _welcome(request, fields)


@view_config(route_name="weblogout", request_method="GET", renderer="webclient/logout.jinja2", login_required=False)
def logout_form(request: Request) -> Any:
    if request.context_of_user is None:
        return HTTPFound(request.route_path("weblogin", _query={"url": request.route_path("webindex")}))
    return {}


@view_config(route_name="weblogout", request_method="POST", methods=("POST",), login_required=False)
def logout(request: Request) -> HTTPFound:
    sign_out(request)
    return HTTPFound(request.route_path("weblogin"))


@view_config(route_name="keepalive_ping", login_required=False)
def keepalive_ping(request: Request) -> Response:
    """200 either way: existing clients read the text."""
    text = "OK" if request.context_of_user is not None else "Connection Failed"
    return Response(text, content_type="text/plain")


def _fields(request: Request) -> Mapping[str, str]:
    """The form, or the values of a JSON object as texts. Raises Invalid for a file and for what is no text."""
    if request.content_type != "application/json":
        form: Mapping[str, str] = form_of(request)
        return form
    try:
        body = request.json_body
    except (ValueError, RecursionError):
        return {}
    if not isinstance(body, dict):
        return {}
    return {name: _text(name, value) for name, value in body.items()}


def _text(name: str, value: Any) -> str:
    text = "" if value is None or value is False else str(value)
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise Invalid(name, "This holds half a character.")
    return text


def _server(request: Request, fields: Mapping[str, str]) -> int:
    """The chosen server; the only one there is when none was chosen."""
    chosen = fields.get("server") or str(next(iter(request.gateways), 1))
    return next((number for number in request.gateways if chosen == str(number)), 0)


def _sentence(request: Request, error: OmeropyrError) -> str:
    configured: str = request.config[LOGIN_FAILED_TEXT] if isinstance(error, LoginFailed) else ""
    return configured or str(error)


def _signed_in(request: Request, fields: Mapping[str, str]) -> Response | None:
    """An empty form sent by somebody who is signed in already counts as success."""
    is_empty = not fields.get("username") and not fields.get("password")
    return _welcome(request, fields) if is_empty and request.context_of_user is not None else None


def _welcome(request: Request, fields: Mapping[str, str]) -> Response:
    if fields.get("noredirect"):
        return Response("OK", content_type="text/plain")
    return HTTPFound(safe_redirect(request, _wanted_url(request, fields), request.route_path("webindex")))


def _refused(request: Request, fields: Mapping[str, str], error: str) -> dict[str, Any]:
    return {"page": _page(request, fields, error=error)}


def _wanted_url(request: Request, fields: Mapping[str, str]) -> str:
    return fields.get("url") or request.GET.get("url", "")


def _page(request: Request, fields: Mapping[str, str], *, error: str = "") -> LoginPage:
    return LoginPage(
        servers=[(number, _server_label(gateway)) for number, gateway in request.gateways.items()],
        server=_server(request, fields),
        url=_wanted_url(request, fields),
        username=fields.get("username", ""),
        error=error,
    )


def _server_label(gateway: Any) -> str:
    return f"{gateway.label}:{gateway.address[1]}"
