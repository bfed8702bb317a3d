"""`omeropyr store`: what a lab needs to set up an embedded store, and to look after it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from omeropyr.cli import groups, maintenance, users
from omeropyr.cli.passwords import add_password_source, read_password
from omeropyr.errors import Invalid
from omeropyr.gateway.embedded.people.accounts import has_password, set_password, user_id_of
from omeropyr.gateway.embedded.store import Store
from omeropyr.imaging.address import Address, is_address

DEFAULT_STORE = Path("var/store")


def open_store(path: Path) -> Store:
    """Raises Unavailable with the command that would make the store."""
    return Store.open(path)


def add_commands(commands: Any) -> None:
    _add_store_commands(commands)
    _add_people(commands)


def _add_store_commands(commands: Any) -> None:
    store = commands.add_parser("store", help="make an embedded store, or bring it up to date")
    actions = store.add_subparsers(title="actions", metavar="ACTION", required=True)
    init = _action(actions, "init", run_init, "make a store, or bring one that is there up to this version")
    init.add_argument("--root", action="append", type=Path, default=[], metavar="FOLDER", help=_ROOT_HELP)
    add_password_source(init, "password of root, the administrator; asked for if it is not given")
    allow = _action(actions, "allow", run_allow, "let files of a folder or an address be registered where they are")
    allow.add_argument(
        "folders", nargs="+", metavar="FOLDER", help="a folder, or an address such as https://host/images"
    )
    maintenance.add_actions(actions, _action)
    _add_people(actions)


_ROOT_HELP = "folder whose files may be registered where they are; may be repeated"


def _add_people(commands: Any) -> None:
    """`user` and `group`, which belong to the store; they are understood without the word `store` too."""
    user = commands.add_parser("user", help="list, add and change users, set their passwords")
    users.add_actions(user.add_subparsers(title="actions", metavar="ACTION", required=True), _action)
    group = commands.add_parser("group", help="list, add and change groups, their members and levels")
    groups.add_actions(group.add_subparsers(title="actions", metavar="ACTION", required=True), _action)


def _action(actions: Any, name: str, run: Any, help_: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=help_, description=help_)
    parser.add_argument("--store", type=Path, default=DEFAULT_STORE, metavar="DIR", help="default: %(default)s")
    parser.set_defaults(run=run)
    return parser


def run_init(arguments: argparse.Namespace) -> int:
    store = Store.create(arguments.store, roots=arguments.root)
    try:
        if not has_password(store, user_id_of(store, "root")):
            set_password(store, user_id_of(store, "root"), read_password(arguments.password_file, "root"))
    finally:
        store.close()
    print(f"The image store is in {store.path}.")
    return 0


def run_allow(arguments: argparse.Namespace) -> int:
    store = open_store(arguments.store)
    for text in arguments.folders:
        if is_address(text):
            store.allow_address(Address.of(text))
            print(f"Images below {Address.of(text)} may now be registered where they are.")
            continue
        folder = Path(text)
        if not folder.is_dir():
            raise Invalid(str(folder), "is not a folder")
        store.allow(folder)
        print(f"Files in {folder.resolve()} may now be registered where they are.")
    return 0
