"""`omeropyr store group list | add | edit | member | level`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from omeropyr.cli.listing import print_rows
from omeropyr.errors import Conflict
from omeropyr.gateway.embedded.people.accounts import (
    add_group,
    add_member,
    change_level,
    edit_group,
    group_id_of,
    groups_of,
    planned_level,
    remove_member,
    user_id_of,
)
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.model import GroupForm, PermissionLevel

Action = Callable[..., argparse.ArgumentParser]
LEVELS = {
    "private": PermissionLevel.PRIVATE,
    "read-only": PermissionLevel.READ_ONLY,
    "read-annotate": PermissionLevel.READ_ANNOTATE,
    "read-write": PermissionLevel.READ_WRITE,
}
NAMES = {level: name for name, level in LEVELS.items()}
HEADER = ("id", "name", "level", "permissions", "members", "leaders", "description")


def add_actions(actions: Any, action: Action) -> None:
    """`action(actions, name, run, help)` makes the parser of one action."""
    listing = action(actions, "list", run_list, "list groups with their members")
    listing.add_argument("--csv", action="store_true", help="for spreadsheets and scripts")
    adding = action(actions, "add", run_add, "add a group")
    adding.add_argument("name")
    adding.add_argument("--level", choices=LEVELS, default="private", help="who sees whose data; default: %(default)s")
    adding.add_argument("--description", default="")
    editing = action(actions, "edit", run_edit, "rename or describe a group")
    editing.add_argument("group")
    editing.add_argument("--name")
    editing.add_argument("--description")
    member = action(actions, "member", run_member, "make a user a member of a group")
    member.add_argument("group")
    member.add_argument("user")
    how = member.add_mutually_exclusive_group()
    how.add_argument("--leader", action="store_true", help="who may manage the data of the other members")
    how.add_argument("--remove", action="store_true", help="take the user out; their data stay in the group")
    level = action(actions, "level", run_level, "change who sees and changes whose data in a group")
    level.add_argument("group")
    level.add_argument("level", choices=LEVELS)
    level.add_argument("--dry-run", action="store_true", help="only say what it would mean")


def run_list(arguments: argparse.Namespace) -> int:
    rows = [
        (group.id, group.name, NAMES[group.level], str(group.level), members, leaders, group.description)
        for group, members, leaders in groups_of(Store.open(arguments.store))
    ]
    print_rows(HEADER, rows, as_csv=arguments.csv)
    return 0


def run_add(arguments: argparse.Namespace) -> int:
    store = Store.open(arguments.store)
    group_id = add_group(store, arguments.name, LEVELS[arguments.level], arguments.description)
    print(f"Group {arguments.name} has id {group_id}.")
    return 0


def run_edit(arguments: argparse.Namespace) -> int:
    store = Store.open(arguments.store)
    form = GroupForm(name=arguments.name, description=arguments.description)
    edit_group(store, group_id_of(store, arguments.group), form)
    print(f"Group {arguments.name or arguments.group} is changed.")
    return 0


def run_member(arguments: argparse.Namespace) -> int:
    store = Store.open(arguments.store)
    user_id, group_id = user_id_of(store, arguments.user), group_id_of(store, arguments.group)
    if arguments.remove:
        remove_member(store, user_id, group_id)
        print(f"{arguments.user} is not in {arguments.group} any more.")
        return 0
    add_member(store, user_id, group_id, is_leader=arguments.leader)
    print(f"{arguments.user} is {'leader' if arguments.leader else 'member'} of {arguments.group}.")
    return 0


def run_level(arguments: argparse.Namespace) -> int:
    store, level = Store.open(arguments.store), LEVELS[arguments.level]
    group_id = group_id_of(store, arguments.group)
    plan = planned_level(store, group_id, level)
    for sentence in (*plan.gains, *plan.losses):
        print(sentence)
    print(f"{plan.links_cut} links between data of different people {'would be' if arguments.dry_run else 'are'} cut.")
    if plan.refusals:
        raise Conflict(" ".join(plan.refusals))
    if not arguments.dry_run:
        change_level(store, group_id, level)
        print(f"Group {arguments.group} is {arguments.level}.")
    return 0
