"""`omeropyr serve INI` and `omeropyr demo`: a web server, and a site to try without any preparation."""

from __future__ import annotations

import argparse
import logging
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import waitress

from omeropyr.app import make_app
from omeropyr.cli.demo import prepare_demo
from omeropyr.cli.ini import read_ini, server_settings, set_up_logging
from omeropyr.errors import ConfigurationError

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
PORT = 4080
THREADS = 8


def add_commands(commands: Any) -> None:
    serve = commands.add_parser("serve", help="serve the site of an ini file")
    serve.add_argument("ini")
    serve.add_argument("--host")
    serve.add_argument("--port", type=int)
    serve.set_defaults(run=run_serve)
    demo = commands.add_parser("demo", help="serve sample images, or a folder of yours, on this machine only")
    demo.add_argument("--var", type=Path, default=Path("var"), help="folder for everything the site writes")
    demo.add_argument("--port", type=int, default=PORT)
    demo.add_argument("--data", type=Path, help="a folder of images to show instead of the samples")
    demo.set_defaults(run=run_demo)


def run_serve(arguments: argparse.Namespace) -> int:
    set_up_logging(arguments.ini)
    section = server_settings(arguments.ini)
    host = arguments.host or section.get("host", HOST)
    port = arguments.port or port_of(section)
    options = {key: value for key, value in section.items() if key not in ("use", "host", "port")}
    app = make_app(read_ini(arguments.ini))
    warn_of_silence(app)
    return listen(app, host, port, lambda: print(f"omeropyr is at http://{host}:{port}", flush=True), options)


def port_of(section: Mapping[str, str]) -> int:
    """Raises ConfigurationError when it is no number."""
    text = section.get("port", str(PORT))
    if not text.isdecimal():
        raise ConfigurationError([f"[server:main]: port must be a whole number, and {text!r} is not."])
    return int(text)


def warn_of_silence(app: Any) -> None:
    """A store that does not answer may come later, so the site starts; but nobody can sign in until then."""
    for gateway in app.registry.gateways.values():
        now = gateway.status()
        if not now.ok:
            log.warning("%s does not answer: %s", gateway.label, now.detail)


def run_demo(arguments: argparse.Namespace) -> int:
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    check_free(HOST, arguments.port)
    site = prepare_demo(arguments.var, arguments.data)
    app = make_app(site.ini)
    return listen(app, HOST, arguments.port, lambda: print(site.greeting(HOST, arguments.port), flush=True))


def check_free(host: str, port: int) -> None:
    """Say that a port is taken before minutes are spent on importing. Raises ConfigurationError."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ConfigurationError(
                [f"Port {port} cannot be used ({error.strerror}): choose another, PORT=4090."]
            ) from None


def listen(
    app: Any, host: str, port: int, ready: Callable[[], None], options: Mapping[str, str] = MappingProxyType({})
) -> int:
    """Serve until interrupted; requests that are under way are finished first. `options` are waitress's own."""
    arguments = {"threads": THREADS, "ident": "omeropyr", **options}
    try:
        server = waitress.create_server(app, host=host, port=port, **arguments)
    except OSError as error:
        raise ConfigurationError([f"{host}:{port} cannot be used ({error.strerror})."]) from None
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
    print("\nStopped.", file=sys.stderr)
    return 0
