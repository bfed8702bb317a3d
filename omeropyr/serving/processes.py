"""granian: several processes that each serve the whole site, and share a port."""

from __future__ import annotations

import logging
import multiprocessing
import os
import socket
import sys
import threading
from collections.abc import Callable
from functools import partial
from multiprocessing.util import Finalize
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from omeropyr.serving.options import ServerOptions

MakeApp = Callable[[], Any]
"""Makes the WSGI application; called once in each process, so it must be a function that can be pickled."""
LOOK_SECONDS = 0.05
BEGIN_ANEW = ("zarr_io", "asyncio_", "tqdm_monitor")
"""Threads of libraries that start them afresh in a copy of the process, when they need them."""


def serve_processes(make: MakeApp, options: ServerOptions, ready: Callable[[], None]) -> None:
    """Serve until interrupted; requests that are under way are finished first.

    `ready` is called in a thread when the first process answers. SystemExit when processes cannot start.
    """
    multiprocessing.set_start_method(start_method(), force=True)
    server = Server(
        "omeropyr",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=options.threads,
        workers_kill_timeout=options.stop_seconds,
        respawn_failed_workers=True,
        websockets=False,
        log_level=LogLevels.error,
    )
    stopped = threading.Event()
    threading.Thread(target=_tell_when_ready, args=(options, ready, stopped), daemon=True).start()
    try:
        server.serve(target_loader=partial(_load, make))
    finally:
        stopped.set()


def start_method() -> str:
    """A copy of this process starts in no time, but only one without threads at work can be copied.

    Elsewhere than on Linux libraries of the system do not survive it.
    """
    others = (thread for thread in threading.enumerate() if thread is not threading.main_thread())
    alone = all(thread.name.startswith(BEGIN_ANEW) for thread in others)
    return "fork" if sys.platform == "linux" and alone else "spawn"


def _load(make: MakeApp, target: str) -> Any:
    """The application of a worker process."""
    app = make()
    Finalize(None, _end, args=(app,), exitpriority=10)
    return app


def _end(app: Any) -> None:
    """The last act of a worker: `atexit` does not run in copies, and in others the interpreter may not come to its end
    while threads of libraries are left."""
    for gateway in app.registry.gateways.values():
        gateway.close()
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _tell_when_ready(options: ServerOptions, ready: Callable[[], None], stopped: threading.Event) -> None:
    """The port is open only when a process has made its application."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(options.host, options.host)  # noqa: S104 - not bound here
    while not stopped.wait(LOOK_SECONDS):
        try:
            socket.create_connection((host, options.port), timeout=1).close()
        except OSError:
            continue
        ready()
        return
