"""`omeropyr store check | backup | restore | gc | migrate | reindex`: a whole store, from the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from omeropyr.cli.sizes import size_text
from omeropyr.gateway.embedded.derived import rebuild
from omeropyr.gateway.embedded.maintenance.backup import backup
from omeropyr.gateway.embedded.maintenance.check import check
from omeropyr.gateway.embedded.maintenance.collect import THUMBNAIL_BYTES, collect
from omeropyr.gateway.embedded.maintenance.findings import Severity
from omeropyr.gateway.embedded.maintenance.restore import restore
from omeropyr.gateway.embedded.maintenance.versions import migrate
from omeropyr.gateway.embedded.store import Store

GIGABYTE = 2**30
Action = Callable[..., argparse.ArgumentParser]


def add_actions(actions: Any, action: Action) -> None:
    """`action(actions, name, run, help)` makes the parser of one action."""
    checking = action(actions, "check", run_check, "look for damage; exit code 1 if there are errors")
    checking.add_argument("--contents", action="store_true", help="read every kept file and compare its checksum")
    saving = action(actions, "backup", run_backup, "copy the store, which may be in use, into a new folder")
    saving.add_argument("folder", type=Path)
    saving.add_argument("--previous", type=Path, metavar="BACKUP", help="link what is unchanged since this backup")
    restoring = action(actions, "restore", run_restore, "make a store from a backup; --store names the new folder")
    restoring.add_argument("backup", type=Path)
    restoring.add_argument("--url", help="empty PostgreSQL database, for the backup of one")
    clearing = action(actions, "gc", run_gc, "remove what nobody can reach any more; the store may be in use")
    clearing.add_argument("--dry-run", action="store_true", help="only say what would be removed")
    clearing.add_argument(
        "--thumbnails", type=float, metavar="GB", default=THUMBNAIL_BYTES / GIGABYTE, help="default: %(default)g"
    )
    action(actions, "reindex", run_reindex, "make listings and the search index anew; they are kept by themselves")
    migrating = action(actions, "migrate", run_migrate, "bring the database up to this version of omeropyr")
    migrating.add_argument("--dry-run", action="store_true", help="only say which versions there are")


def run_check(arguments: argparse.Namespace) -> int:
    errors = 0
    with closing(Store.open(arguments.store)) as store:
        for finding in check(store, contents=arguments.contents):
            print(finding)
            errors += finding.severity is Severity.ERROR
        print(f"{errors} errors." if errors else f"The store in {store.path} is sound.")
    return 1 if errors else 0


def run_backup(arguments: argparse.Namespace) -> int:
    with closing(Store.open(arguments.store)) as store:
        made = backup(store, arguments.folder, previous=arguments.previous)
    print(f"{arguments.folder} holds the database and {made.files} files, {size_text(made.bytes)}.")
    outside = len((arguments.folder / "in-place.txt").read_text(encoding="utf-8").splitlines())
    if outside:
        print(f"{outside} files stay where they were registered; in-place.txt lists them.")
    return 0


def run_restore(arguments: argparse.Namespace) -> int:
    with closing(restore(arguments.backup, arguments.store, url=arguments.url)) as store:
        print(f"The image store is in {store.path}.")
    return 0


def run_gc(arguments: argparse.Namespace) -> int:
    limit = int(arguments.thumbnails * GIGABYTE)
    verb = "would be removed" if arguments.dry_run else "removed"
    with closing(Store.open(arguments.store)) as store:
        for removed in collect(store, dry_run=arguments.dry_run, thumbnail_bytes=limit):
            print(f"{removed.count} {removed.what} {verb}, {size_text(removed.bytes)}.")
    return 0


def run_reindex(arguments: argparse.Namespace) -> int:
    with closing(Store.open(arguments.store)) as store, store.writing() as connection:
        rebuild(connection)
    print("Listings and the search index were made anew.")
    return 0


def run_migrate(arguments: argparse.Namespace) -> int:
    done = migrate(arguments.store, dry_run=arguments.dry_run)
    if done.before == done.after:
        print(f"The database has version {done.after}, which is this program's.")
    elif arguments.dry_run:
        print(f"The database has version {done.before}; it would be brought to {done.after}.")
    else:
        kept = f" The database as it was is kept in {done.kept}." if done.kept else ""
        print(f"The database was brought from version {done.before} to {done.after}.{kept}")
    return 0
