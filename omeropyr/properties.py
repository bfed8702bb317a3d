"""One property of the configuration: its name, how its text is read, its default and its help.

A `Setting` is also the key to its value: `config[PAGE_SIZE]` is an `int`, and the type checker knows.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Parser = Callable[[str], T]
"""Reads the text of a property; raises ValueError with what would be right ("must be a whole number")."""


@dataclass(frozen=True)
class Setting(Generic[T_co]):
    """`key` is the short name; `omeropyr.<key>` and `omero.web.<key>` and every alias mean the same."""

    key: str
    parse: Callable[[str], T_co]
    default: T_co
    help: str
    secret: bool = False
    aliases: tuple[str, ...] = ()
    deprecated: tuple[str, ...] = ()
    """Old names that still work, with a warning."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name this property may have in an ini file, the best one first."""
        return (self.key, f"omeropyr.{self.key}", f"omero.web.{self.key}", *self.aliases, *self.deprecated)

    @property
    def variable(self) -> str:
        """Its environment variable."""
        return "OMEROPYR_" + re.sub(r"[^A-Z0-9]", "_", self.key.upper())


def text(value: str) -> str:
    return value


TRUE = frozenset({"true", "1", "t"})
FALSE = frozenset({"false", "0", "f", "no", "off", ""})


def boolean(value: str) -> bool:
    """OMERO reads `yes` and `on` as false without a word; here they are refused, so that nobody is surprised."""
    word = value.strip().lower()
    if word not in TRUE | FALSE:
        raise ValueError("must be true or false")
    return word in TRUE


def integer(*, minimum: int | None = None, maximum: int | None = None) -> Parser[int]:
    """A parser for whole numbers within the bounds, both included."""

    def parse(value: str) -> int:
        try:
            number = int(value.strip())
        except ValueError:
            raise ValueError("must be a whole number") from None
        _check_bounds(number, minimum, maximum)
        return number

    return parse


def number(*, minimum: float | None = None, maximum: float | None = None) -> Parser[float]:
    """A parser for decimal numbers within the bounds, both included."""

    def parse(value: str) -> float:
        try:
            decimal = float(value.strip())
        except ValueError:
            raise ValueError("must be a number") from None
        _check_bounds(decimal, minimum, maximum)
        return decimal

    return parse


def _check_bounds(value: float, minimum: float | None, maximum: float | None) -> None:
    if minimum is not None and value < minimum:
        raise ValueError(f"must be at least {minimum}")
    if maximum is not None and not value <= maximum:
        raise ValueError(f"must be at most {maximum}")


def choice(*allowed: str) -> Parser[str]:
    def parse(value: str) -> str:
        word = value.strip()
        if word not in allowed:
            raise ValueError("must be one of " + ", ".join(allowed))
        return word

    return parse


def words(value: str) -> tuple[str, ...]:
    """Words between blanks, commas or line breaks; a JSON list of texts, as OMERO writes it, is understood too."""
    if not value.lstrip().startswith("["):
        return tuple(re.split(r"[\s,]+", value.strip())) if value.strip() else ()
    items = json_value(value)
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise ValueError("must be a list of words")
    return tuple(items)


def json_value(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError as error:
        raise ValueError(f"must be JSON ({error})") from None


def json_list(value: str) -> tuple[Any, ...]:
    parsed = json_value(value)
    if not isinstance(parsed, list):
        raise ValueError("must be a JSON list")
    return tuple(parsed)


def json_object(value: str) -> dict[str, Any]:
    parsed = json_value(value)
    if not isinstance(parsed, dict):
        raise ValueError("must be a JSON object")
    return parsed


@dataclass(frozen=True, slots=True)
class Server:
    """One entry of `omero.web.server_list`."""

    host: str
    port: int
    label: str
    ca: str = ""
    """A PEM file: the server's certificate must descend from one of these."""
    ciphers: str = ""
    """What OpenSSL may use, in its own notation; empty: the adapter's choice."""


def servers(value: str) -> tuple[Server, ...]:
    """`[host, port]` or `[host, port, label]` entries; the same host and port listed twice is one server."""
    found: dict[tuple[str, int], Server] = {}
    for entry in json_list(value):
        server = _server(entry)
        found.setdefault((server.host, server.port), server)
    return tuple(found.values())


SERVER_OPTIONS = frozenset({"ca", "ciphers"})


def _server(entry: Any) -> Server:
    match entry:
        case [str(host), int(port)]:
            return Server(host, port, host)
        case [str(host), int(port), str(label)]:
            return Server(host, port, label)
        case [str(host), int(port), str(label), dict(options)] if _are_server_options(options):
            return Server(host, port, label, **options)
    raise ValueError(
        f'must hold [host, port], [host, port, label] or [host, port, label, {{"ca": file, "ciphers": text}}] '
        f"(not {json.dumps(entry)})"
    )


def _are_server_options(options: dict[str, Any]) -> bool:
    return options.keys() <= SERVER_OPTIONS and all(isinstance(value, str) for value in options.values())


def regex(value: str) -> re.Pattern[str]:
    try:
        with warnings.catch_warnings(action="ignore"):  # of what later versions of Python may read differently
            return re.compile(value)
    except re.error as error:
        raise ValueError(f"must be a regular expression ({error})") from None


def path(value: str) -> Path:
    return Path(value.strip()).expanduser()


def paths(value: str) -> tuple[Path, ...]:
    """One folder a line, or a JSON list of folders (blanks may be part of a name)."""
    if value.lstrip().startswith("["):
        return tuple(path(item) for item in words(value))
    return tuple(path(line) for line in value.splitlines() if line.strip())


def time_zone(value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value.strip())
    except (ValueError, OSError, KeyError):
        raise ValueError("must be an IANA time zone such as Europe/London") from None


def session_url(value: str) -> str:
    """The address of a Redis or memcached server; empty for files."""
    url = value.strip()
    if url and not re.match(r"(rediss?|memcached)://[^/\s]", url):
        raise ValueError("must be empty or begin with redis://, rediss:// or memcached:// and a host")
    return url


def url_prefix(value: str) -> str:
    """A path that begins and does not end with a slash; empty for the root."""
    prefix = value.strip().rstrip("/")
    if prefix and not prefix.startswith("/"):
        raise ValueError("must begin with a slash, as in /omero")
    return prefix
