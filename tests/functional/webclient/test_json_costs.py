"""What listings cost: as many statements for many rows as for a few."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, insert
from sqlalchemy.engine import Engine

from omeropyr.api import Kind, ObjectRef
from omeropyr.gateway.embedded.schema import (
    AcquisitionRow,
    DatasetImageRow,
    ImageRow,
    PlateRow,
    ScreenPlateRow,
    WellRow,
)
from omeropyr.testing.lab import Lab, make_lab

MORE = 12

LISTINGS = {
    "api/groups": 1,
    "api/experimenters/{me}": 1,
    "api/containers": 7,
    "api/datasets?id={project}": 1,
    "api/images?id={dataset}&sizeXYZ=true&date=true&thumbVersion=true": 1,
    "api/images?orphaned=true": 1,
    "api/plates?id={screen}": 1,
    "api/plate_acquisitions?id={plate}": 1,
    "api/tags": 1,
    "api/tags?orphaned=true": 1,
    "api/tags?id={tag}&sizeXYZ=true": 11,
    "api/annotations?{images}": 1,
    "api/annotations?{images}&{datasets}&parents=true": 17,
    "api/parent_links?{images}&{datasets}": 2,
    "api/paths_to_object?image={image}": 2,
    "api/shares": 0,
    "marshal_tagging_form_data?jsonmode=tagcount": 3,
    "marshal_tagging_form_data?jsonmode=tags": 3,
    "marshal_tagging_form_data?jsonmode=desc": 1,
    "marshal_tagging_form_data?jsonmode=owners": 1,
    "activities_json": 2,
    "load_chgrp_groups?Image={image_list}": 4,
    "load_chgrp_target/{group}/dataset": 3,
    "listing/dataset/{dataset}": 2,
    "listing/dataset/{dataset}?sort=-rating&tag={tag}&key=a&op=less&value=1": 1,
    "listing/dataset/{dataset}/facets": 2,
    "fileset_check/delete/json?Dataset={dataset}": 4,
}
"""Addresses, and how many statements each takes beside those that find out who asks. One for each listing, and one more
for each that is empty: is it, or is all that it has on its way into the trash?"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with make_lab(tmp_path_factory.mktemp("costs")) as lab:
        yield lab


@contextmanager
def statements() -> Iterator[list[str]]:
    """Those of this thread, but for the begin of transactions."""
    found: list[str] = []
    here = threading.get_ident()

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        if threading.get_ident() == here and not statement.startswith("BEGIN"):
            found.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield found
    event.remove(Engine, "before_cursor_execute", note)


def cost(lab: Lab, address: str) -> int:
    """The less of two: now and then the store also notes that the session is in use."""
    path, _, query = address.partition("?")
    costs = []
    for _ in range(2):
        with statements() as found:
            lab.demo.get(f"/webclient/{path}/?{query}")
        costs.append(len(found))
    return min(costs)


def grow(lab: Lab, tag: int, number: int) -> None:
    """More of everything."""
    store, edit, annotations = lab.store, lab.session.edit, lab.session.annotations
    who = {"owner_id": lab.users["demo"], "group_id": lab.group}
    sizes = {f"size_{axis}": 1 for axis in "xyzct"}
    with store.store.writing() as connection:

        def new(table: Any, **values: Any) -> int:
            made: int = connection.execute(insert(table).values(**values, **who).returning(table.id)).scalar_one()
            return made

        for index in range(number):
            image = new(ImageRow, name=f"i{index}", **sizes)
            new(DatasetImageRow, parent_id=store.dataset_id, child_id=image)
            new(ImageRow, name=f"orphan {index}", **sizes)
            plate = new(PlateRow, name=f"p{index}")
            new(ScreenPlateRow, parent_id=store.screen_id, child_id=plate)
            new(AcquisitionRow, name="", plate_id=store.plate_id)
            new(WellRow, plate_id=plate, row=0, column=index)
    project = ObjectRef(Kind.PROJECT, store.project_id)
    tagset = annotations.create_tagset(f"set {number}", group_id=lab.group)
    for index in range(number):
        dataset = ObjectRef(Kind.DATASET, edit.create(Kind.DATASET, f"d{index}", parent=project))
        others = [ObjectRef(kind, edit.create(kind, "x")) for kind in (Kind.PROJECT, Kind.SCREEN)]
        annotations.link(tag, [dataset, *others])
        annotations.create_tag(f"t{index}", group_id=lab.group, tagset_id=tagset, targets=[dataset])
        doomed = ObjectRef(Kind.PROJECT, edit.create(Kind.PROJECT, "doomed"))
        lab.session.jobs.wait(edit.delete([doomed]).id, 30)
    annotations.link(tag, [ObjectRef(Kind.IMAGE, image.id) for image in lab.session.browse.images().items])
    annotations.link(tag, [ObjectRef(Kind.WELL, well.id) for well in lab.session.browse.wells().items])


def values(lab: Lab, tag: int) -> dict[str, Any]:
    """What stands in the addresses; lists hold all there is."""
    images = [image.id for image in lab.session.browse.images(dataset_id=lab.store.dataset_id).items]
    datasets = [dataset.id for dataset in lab.session.browse.datasets().items]
    return {
        "me": lab.users["demo"],
        "group": lab.group,
        "project": lab.store.project_id,
        "dataset": lab.store.dataset_id,
        "screen": lab.store.screen_id,
        "plate": lab.store.plate_id,
        "tag": tag,
        "image": lab.store.image_ids[0],
        "images": "&".join(f"image={number}" for number in images),
        "datasets": "&".join(f"dataset={number}" for number in datasets),
        "image_list": ",".join(map(str, images)),
    }


def test_statements_do_not_grow_with_the_rows(lab: Lab) -> None:
    tag = lab.session.annotations.create_tag("everywhere", group_id=lab.group)
    grow(lab, tag, 2)
    few = values(lab, tag)
    who_asks = cost(lab, "api/experimenters/-1")
    before = {address: cost(lab, address.format(**few)) - who_asks for address in LISTINGS}
    grow(lab, tag, MORE)
    many = values(lab, tag)
    after = {address: cost(lab, address.format(**many)) - who_asks for address in LISTINGS}
    assert after == before
    assert {address: number for address, number in after.items() if number > LISTINGS[address]} == {}
