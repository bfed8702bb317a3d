"""Where web sessions are kept: files, or a Redis or memcached server named by one line of the ini."""

from __future__ import annotations

from importlib.util import find_spec
from urllib.parse import urlsplit

from omeropyr.errors import ConfigurationError

LIBRARIES = {"redis": "redis", "rediss": "redis", "memcached": "memcache"}
"""Scheme of the address -> module that speaks with such a server."""
UNREACHABLE = "The web sessions cannot be read or written at the moment. Please tell your administrator."


def beaker_backend(url: str) -> dict[str, str | None]:
    """Beaker's `type` and `url` for an address; an empty one means files.

    Raises ConfigurationError when the library for it is not installed: better at the start than at the first login.
    """
    if not url:
        return {"type": "file", "url": None}
    parts = urlsplit(url)
    if find_spec(LIBRARIES[parts.scheme]) is None:
        extra = "memcached" if parts.scheme == "memcached" else "redis"
        raise ConfigurationError([f"session.url names a {extra} server; that needs omeropyr[{extra}] to be installed."])
    if parts.scheme == "memcached":
        return {"type": "ext:memcached", "url": parts.netloc}
    return {"type": "ext:redis", "url": url}


def store_errors() -> tuple[type[Exception], ...]:
    """What is raised when the place of the sessions is full or out of reach."""
    if find_spec("redis") is None:
        return (OSError,)
    from redis.exceptions import RedisError

    return (OSError, RedisError)
