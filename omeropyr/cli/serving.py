"""`omeropyr serve INI` and `omeropyr demo`: a web server, and a site to try without any preparation."""

from __future__ import annotations

import argparse
import logging
import socket
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from omeropyr.cli.demo import prepare_demo
from omeropyr.cli.ini import server_settings
from omeropyr.errors import ConfigurationError
from omeropyr.serving.loading import app_of_file, app_of_settings
from omeropyr.serving.options import PORT, ServerOptions, read_options
from omeropyr.serving.processes import serve_processes
from omeropyr.serving.threads import serve_threads

log = logging.getLogger(__name__)

DEMO_STOP_SECONDS = 12


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
    options = read_options(server_settings(arguments.ini), host=arguments.host, port=arguments.port)
    check_free(options.host, options.port)
    app = app_of_file(arguments.ini)  # every fault is told before a process starts
    warn_of_silence(app)
    return listen(
        app, partial(app_of_file, arguments.ini), options, f"omeropyr is at http://{options.host}:{options.port}"
    )


def warn_of_silence(app: Any) -> None:
    """A store that does not answer may come later, so the site starts; but nobody can sign in until then."""
    for gateway in app.registry.gateways.values():
        now = gateway.status()
        if not now.ok:
            log.warning("%s does not answer: %s", gateway.label, now.detail)


def run_demo(arguments: argparse.Namespace) -> int:
    options = ServerOptions(port=arguments.port, stop_seconds=DEMO_STOP_SECONDS)
    check_free(options.host, options.port)
    site = prepare_demo(arguments.var, arguments.data)
    app = app_of_settings(site.ini)
    return listen(app, partial(app_of_settings, site.ini), options, site.greeting(options.host, options.port))


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


def listen(app: Any, make: Callable[[], Any], options: ServerOptions, greeting: str) -> int:
    """Serve `app`, or in processes of their own what `make` makes, until interrupted."""

    def ready() -> None:
        print(greeting, flush=True)

    if options.waitress is not None:
        serve_threads(app, options, ready)
    else:
        for gateway in app.registry.gateways.values():
            gateway.close()
        serve_processes(make, options, ready)
    print("\nStopped.", file=sys.stderr)
    return 0
