"""The job `import`: what the command does, in the background and with the rights of whoever asked for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from omeropyr.errors import Forbidden, Invalid
from omeropyr.gateway.embedded.importing.destinations import Wish
from omeropyr.gateway.embedded.importing.importer import Importer
from omeropyr.gateway.embedded.importing.report import Outcome, Report, Status, as_json, line_of
from omeropyr.gateway.embedded.importing.uploads import discard_upload, upload_folder
from omeropyr.gateway.embedded.jobs.context import JobContext
from omeropyr.gateway.embedded.rights import Act, Viewer
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.embedded.targets import require_group, require_targets
from omeropyr.gateway.model import Kind, ObjectRef, Privilege
from omeropyr.imaging.address import Address, is_address

KIND = "import"
MOST_OUTCOMES = 1000
"""So many outcomes are kept in the result of a job beside those that were refused."""
TARGETS = {Kind.DATASET: "dataset_id", Kind.SCREEN: "screen_id", Kind.PROJECT: "project_id"}


def run_import(context: JobContext, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Parameters: `sources`, and what `port.Importing.start` takes beside. Result: the report, see `report.as_json`.

    May be begun again after it was killed: what is imported already is then said to be there.
    """
    viewer, store = context.access.viewer, context.store
    places = allowed_places(store, viewer, parameters["sources"])
    wish = replace(wish_of(parameters), within=places)
    with context.access.reading() as connection:
        group_id = int(parameters["group_id"])
        if parameters.get("target"):
            (found,) = require_targets(connection, viewer, [target_of(parameters)])
            group_id = found.require(Act.LINK).group_id
        require_group(connection, viewer, group_id)
    importer = Importer(store, owner_id=viewer.user_id, group_id=group_id)

    def tell(done: int, total: int, outcome: Outcome | None) -> None:
        context.check()
        context.progress(done, total, "" if outcome is None else Path(str(outcome.path)).name)
        if outcome is not None and outcome.status is Status.REFUSED:
            context.log(line_of(outcome))

    report = importer.import_as_wished(parameters["sources"], wish, pattern=parameters.get("pattern"), progress=tell)
    _clear_up(store, viewer, report)
    return _result(report)


def wish_of(parameters: Mapping[str, Any]) -> Wish:
    wish = Wish(parameters.get("project"), parameters.get("dataset"), bool(parameters.get("copy")))
    if not parameters.get("target"):
        return wish
    target = target_of(parameters)
    if target.kind not in TARGETS:
        raise Invalid("target", "must be a dataset, a project or a screen")
    ids: dict[str, Any] = {TARGETS[target.kind]: target.id}
    return replace(wish, **ids)


def target_of(parameters: Mapping[str, Any]) -> ObjectRef:
    kind, number = parameters["target"]
    return ObjectRef(Kind(kind), int(number))


def allowed_places(store: Store, viewer: Viewer, sources: Sequence[str]) -> tuple[Path, ...]:
    """The folders that the user may import from; each of `sources` must lie below one. Raises Forbidden, Invalid.

    Administrators who may write files import from the folders and addresses that the store allows, everybody from
    their own upload folder.
    """
    own = upload_folder(store, viewer.user_id)
    if not viewer.holds(Privilege.WRITE_FILE):
        _require_below(sources, (own,), ())
        return (own,)
    places = (*store.roots, own)
    _require_below(sources, places, store.addresses)
    return places


def _require_below(sources: Sequence[str], places: Sequence[Path], addresses: Sequence[Address]) -> None:
    for source in sources:
        if is_address(source):
            if not Address.of(source).is_below(addresses):
                raise Forbidden(f"You may not import from {Address.of(source)}.")
        elif ".." in Path(source).parts or not any(_is_below(Path(source), place) for place in places):
            raise Forbidden(f"You may not import from {source}.")


def _is_below(path: Path, place: Path) -> bool:
    """By its name, and with its links followed; what a glob or a folder leads to is asked again, file by file."""
    return path.is_absolute() and all(one.is_relative_to(place) for one in (path, path.resolve()))


def _clear_up(store: Store, viewer: Viewer, report: Report) -> None:
    """Uploads that the store has copied are no longer needed."""
    for outcome in (*report.imported, *report.present):
        for file in outcome.files:
            if isinstance(file, Path):
                discard_upload(store, viewer.user_id, file)


def _result(report: Report) -> Mapping[str, Any]:
    """Of very long reports the refusals, and the first of the others."""
    refused = report.refused
    others = [outcome for outcome in report.outcomes if outcome.status is not Status.REFUSED][:MOST_OUTCOMES]
    return {**as_json(report), "outcomes": as_json(Report([*refused, *others]))["outcomes"]}
