"""`omeropyr store`, `omeropyr user`, `omeropyr group`: what a lab needs to set up an embedded store."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path
from typing import Any

from omeropyr.cli import maintenance
from omeropyr.errors import Invalid
from omeropyr.gateway.embedded.people import (
    add_group,
    add_member,
    add_user,
    group_id_of,
    has_password,
    set_password,
    user_id_of,
)
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.model import PermissionLevel
from omeropyr.imaging.address import Address, is_address

DEFAULT_STORE = Path("var/store")
LEVELS = {
    "private": PermissionLevel.PRIVATE,
    "read-only": PermissionLevel.READ_ONLY,
    "read-annotate": PermissionLevel.READ_ANNOTATE,
    "read-write": PermissionLevel.READ_WRITE,
}


def open_store(path: Path) -> Store:
    """Raises Unavailable with the command that would make the store."""
    return Store.open(path)


def add_commands(commands: Any) -> None:
    _add_store_commands(commands)
    _add_user_commands(commands)
    _add_group_commands(commands)


def _add_store_commands(commands: Any) -> None:
    store = commands.add_parser("store", help="make an embedded store, or bring it up to date")
    actions = store.add_subparsers(title="actions", metavar="ACTION", required=True)
    init = _action(actions, "init", run_init, "make a store, or bring one that is there up to this version")
    init.add_argument("--root", action="append", type=Path, default=[], metavar="FOLDER", help=_ROOT_HELP)
    _add_password_source(init, "password of root, the administrator; asked for if it is not given")
    allow = _action(actions, "allow", run_allow, "let files of a folder or an address be registered where they are")
    allow.add_argument(
        "folders", nargs="+", metavar="FOLDER", help="a folder, or an address such as https://host/images"
    )
    maintenance.add_actions(actions, _action)


_ROOT_HELP = "folder whose files may be registered where they are; may be repeated"


def _add_user_commands(commands: Any) -> None:
    user = commands.add_parser("user", help="add users to an embedded store, set their passwords")
    actions = user.add_subparsers(title="actions", metavar="ACTION", required=True)
    add = _action(actions, "add", run_user_add, "add a user")
    add.add_argument("name", help="what is typed to sign in")
    add.add_argument("--first", required=True, metavar="NAME", help="first name")
    add.add_argument("--last", required=True, metavar="NAME", help="last name")
    add.add_argument("--email")
    add.add_argument(
        "--group", action="append", required=True, metavar="NAME", help="may be repeated; the first is home"
    )
    add.add_argument("--leads", action="append", default=[], metavar="NAME", help="group that the user also leads")
    add.add_argument("--admin", action="store_true", help="make the user an administrator")
    _add_password_source(add, "asked for if it is not given")
    password = _action(actions, "password", run_user_password, "set a user's password")
    password.add_argument("name")
    _add_password_source(password, "asked for if it is not given")


def _add_group_commands(commands: Any) -> None:
    group = commands.add_parser("group", help="add groups to an embedded store, and members to groups")
    actions = group.add_subparsers(title="actions", metavar="ACTION", required=True)
    add = _action(actions, "add", run_group_add, "add a group")
    add.add_argument("name")
    add.add_argument("--level", choices=LEVELS, default="private", help="who sees whose data; default: %(default)s")
    add.add_argument("--description", default="")
    member = _action(actions, "member", run_group_member, "make a user a member of a group")
    member.add_argument("group")
    member.add_argument("user")
    member.add_argument("--leader", action="store_true", help="who may manage the data of the other members")


def _action(actions: Any, name: str, run: Any, help_: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=help_, description=help_)
    parser.add_argument("--store", type=Path, default=DEFAULT_STORE, metavar="DIR", help="default: %(default)s")
    parser.set_defaults(run=run)
    return parser


def _add_password_source(parser: argparse.ArgumentParser, help_: str) -> None:
    parser.add_argument(
        "--password-file",
        type=Path,
        metavar="FILE",
        help=f"file with the password in its first line, - is stdin; {help_}",
    )


def read_password(source: Path | None, who: str) -> str:
    """From a file, from standard input, or typed twice; never from the command line, which others can see."""
    if source is not None:
        text = sys.stdin.readline() if str(source) == "-" else _first_line(source)
        return text.rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Invalid("password", f"there is nobody to ask for the password of {who}: use --password-file")
    password = getpass.getpass(f"Password of {who}: ")
    if getpass.getpass("Once more: ") != password:
        raise Invalid("password", "the two differ; nothing was changed")
    return password


def _first_line(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as lines:
            return lines.readline()
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid("--password-file", f"{path} cannot be read ({type(error).__name__})") from error


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


def run_user_add(arguments: argparse.Namespace) -> int:
    store = open_store(arguments.store)
    leads = {group_id_of(store, name) for name in arguments.leads}
    groups = dict.fromkeys([*(group_id_of(store, name) for name in arguments.group), *leads])
    user_id = add_user(
        store,
        arguments.name,
        read_password(arguments.password_file, arguments.name),
        first_name=arguments.first,
        last_name=arguments.last,
        email=arguments.email,
        groups=[(group_id, group_id in leads) for group_id in groups],
        admin=arguments.admin,
    )
    print(f"User {arguments.name} has id {user_id}.")
    return 0


def run_user_password(arguments: argparse.Namespace) -> int:
    store = open_store(arguments.store)
    user_id = user_id_of(store, arguments.name)
    set_password(store, user_id, read_password(arguments.password_file, arguments.name))
    print(f"The password of {arguments.name} is set.")
    return 0


def run_group_add(arguments: argparse.Namespace) -> int:
    store = open_store(arguments.store)
    group_id = add_group(store, arguments.name, LEVELS[arguments.level], arguments.description)
    print(f"Group {arguments.name} has id {group_id}.")
    return 0


def run_group_member(arguments: argparse.Namespace) -> int:
    store = open_store(arguments.store)
    user_id, group_id = user_id_of(store, arguments.user), group_id_of(store, arguments.group)
    add_member(store, user_id, group_id, is_leader=arguments.leader)
    print(f"{arguments.user} is {'leader' if arguments.leader else 'member'} of {arguments.group}.")
    return 0
