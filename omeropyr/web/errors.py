"""From the error tree to what the other side sees: a page, a fragment, JSON or an empty answer, by who asked.

| error | status |            | error | status |
|---|---|---|---|---|
| NotLoggedIn, SessionEnded | 302 to login, 403 for scripts | | NotSupported | 501 |
| Forbidden, LoginFailed | 403 | | Unavailable | 503 |
| NotFound, ImagingError | 404 | | TooManyAttempts | 429 |
| Conflict | 409 | | anything else | 500 with incident id, trace in the log only |
| Invalid | 400 | | | |
"""

from __future__ import annotations

import logging
import traceback
from dataclasses import asdict, dataclass
from pathlib import PurePath
from urllib.parse import quote

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPException, HTTPFound, HTTPMovedPermanently
from pyramid.interfaces import IRoutesMapper
from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.response import Response

from omeropyr import errors
from omeropyr import settings as keys
from omeropyr.web.frame import login_url
from omeropyr.web.predicates import rendering_of

log = logging.getLogger(__name__)

STATUS: dict[type[errors.OmeropyrError], int] = {
    errors.NotLoggedIn: 403,
    errors.SessionEnded: 403,
    errors.LoginFailed: 403,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.ImagingError: 404,
    errors.Conflict: 409,
    errors.Invalid: 400,
    errors.TooManyAttempts: 429,
    errors.NotSupported: 501,
    errors.Unavailable: 503,
}

TITLES = {
    400: "That request cannot be right",
    403: "You may not do that",
    404: "Not found",
    405: "That cannot be done here",
    409: "That clashes with something",
    429: "Too many attempts",
    500: "Something went wrong here",
    501: "Not possible on this server",
    503: "The image server is out of reach",
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What an error page shows. `incident` names the log entry; it is there for faults of ours only."""

    status: int
    title: str
    message: str
    incident: str | None = None
    trace: str | None = None


def status_of(error: Exception) -> int:
    """HTTP status of an error of the tree; 500 for everything else."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def not_logged_in(error: Exception, request: Request) -> Response:
    """Scripts get an empty 403, people the login page and the way back."""
    request.connection.release()
    if request.is_script or rendering_of(request) == "fragment":
        return Response(status=403, content_type="text/html")
    page = login_url(request)
    if not page:
        return answer(request, Trouble(403, "Please sign in", str(error)))
    wanted = request.GET.get("url") or request.path_qs
    return HTTPFound(_replaced(request, page, wanted))


def _replaced(request: Request, page: str, wanted: str) -> str:
    """`login_redirect` may name places that nobody should be sent back to."""
    rule = request.config[keys.LOGIN_REDIRECT]
    if wanted in rule.get("redirect", ()) and rule.get("viewname"):
        wanted = request.route_path(rule["viewname"])
    return f"{page}?url={quote(wanted, safe='')}"


def sentence_of(error: errors.OmeropyrError) -> str:
    """For the other side: a file by its name only, because where it lies on the server is nobody's business."""
    if isinstance(error, errors.ImagingError):
        return f"{PurePath(error.path).name}: {error.reason}"
    return str(error)


def known_error(error: errors.OmeropyrError, request: Request) -> Response:
    status = status_of(error)
    if status == 500:
        return unknown_error(error, request)
    response = answer(request, Trouble(status, TITLES[status], sentence_of(error)))
    retry_after = getattr(error, "retry_after", None)
    if retry_after is not None:
        response.retry_after = retry_after
    return response


def unknown_error(error: Exception, request: Request) -> Response:
    """The trace goes to the log; the person gets a number to ask about it."""
    log.error("Incident %s: %s %s", request.id, request.method, request.path, exc_info=error)
    message = "The error has been written down. If it comes again, tell your administrator the incident number."
    trace = "".join(traceback.format_exception(error)) if request.config[keys.DEBUG] else None
    return answer(request, Trouble(500, TITLES[500], message, request.id, trace))


def http_error(error: HTTPException, request: Request) -> Response:
    """Errors raised as Pyramid's own; redirects and ready answers pass through."""
    if error.status_code < 400 or (error.body and not error.empty_body):
        return error
    title = TITLES.get(error.status_code, error.title or "Error")
    response = answer(request, Trouble(error.status_code, title, error.detail or error.explanation or ""))
    for name in ("Allow", "Retry-After"):
        if name in error.headers:
            response.headers[name] = error.headers[name]
    return response


def unreadable_text(error: UnicodeDecodeError, request: Request) -> Response:
    """WebOb decodes addresses and forms when they are first looked at."""
    return answer(request, Trouble(400, TITLES[400], "The address or the form holds text that is not UTF-8."))


def not_found(error: HTTPException, request: Request) -> Response:
    """An address without its last slash leads to the one with it, as in OMERO.web; the query goes along."""
    if request.matched_route is None and _matches_with_slash(request):
        query = f"?{request.query_string}" if request.query_string else ""
        return HTTPMovedPermanently(f"{request.path}/{query}")
    return answer(request, Trouble(404, TITLES[404], "There is no page at this address."))


def _matches_with_slash(request: Request) -> bool:
    path = request.path_info
    routes = request.registry.getUtility(IRoutesMapper).get_routes()
    return not path.endswith("/") and any(route.match(f"{path}/") is not None for route in routes)


def answer(request: Request, trouble: Trouble) -> Response:
    """The trouble in the shape that the client asked for."""
    rendering = rendering_of(request)
    if rendering == "json":
        response = Response(json_body=_public(trouble), content_type="application/json")
    elif request.is_script:
        response = Response(_line(trouble), content_type="text/html", charset="utf-8")
    else:
        template = "errors/fragment.jinja2" if rendering == "fragment" else "errors/error.jinja2"
        response = render_to_response(template, asdict(trouble), request=request)
    response.status_int = trouble.status
    return response


def _public(trouble: Trouble) -> dict[str, str]:
    body = {"message": trouble.message}
    return body if trouble.incident is None else {**body, "incident": trouble.incident}


def _line(trouble: Trouble) -> str:
    """For OMERO.web's page scripts: nothing for a 404, else the sentence."""
    if trouble.status == 404:
        return ""
    suffix = f" (incident {trouble.incident})" if trouble.incident else ""
    return (trouble.message + suffix).replace("&", "&amp;").replace("<", "&lt;")


def includeme(config: Configurator) -> None:
    config.add_exception_view(not_logged_in, context=errors.NotLoggedIn)
    config.add_exception_view(not_logged_in, context=errors.SessionEnded)
    config.add_exception_view(known_error, context=errors.OmeropyrError)
    config.add_exception_view(http_error, context=HTTPException)
    config.add_exception_view(unreadable_text, context=UnicodeDecodeError)
    config.add_exception_view(unknown_error, context=Exception)
    config.add_notfound_view(not_found)
