"""Where a request may be sent on to: this site, or a host the administrator named."""

from __future__ import annotations

import string
from urllib.parse import quote, urlsplit

from pyramid.request import Request

from omeropyr import settings as keys

PRINTABLE = string.ascii_letters + string.digits + string.punctuation


def safe_redirect(request: Request, url: str | None, default: str) -> str:
    """`url` if it stays on this site or leads to one of `redirect_allowed_hosts`, else `default`.

    Other than ASCII is percent-encoded, because the header `Location` has no place for it.
    """
    hosts = {request.host, *request.config[keys.REDIRECT_ALLOWED_HOSTS]}
    return quote(url, safe=PRINTABLE) if url and is_safe(url, hosts) else default


def is_safe(url: str, hosts: set[str]) -> bool:
    """True for a path of this site and for http(s) addresses of the given hosts.

    Browsers read backslashes as slashes and skip control characters and leading blanks; such addresses, and
    `//host` or `/\\host` in any disguise, are refused, and so is what cannot be written as UTF-8.
    """
    if any(ord(character) <= 0x20 or character == "\\" or "\ud800" <= character <= "\udfff" for character in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme or parts.netloc:
        return parts.scheme in ("http", "https", "") and bool(parts.netloc) and parts.netloc in hosts
    return url.startswith("/") and not url.startswith("//")
