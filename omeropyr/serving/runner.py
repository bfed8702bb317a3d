"""`use = egg:omeropyr#server` of an ini file, for `pserve`: the same server as `omeropyr serve`."""

from __future__ import annotations

from functools import partial
from typing import Any

from omeropyr.serving.loading import app_of_file
from omeropyr.serving.options import read_options
from omeropyr.serving.processes import serve_processes


def run(app: Any, global_conf: dict[str, str], **section: str) -> None:
    """PasteDeploy's entry point. Every process makes the application of the ini anew; `app` was one too many."""
    for gateway in app.registry.gateways.values():
        gateway.close()
    options = read_options(section)
    serve_processes(
        partial(app_of_file, global_conf["__file__"]),
        options,
        lambda: print(f"omeropyr is at http://{options.host}:{options.port}", flush=True),
    )
