"""How a worker process comes by the application: functions that can be pickled."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from omeropyr.app import make_app
from omeropyr.cli.ini import read_ini, set_up_logging


def app_of_file(file: str) -> Any:
    """The site of an ini file, with its logging."""
    set_up_logging(file)
    return make_app(read_ini(file))


def app_of_settings(ini: Mapping[str, str]) -> Any:
    """A site without a file; only warnings are logged."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    return make_app(ini)
