"""Protection against forged requests, with the cookie, header and field names OMERO.web's clients send.

The cookie `csrftoken` holds a secret of 32 letters and digits. A request proves that it comes from our pages by
sending the secret again, in header `X-CSRFToken` or form field `csrfmiddlewaretoken`: either as it is or masked,
64 characters that differ each time (so that compressed pages do not give it away, the BREACH attack).
"""

from __future__ import annotations

import secrets
import string
from collections.abc import Callable
from urllib.parse import urlsplit

from pyramid.registry import Registry
from pyramid.request import Request
from pyramid.response import Response

from omeropyr import settings as keys
from omeropyr.errors import CsrfFailed

COOKIE = "csrftoken"
HEADER = "X-CSRFToken"
FIELD = "csrfmiddlewaretoken"
ALPHABET = string.ascii_letters + string.digits
LENGTH = 32
YEAR = 31_449_600
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

Handler = Callable[[Request], Response]


def csrf_tween_factory(handler: Handler, registry: Registry) -> Handler:
    """Refuses unsafe requests without a valid token, before anything else looks at them."""

    def tween(request: Request) -> Response:
        try:
            if request.method not in SAFE_METHODS:
                check(request)
        except CsrfFailed as error:
            return Response(json_body={"message": str(error)}, status=403, content_type="application/json")
        return handler(request)

    return tween


def check(request: Request) -> None:
    """Origin, then Referer on HTTPS, then the token. Raises CsrfFailed."""
    _check_origin(request)
    cookie = request.cookies.get(COOKIE, "")
    if not _is_secret(cookie):
        raise CsrfFailed("CSRF cookie not set.")
    token = request.headers.get(HEADER) or _field(request)
    if not token:
        raise CsrfFailed("CSRF token missing.")
    if len(token) not in (LENGTH, 2 * LENGTH):
        raise CsrfFailed("CSRF token has incorrect length.")
    if not secrets.compare_digest(unmask(token).encode(), cookie.encode()):
        raise CsrfFailed("CSRF token incorrect.")


def _check_origin(request: Request) -> None:
    origin = request.headers.get("Origin")
    if origin is not None:
        if not _is_trusted(request, origin):
            raise CsrfFailed(f"Origin checking failed - {origin} does not match any trusted origins.")
    elif request.scheme == "https":
        referer = request.headers.get("Referer")
        if not referer:
            raise CsrfFailed("Referer checking failed - no Referer.")
        if not _is_trusted(request, referer):
            raise CsrfFailed("Referer checking failed - it does not match any trusted origins.")


def _is_trusted(request: Request, address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    origin = f"{parts.scheme}://{parts.netloc}".lower()
    if origin == request.host_url.lower():
        return True
    return any(_matches(origin, trusted.lower()) for trusted in request.config[keys.CSRF_TRUSTED_ORIGINS])


def _matches(origin: str, trusted: str) -> bool:
    """`https://*.b.example` stands for b.example and everything below it."""
    scheme, wildcard, domain = trusted.partition("://*.")
    if not wildcard:
        return origin == trusted
    return origin == f"{scheme}://{domain}" or (origin.startswith(f"{scheme}://") and origin.endswith(f".{domain}"))


def _field(request: Request) -> str:
    if request.method != "POST" or request.content_type not in FORMS:
        return ""
    value = request.POST.get(FIELD, "")
    return value if isinstance(value, str) else ""


def csrf_token(request: Request) -> str:
    """A fresh masked token for a form or script; makes sure that the browser gets the cookie."""
    secret = request.cookies.get(COOKIE, "")
    if not _is_secret(secret):
        secret = request.environ.setdefault("omeropyr.csrf_secret", _random())
        request.add_response_callback(_set_cookie)
    return mask(secret)


def _set_cookie(request: Request, response: Response) -> None:
    response.set_cookie(
        COOKIE,
        request.environ["omeropyr.csrf_secret"],
        max_age=YEAR,
        path="/",
        samesite=request.config[keys.CSRF_COOKIE_SAMESITE],
        secure=request.config[keys.CSRF_COOKIE_SECURE] or request.scheme == "https",
    )


def mask(secret: str) -> str:
    """32 random characters, then the secret shifted by them, character by character."""
    key = _random()
    shifted = (
        ALPHABET[(ALPHABET.index(s) + ALPHABET.index(k)) % len(ALPHABET)] for s, k in zip(secret, key, strict=True)
    )
    return key + "".join(shifted)


def unmask(token: str) -> str:
    """The secret of a token of either form; a token with other characters is given back as it is."""
    if len(token) != 2 * LENGTH or not set(token) <= set(ALPHABET):
        return token
    key, shifted = token[:LENGTH], token[LENGTH:]
    return "".join(ALPHABET[ALPHABET.index(s) - ALPHABET.index(k)] for s, k in zip(shifted, key, strict=True))


def _random() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def _is_secret(value: str) -> bool:
    return len(value) == LENGTH and set(value) <= set(ALPHABET)
