"""`omeropyr store user list | add | edit | password | deactivate | activate`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from omeropyr.cli.listing import print_rows
from omeropyr.cli.passwords import add_password_source, read_password
from omeropyr.gateway.embedded.people.accounts import (
    account_called,
    accounts_of,
    add_account,
    edit_account,
    group_id_of,
    set_password,
    user_id_of,
)
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.model import Account, AccountForm, Privilege

Action = Callable[..., argparse.ArgumentParser]
HEADER = (
    "id",
    "user_name",
    "first_name",
    "middle_name",
    "last_name",
    "email",
    "institution",
    "active",
    "role",
    "groups",
    "leads",
    "last_login",
)
ROLES = {True: "administrator", False: "restricted administrator"}


def add_actions(actions: Any, action: Action) -> None:
    """`action(actions, name, run, help)` makes the parser of one action."""
    listing = action(actions, "list", run_list, "list users")
    listing.add_argument("text", nargs="?", default="", help="only those with these words in names or address")
    listing.add_argument("--csv", action="store_true", help="for spreadsheets and scripts")
    adding = action(actions, "add", run_add, "add a user")
    _add_profile(adding, required=True)
    add_password_source(adding, "asked for if it is not given")
    editing = action(actions, "edit", run_edit, "change a user; what is not named stays as it is")
    editing.add_argument("--rename", metavar="NAME", help="another name to sign in with")
    _add_profile(editing, required=False)
    setting = action(actions, "password", run_password, "set a user's password")
    setting.add_argument("name")
    add_password_source(setting, "asked for if it is not given")
    for name, is_active, help_ in (
        ("deactivate", False, "let a user sign in no more; their data stay"),
        ("activate", True, "let a user sign in again"),
    ):
        switching = action(actions, name, run_switch, help_)
        switching.add_argument("name")
        switching.set_defaults(is_active=is_active)


def _add_profile(parser: argparse.ArgumentParser, *, required: bool) -> None:
    parser.add_argument("name", help="what is typed to sign in")
    parser.add_argument("--first", required=required, metavar="NAME", help="first name")
    parser.add_argument("--last", required=required, metavar="NAME", help="last name")
    parser.add_argument("--middle", metavar="NAME", help="middle name")
    parser.add_argument("--email", help='"" takes it away')
    parser.add_argument("--institution")
    every = "" if required else "; all that the user is in"
    parser.add_argument(
        "--group", action="append", required=required, metavar="NAME", help=f"may be repeated, home first{every}"
    )
    parser.add_argument("--leads", action="append", default=[], metavar="NAME", help="group that the user also leads")
    role = parser.add_mutually_exclusive_group()
    role.add_argument("--admin", action="store_true", default=None, help="make the user an administrator")
    role.add_argument("--no-admin", action="store_false", dest="admin", help="take the role away")
    parser.add_argument(
        "--privilege",
        action="append",
        choices=[str(one) for one in Privilege],
        metavar="NAME",
        help="restrict an administrator to these; may be repeated: " + ", ".join(Privilege),
    )


def _form(store: Store, arguments: argparse.Namespace) -> AccountForm:
    groups = _groups(store, arguments)
    asked = None if arguments.privilege is None else frozenset(Privilege(one) for one in arguments.privilege)
    return AccountForm(
        first_name=arguments.first,
        middle_name=arguments.middle,
        last_name=arguments.last,
        email=arguments.email,
        institution=arguments.institution,
        is_admin=True if asked else arguments.admin,
        groups=groups,
        default_group_id=groups[0][0] if groups else None,
        privileges=asked,
    )


def _groups(store: Store, arguments: argparse.Namespace) -> tuple[tuple[int, bool], ...] | None:
    """In the order given; None if none is named."""
    leads = {group_id_of(store, name) for name in arguments.leads}
    named = dict.fromkeys([*(group_id_of(store, name) for name in arguments.group or ()), *leads])
    return tuple((group_id, group_id in leads) for group_id in named) or None


def run_list(arguments: argparse.Namespace) -> int:
    rows = [_row(account) for account in accounts_of(Store.open(arguments.store), arguments.text)]
    print_rows(HEADER, rows, as_csv=arguments.csv)
    return 0


def _row(account: Account) -> tuple[object, ...]:
    person, groups = account.person, account.memberships
    return (
        person.id,
        person.ome_name,
        person.first_name,
        person.middle_name,
        person.last_name,
        person.email,
        person.institution,
        "yes" if account.is_active else "no",
        ROLES[Privilege.READ_SESSION in account.privileges] if person.is_admin else "user",
        ";".join(one.group.name for one in groups),
        ";".join(one.group.name for one in groups if one.is_leader),
        account.last_login_at and account.last_login_at.isoformat(timespec="seconds"),
    )


def run_add(arguments: argparse.Namespace) -> int:
    store = Store.open(arguments.store)
    form = _form(store, arguments)
    password = read_password(arguments.password_file, arguments.name)
    user_id = add_account(store, replace(form, ome_name=arguments.name, password=password))
    print(f"User {arguments.name} has id {user_id}.")
    return 0


def run_edit(arguments: argparse.Namespace) -> int:
    store = Store.open(arguments.store)
    form = replace(_form(store, arguments), ome_name=arguments.rename)
    edit_account(store, user_id_of(store, arguments.name), form)
    print_rows(HEADER, [_row(account_called(store, arguments.rename or arguments.name))], as_csv=False)
    return 0


def run_password(arguments: argparse.Namespace) -> int:
    store = Store.open(arguments.store)
    user_id = user_id_of(store, arguments.name)
    set_password(store, user_id, read_password(arguments.password_file, arguments.name))
    print(f"The password of {arguments.name} is set.")
    return 0


def run_switch(arguments: argparse.Namespace) -> int:
    store = Store.open(arguments.store)
    edit_account(store, user_id_of(store, arguments.name), AccountForm(is_active=arguments.is_active))
    print(f"{arguments.name} may {'sign in' if arguments.is_active else 'sign in no more; their data stay'}.")
    return 0
