"""waitress: one process with threads, in pure Python."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any

import waitress

from omeropyr.errors import ConfigurationError
from omeropyr.serving.options import ServerOptions


def serve_threads(app: Any, options: ServerOptions, ready: Callable[[], None]) -> None:
    """Serve until interrupted; requests that are under way are finished first. Raises ConfigurationError."""
    arguments = {"threads": options.threads, "ident": "omeropyr", **(options.waitress or {})}
    try:
        server = waitress.create_server(app, host=options.host, port=options.port, **arguments)
    except OSError as error:
        raise ConfigurationError([f"{options.host}:{options.port} cannot be used ({error.strerror})."]) from None
    except ValueError as error:
        raise ConfigurationError([f"[server:main]: {error}"]) from None
    # What service managers send ends it as cleanly; and a shell that starts it in the background has SIGINT ignored.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.default_int_handler)
    ready()
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()
