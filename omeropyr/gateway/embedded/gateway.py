"""The embedded store as a gateway: the entry point `embedded` of `omeropyr.gateways`."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import text

from omeropyr.errors import ConfigurationError, GatewayError
from omeropyr.gateway.embedded.jobs.worker import Limits, Worker
from omeropyr.gateway.embedded.people.logins import Logins
from omeropyr.gateway.embedded.pixels.sources import Sources
from omeropyr.gateway.embedded.session import EmbeddedSession
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.model import Credentials, GatewayStatus
from omeropyr.gateway.port import (
    Admin,
    Annotations,
    Browse,
    Edit,
    Files,
    History,
    Images,
    Importing,
    Jobs,
    Pixels,
    Rois,
    Search,
    Session,
    Tables,
)

OFFERED = (Admin, Browse, Images, Importing, Pixels, Annotations, Edit, Files, History, Jobs, Rois, Search, Tables)
ADDRESS = ("localhost", 4064)
"""Existing clients show where their server is; this one has none, and says what they take for normal."""
DAY = timedelta(days=1)
NUMBERS = {
    "session_idle": ("86400", 1, "seconds"),
    "trash_days": ("30", 0, "days"),
    "job_threads": ("3", 1, "threads"),
}
"""Keys of the ini with what they are by default, at least, and of."""


class EmbeddedGateway:
    """See `port.Gateway`. Making one opens nothing."""

    def __init__(
        self, store: Store, label: str = "omeropyr", idle: timedelta = DAY, limits: Limits | None = None
    ) -> None:
        self._store, self._label = store, label
        self._logins = Logins(store, idle)
        self._sources = Sources(store)
        self._worker = Worker(store, limits)

    @property
    def label(self) -> str:
        return self._label

    @property
    def address(self) -> tuple[str, int]:
        return ADDRESS

    @property
    def store(self) -> Store:
        """For importing and for administration; apps use sessions."""
        return self._store

    def login(self, credentials: Credentials, *, agent: str = "omeropyr", client_ip: str | None = None) -> Session:
        return self.join(self._logins.begin(credentials, agent, client_ip))

    def join(self, key: str) -> Session:
        context = self._logins.context(key)
        self._worker.look()
        return EmbeddedSession(key, context, self._logins, self._sources, self._worker)

    def status(self) -> GatewayStatus:
        started = time.perf_counter()
        try:
            with self._store.reading() as connection:
                connection.execute(text("SELECT 1"))
            ok, detail = True, f"Embedded store in {self._store.path}"
        except GatewayError as error:
            ok, detail = False, str(error)
        latency = (time.perf_counter() - started) * 1000
        return GatewayStatus(ok=ok, detail=detail, latency_ms=latency, version=version("omeropyr"))

    def supports(self, service: type) -> bool:
        return service in OFFERED

    def close(self) -> None:
        self._worker.close()
        self._sources.close()
        self._store.close()


def open_gateway(config: Mapping[str, str]) -> EmbeddedGateway:
    """From the section of the ini. Keys: path, url, label, roots, session_idle (seconds), trash_days (0 = for ever),
    job_threads. Opens nothing yet.

    Raises ConfigurationError with every fault.
    """
    faults = []
    if not config.get("path"):
        faults.append("path: the folder of the image store must be given")
    for key, (default, least, what) in NUMBERS.items():
        if not config.get(key, default).isdecimal() or int(config.get(key, default)) < least:
            faults.append(f"{key}: must be a number of {what}, not {config[key]!r}")
    if faults:
        raise ConfigurationError(faults)
    idle, days, threads = (int(config.get(key, default)) for key, (default, _, _) in NUMBERS.items())
    store = Store(Path(config["path"]), url=config.get("url") or None, roots=roots_from(config.get("roots", "")))
    store.trash_lifetime = timedelta(days=days) if days else None
    label = config.get("label") or "omeropyr"
    return EmbeddedGateway(store, label, idle=timedelta(seconds=idle), limits=Limits(threads=threads))


def roots_from(setting: str) -> list[Path]:
    """Folders separated by the system's path separator or by lines."""
    lines = setting.replace(os.pathsep, "\n").splitlines()
    return [Path(line.strip()) for line in lines if line.strip()]
