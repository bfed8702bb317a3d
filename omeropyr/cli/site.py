"""`omeropyr check INI` and `omeropyr apps INI`: is the configuration right, and which apps run?"""

from __future__ import annotations

import argparse
import json
import os
from typing import Any

from omeropyr import settings as keys
from omeropyr.app import load_all, make_app
from omeropyr.apps import AppState, find_apps
from omeropyr.cli.ini import read_ini
from omeropyr.settings import Config, load
from omeropyr.web.status import app_row


def add_commands(commands: Any) -> None:
    check = commands.add_parser("check", help="say whether an ini file is right, and every fault if not")
    check.add_argument("ini")
    check.set_defaults(run=run_check)
    apps = commands.add_parser("apps", help="list the apps of an ini file, and why one is off")
    apps.add_argument("ini", nargs="?", default="production.ini")
    apps.add_argument("--json", action="store_true", help="for machines")
    apps.set_defaults(run=run_apps)


def run_check(arguments: argparse.Namespace) -> int:
    config = read_config(read_ini(arguments.ini))
    for value in config.values():
        if value.source != "default":
            print(f"{value.setting.key} = {value.shown()}   ({value.source})")
    print(f"{arguments.ini} is right.")
    return 0


def read_config(ini: dict[str, Any]) -> Config:
    """Raises ConfigurationError with every fault at once."""
    return load_all(ini, os.environ, find_apps(load(ini, os.environ, complete=False)[keys.APPS]))


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
