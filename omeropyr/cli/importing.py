"""`omeropyr import PATH...`: bring images into the embedded store."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from omeropyr.cli.progress import Lines
from omeropyr.cli.store import DEFAULT_STORE, open_store
from omeropyr.errors import Invalid, NotFound
from omeropyr.gateway.embedded.importing.importer import Importer
from omeropyr.gateway.embedded.importing.report import Report, Status, as_json, summary, write_report
from omeropyr.gateway.embedded.people.accounts import default_group_of, group_id_of, is_member_of, user_id_of
from omeropyr.gateway.embedded.store import Store


def add_commands(commands: Any) -> None:
    parser = commands.add_parser(
        "import",
        help="import images into the embedded store",
        description="Register images where they are, or copy them into the store. May be stopped and run again.",
    )
    parser.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="a file, a folder, a glob in quotes ('plate/**/*.tif'), or the address of an OME-Zarr (https://, s3://)",
    )
    parser.add_argument("--project", metavar="NAME", help="project (of plates: screen) to import into; made if missing")
    parser.add_argument("--dataset", metavar="NAME", help="dataset to import into; default: named after each folder")
    parser.add_argument("--pattern", help="how file names tell channels, z, t, wells; see the documentation of import")
    parser.add_argument("--copy", action="store_true", help="copy the files into the store and check the copies")
    parser.add_argument("--store", type=Path, default=DEFAULT_STORE, metavar="DIR", help="default: %(default)s")
    parser.add_argument("--user", default="root", metavar="NAME", help="who will own the images; default: %(default)s")
    parser.add_argument("--group", metavar="NAME", help="group to import into; default: the user's own")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be imported, and where to")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write a report: JSON for *.json, else text")
    parser.add_argument("--json", action="store_true", help="one JSON object at the end instead of lines")
    parser.set_defaults(run=run_import)


def run_import(arguments: argparse.Namespace) -> int:
    """Exit code 1 if any file was refused."""
    store = open_store(arguments.store)
    try:
        report = _imported(store, arguments)
    finally:
        store.close()
    if arguments.report is not None:
        _write(report, arguments.report)
    print(json.dumps(as_json(report), indent=2) if arguments.json else summary(report))
    return 1 if report.failed else 0


def _imported(store: Store, arguments: argparse.Namespace) -> Report:
    owner_id, group_id = _owner(store, arguments.user, arguments.group)
    importer = Importer(store, owner_id=owner_id, group_id=group_id)
    with Lines(() if arguments.json else tuple(Status)) as lines:
        return importer.import_paths(
            arguments.paths,
            project=arguments.project,
            dataset=arguments.dataset,
            pattern=arguments.pattern,
            managed=arguments.copy,
            dry_run=arguments.dry_run,
            progress=lines.show,
        )


def _write(report: Report, path: Path) -> None:
    try:
        write_report(report, path)
    except OSError as error:
        raise Invalid("--report", f"{path} cannot be written ({error.strerror}); the import itself is done") from error


def _owner(store: Store, user: str, group: str | None) -> tuple[int, int]:
    """Ids of user and group. Raises NotFound, also for a group that the user is not in."""
    user_id = user_id_of(store, user)
    if group is None:
        return user_id, default_group_of(store, user_id)
    group_id = group_id_of(store, group)
    if not is_member_of(store, user_id, group_id):
        raise NotFound(f"member {user} of the group", group)
    return user_id, group_id
