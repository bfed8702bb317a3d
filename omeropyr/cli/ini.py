"""Reading an ini file for the command line: the section of the app, and its logging."""

from __future__ import annotations

import configparser
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from logging.config import fileConfig
from pathlib import Path
from typing import Any

import plaster

from omeropyr.errors import ConfigurationError


def read_ini(file: str) -> dict[str, Any]:
    """Properties of the app, with `here` and `__file__`, as PasteDeploy would pass them."""
    loader = _loader(file)
    if "app:main" not in loader.get_sections():
        raise ConfigurationError([f"{file} has no section [app:main]; `omeropyr ini` prints a file to start with."])
    with _readable(file):
        settings: dict[str, Any] = loader.get_wsgi_app_settings()
    return {**settings, "here": str(Path(file).absolute().parent), "__file__": str(Path(file).absolute())}


def server_settings(file: str) -> dict[str, str]:
    """The section [server:main]; empty when there is none."""
    loader = _loader(file)
    with _readable(file):
        section: dict[str, str] = loader.get_settings("server:main")
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
    with _readable(file):
        loader = plaster.get_loader(file, protocols=["wsgi"])
        loader.get_sections()  # reads the file
    return loader


@contextmanager
def _readable(file: str) -> Iterator[None]:
    """What the parser says of a file that is no ini file, or of a lone percent sign, in one line."""
    try:
        yield
    except (plaster.PlasterError, configparser.Error, UnicodeDecodeError) as error:
        text = " ".join(str(error).split())
        hint = " A percent sign is written %%." if isinstance(error, configparser.InterpolationError) else ""
        raise ConfigurationError([f"{file} cannot be read as an ini file: {text}.{hint}"]) from None
