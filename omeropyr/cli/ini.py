"""Reading an ini file for the command line: the section of the app, and its logging."""

from __future__ import annotations

from importlib.resources import as_file, files
from logging.config import fileConfig
from pathlib import Path
from typing import Any

import plaster

from omeropyr.errors import ConfigurationError


def read_ini(file: str) -> dict[str, Any]:
    """Properties of the app, with `here` and `__file__`, as PasteDeploy would pass them."""
    loader = _loader(file)
    settings: dict[str, Any] = loader.get_wsgi_app_settings()
    return {**settings, "here": str(Path(file).absolute().parent), "__file__": str(Path(file).absolute())}


def server_settings(file: str) -> dict[str, str]:
    """The section [server:main]; empty when there is none."""
    section: dict[str, str] = _loader(file).get_settings("server:main")
    return section


def set_up_logging(file: str) -> None:
    """As the ini says; without sections for logging, as config/logging.ini does."""
    if "loggers" in _loader(file).get_sections():
        _loader(file).setup_logging({})
    else:
        with as_file(files("omeropyr.config") / "logging.ini") as default:
            fileConfig(default, disable_existing_loggers=False)


def _loader(file: str) -> Any:
    if not Path(file).is_file():
        raise ConfigurationError([f"There is no file {file}."])
    try:
        return plaster.get_loader(file, protocols=["wsgi"])
    except plaster.PlasterError as error:
        raise ConfigurationError([f"{file} cannot be read: {error}"]) from None
