"""What the section [server:main] of an ini file says."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from omeropyr.errors import ConfigurationError

HOST = "127.0.0.1"
PORT = 4080
MOST_WORKERS = 4
"""Processes by default, however many cores there are: each has caches of its own."""
STOP_SECONDS = 30
WAITRESS = "egg:waitress#main"
"""`use` of an ini file that wants waitress."""
COMMON = ("use", "host", "port")
NUMBERS = {"workers": (1, 64), "threads": (1, 256), "stop_seconds": (1, 3600)}
"""Properties of our own server, with the least and the most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """`workers` processes with `threads` threads each; `stop_seconds` is how long requests may go on after a stop.

    `waitress`: that server instead, in this process, with its own options.
    """

    host: str = HOST
    port: int = PORT
    workers: int = field(default_factory=lambda: min(MOST_WORKERS, os.cpu_count() or 1))
    threads: int = 4
    stop_seconds: int = STOP_SECONDS
    waitress: Mapping[str, str] | None = None


def read_options(section: Mapping[str, str], *, host: str | None = None, port: int | None = None) -> ServerOptions:
    """From the ini, `host` and `port` of the command line first. Raises ConfigurationError with every fault."""
    faults: list[str] = []
    at = port or _number(section, "port", PORT, (0, 65535), faults)
    own = {key: value for key, value in section.items() if key not in COMMON}
    where = host or section.get("host", HOST)
    if section.get("use") == WAITRESS:
        _raise(faults)
        return ServerOptions(host=where, port=at, waitress=own)
    for key in own:
        if key not in NUMBERS:
            faults.append(f"[server:main]: there is no property {key}. Known are {', '.join([*COMMON[1:], *NUMBERS])}.")
    defaults = ServerOptions()
    found = {key: _number(section, key, getattr(defaults, key), bounds, faults) for key, bounds in NUMBERS.items()}
    _raise(faults)
    workers, threads, seconds = (found[key] for key in NUMBERS)
    return ServerOptions(host=where, port=at, workers=workers, threads=threads, stop_seconds=seconds)


def _number(section: Mapping[str, str], key: str, default: int, bounds: tuple[int, int], faults: list[str]) -> int:
    text = section.get(key, str(default)).strip()
    if not text.isdecimal():
        faults.append(f"[server:main]: {key} must be a whole number, and {text!r} is not.")
        return default
    if not bounds[0] <= int(text) <= bounds[1]:
        faults.append(f"[server:main]: {key} must be from {bounds[0]} to {bounds[1]}.")
    return int(text)


def _raise(faults: list[str]) -> None:
    if faults:
        raise ConfigurationError(faults)
