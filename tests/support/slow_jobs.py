"""Jobs for tests: they leave traces in a file, take their time, fail, or take their process along."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from omeropyr.errors import Invalid
from omeropyr.gateway.embedded.jobs.context import JobContext
from omeropyr.gateway.embedded.jobs.registry import register

Parameters = Mapping[str, Any]


def register_all() -> None:
    for name in ("trace", "linger", "refuse", "fall"):
        register(name, f"{__name__}:{name}")
    register("once", f"{__name__}:linger", restartable=False)
    register("suicide", f"{__name__}:suicide")


def trace(context: JobContext, parameters: Parameters) -> Parameters:
    """Adds a line to `file`."""
    time.sleep(parameters.get("seconds", 0))
    with Path(parameters["file"]).open("a") as traces:
        traces.write(f"{parameters['name']}\n")
    return {}


def linger(context: JobContext, parameters: Parameters) -> Parameters:
    """Goes on until it is stopped, or until the file `until` is there."""
    step = 0
    while not Path(parameters["until"]).exists():
        step += 1
        context.progress(step, 1000, f"step {step}")
        context.check()
        time.sleep(0.01)
    return {"steps": step}


def refuse(context: JobContext, parameters: Parameters) -> Parameters:
    raise Invalid("colour", "must be a colour")


def fall(context: JobContext, parameters: Parameters) -> Parameters:
    raise RuntimeError("a secret detail")


def suicide(context: JobContext, parameters: Parameters) -> Parameters:
    os.kill(os.getpid(), signal.SIGKILL)
    return {}
