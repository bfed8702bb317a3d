"""Web sessions: pyramid_beaker with JSON inside; files by default, Redis or memcached by one line of the ini."""

from __future__ import annotations

import logging
import os
import secrets
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid_beaker import BeakerSessionFactoryConfig

from omeropyr import settings as keys
from omeropyr.errors import Unavailable
from omeropyr.security.session_files import Sweeper
from omeropyr.security.session_store import UNREACHABLE, beaker_backend, store_errors
from omeropyr.settings import Config

log = logging.getLogger(__name__)

STORE_ERRORS = store_errors()


def session_factory(config: Config) -> Callable[[Request], Any]:
    """A Pyramid session factory.

    Beaker would write every session at every request to note when it was seen; OMERO.web counts the age from
    the last change, so nothing is written unless something changed, and the age is looked at here.
    """
    factory = BeakerSessionFactoryConfig(**_options(config))
    age = config[keys.SESSION_COOKIE_AGE]
    sweeper = None if config[keys.SESSION_URL] else Sweeper(config[keys.SESSION_DIR].absolute(), age)

    def open_session(request: Request) -> Any:
        if sweeper is not None:
            sweeper.look()
        session = factory(request)
        _tell_when_lost(request, session)
        if request.scheme == "https":
            session.__dict__["_params"]["secure"] = True
        changed = _last_change(session)
        if changed is not None and time.time() - changed > age:
            renew(session)
        return session

    return open_session


def _last_change(session: Any) -> float | None:
    """Seconds since the epoch, None for a new session. A damaged one is dropped. Raises Unavailable."""
    try:
        changed: float | None = session.last_accessed
    except STORE_ERRORS as error:
        log.error("The web sessions cannot be read: %s", error)
        raise Unavailable(UNREACHABLE) from error
    except Exception as error:  # what unpacking damaged bytes raises is not documented anywhere
        log.warning("A damaged web session is dropped: %s", type(error).__name__)
        session.__dict__["_params"]["invalidate_corrupt"] = True
        changed = session.last_accessed
    return changed


def _tell_when_lost(request: Request, session: Any) -> None:
    """Beaker writes when the answer is made already, where no error view is: a failure replaces the answer."""
    persist, failures = session.persist, []

    def keep() -> None:
        try:
            persist()
        except STORE_ERRORS as error:
            log.error("The web session cannot be written: %s", error)
            failures.append(error)

    def tell(request: Request, response: Response) -> None:
        if failures:
            response.status_int, response.content_type = 503, "text/plain"
            response.text = UNREACHABLE
            response.headers.pop("Location", None)

    session.__dict__["persist"] = keep
    request.add_response_callback(tell)  # runs after Beaker's


def renew(session: Any) -> None:
    """Empty the session under a new id and void the old id in the store (Beaker's `invalidate` leaves it valid).

    Raises Unavailable when their place cannot be written.
    """
    kept = getattr(session, "namespace", None)  # a session that was never loaded has none
    if kept is not None:
        try:
            _forget(kept)
        except STORE_ERRORS as error:
            raise Unavailable(UNREACHABLE) from error
    session.invalidate()


def _forget(kept: Any) -> None:
    """Take the session out of its place in the store, which is written when the lock is released."""
    kept.acquire_write_lock(replace=True)
    try:
        if "session" in kept:
            del kept["session"]
    finally:
        kept.release_write_lock()


def _options(config: Config) -> dict[str, Any]:
    folder = config[keys.SESSION_DIR].absolute()
    age = config[keys.SESSION_COOKIE_AGE]
    return {
        **beaker_backend(config[keys.SESSION_URL]),
        "data_dir": str(folder),
        "data_serializer": "json",
        "secret": config[keys.SECRET_KEY] or secret_of(folder),
        "key": config[keys.SESSION_COOKIE_NAME],
        "timeout": None,
        "save_accessed_time": False,
        "cookie_expires": True if config[keys.SESSION_EXPIRE_AT_BROWSER_CLOSE] else timedelta(seconds=age),
        "cookie_domain": config[keys.SESSION_COOKIE_DOMAIN] or None,
        "cookie_path": config[keys.SESSION_COOKIE_PATH],
        "secure": config[keys.SESSION_COOKIE_SECURE],
        "httponly": True,
        "samesite": config[keys.SESSION_COOKIE_SAMESITE],
        "invalidate_corrupt": False,  # or Beaker would sign everybody out while Redis is down
    }


def secret_of(folder: Path) -> str:
    """The signing key kept beside the sessions, readable by the owner only; made when it is missing."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / "secret_key"
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _wait_for_secret(file)
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(secrets.token_urlsafe(48))
    return file.read_text(encoding="ascii")


def _wait_for_secret(file: Path) -> str:
    """Another process may have made the file and not yet filled it."""
    for _ in range(100):
        secret = file.read_text(encoding="ascii")
        if secret:
            return secret
        time.sleep(0.02)
    raise OSError(f"{file} is empty: remove it, and a new key is made.")
