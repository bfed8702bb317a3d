"""`omeropyr ini`, `check INI`, `apps INI`, `settings`: is the configuration right, and what can be said in it?"""

from __future__ import annotations

import argparse
import json
import os
import re
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from omeropyr.app import load_all, make_app, names_of_apps
from omeropyr.apps import AppState, find_apps
from omeropyr.cli.ini import read_ini
from omeropyr.properties import Setting
from omeropyr.settings import CORE, Config
from omeropyr.web.status import app_row

BUILT_IN = ("webgateway", "webclient")
HEAD = """\
# Configuration

Every property of the ini file's section `[app:main]`. `omeropyr settings` prints this page, `omeropyr check INI` finds
every mistake at once, and nothing starts with one. A property has three names that mean the same: `page_size`,
`omeropyr.page_size`, and, for configurations that come from OMERO.web, `omero.web.page_size`. An environment variable
wins over the file. Unknown names are refused with the nearest known one; unknown `omero.*` names are a warning only."""


def add_commands(commands: Any) -> None:
    check = commands.add_parser("check", help="say whether an ini file is right, and every fault if not")
    check.add_argument("ini")
    check.set_defaults(run=run_check)
    apps = commands.add_parser("apps", help="list the apps of an ini file, and why one is off")
    apps.add_argument("ini", nargs="?", default="production.ini")
    apps.add_argument("--json", action="store_true", help="for machines")
    apps.set_defaults(run=run_apps)
    ini = commands.add_parser("ini", help="print an ini file to start a site with")
    ini.set_defaults(run=run_ini)
    table = commands.add_parser("settings", help="describe every property of the core and of installed apps (Markdown)")
    table.set_defaults(run=run_settings)


def run_check(arguments: argparse.Namespace) -> int:
    config = read_config(read_ini(arguments.ini))
    for value in config.values():
        if value.source != "default":
            print(f"{value.setting.key} = {value.shown()}   ({value.source})")
    print(f"{arguments.ini} is right.")
    return 0


def read_config(ini: dict[str, Any]) -> Config:
    """Raises ConfigurationError with every fault at once."""
    return load_all(ini, os.environ, find_apps(names_of_apps(ini, os.environ)))


def run_apps(arguments: argparse.Namespace) -> int:
    """Exit code 1 if one is off."""
    states: tuple[AppState, ...] = make_app(read_ini(arguments.ini)).registry.apps
    rows = [app_row(state) for state in states]
    if arguments.json:
        print(json.dumps(rows, indent=2))
    else:
        for row in rows:
            print(f"{row['state']:3}  {row['name']:16} {row['title']:20} {row['origin']:24} {row['reason']}".rstrip())
    return 0 if all(state.is_on for state in states) else 1


def run_ini(arguments: argparse.Namespace) -> int:
    print((files("omeropyr.config") / "production.ini").read_text(encoding="utf-8"), end="")
    return 0


def run_settings(arguments: argparse.Namespace) -> int:
    print(settings_page(find_apps(BUILT_IN)))
    return 0


def settings_page(states: Sequence[AppState]) -> str:
    """docs/configuration.md: one table for the core and one for each app that has properties."""
    parts = [HEAD, *_table("The core", CORE)]
    for state in states:
        if state.app is not None and state.app.settings:
            parts += _table(f"App {state.name}", state.app.settings)
    return "\n".join(parts)


def _table(title: str, settings: Sequence[Setting[Any]]) -> list[str]:
    rows = [f"| `{s.key}` | {_default(s)} | {s.help} | `{s.variable}` |".replace("\\", "\\\\") for s in settings]
    return [f"\n## {title}\n", "| property | default | meaning | environment |", "|---|---|---|---|", *rows]


def _default(setting: Setting[Any]) -> str:
    default = setting.default
    if isinstance(default, re.Pattern):
        return "matches nothing"
    shown = str(default).lower() if isinstance(default, bool) else str(default)
    return f"`{shown}`" if default not in ("", (), {}) and shown != "." else ""
