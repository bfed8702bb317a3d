"""Where a request may be sent on to: this site, or a host the administrator named."""

from __future__ import annotations

from urllib.parse import urlsplit

from pyramid.request import Request

from omeropyr import settings as keys


def safe_redirect(request: Request, url: str | None, default: str) -> str:
    """`url` if it stays on this site or leads to one of `redirect_allowed_hosts`, else `default`."""
    return url if url and is_safe(url, {request.host, *request.config[keys.REDIRECT_ALLOWED_HOSTS]}) else default


def is_safe(url: str, hosts: set[str]) -> bool:
    """True for a path of this site and for http(s) addresses of the given hosts.

    Browsers read backslashes as slashes and skip control characters and leading blanks; such addresses, and
    `//host` or `/\\host` in any disguise, are refused.
    """
    if any(ord(character) <= 0x20 or character == "\\" for character in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme or parts.netloc:
        return parts.scheme in ("http", "https", "") and bool(parts.netloc) and parts.netloc in hosts
    return url.startswith("/") and not url.startswith("//")
