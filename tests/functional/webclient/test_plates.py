"""Plates and runs in the centre: how much is drawn, fields of wells, and numbers for heat maps."""

from __future__ import annotations

import numpy as np
import pytest

from omeropyr.api import Column, ColumnType, Kind, ObjectRef
from omeropyr.testing.app import make_app
from omeropyr.testing.lab import Lab


@pytest.mark.parametrize(("layout", "columns"), [("expand", 12), ("trim", 2), ("shrink", 2)])
def test_how_much_of_a_plate_is_drawn(lab: Lab, layout: str, columns: int) -> None:
    site = make_app(lab.store, session__dir=lab.store.files[0].parent / layout, plate_layout=layout)
    site.sign_in("demo", "demo")
    page = site.get(f"/webclient/load_plate/plate/{lab.store.plate_id}/")
    assert page.text.count('<th scope="col">') == columns
    page.mustcontain('data-label="A1"', 'data-label="B2"')


def test_fields_of_wells(lab: Lab) -> None:
    wells = lab.session.browse.plate(lab.store.plate_id).wells
    answer = lab.demo.get(f"/webclient/well_fields/plate/{lab.store.plate_id}/?well={wells[0].well_id}").json
    assert [(field["label"], field["field"], field["image"]) for field in answer] == [("A1", 0, wells[0].image_id)]


def test_numbers_of_wells(lab: Lab) -> None:
    session, plate = lab.session, lab.store.plate_id
    first, second = session.browse.plate(plate).wells
    session.annotations.edit_pairs([ObjectRef(Kind.WELL, first.well_id)], [("dose", "5 µM"), ("line", "HeLa")])
    columns = [Column("Well", ColumnType.STRING, size=8), Column("count", ColumnType.DOUBLE)]
    rows = [np.array(["A01", "b2", "B2"], dtype=object), np.array([1.0, 2.0, 4.0])]
    table = session.tables.create("counts", columns, rows, group_id=lab.group)
    file = session.files.get(table.file_id)
    session.annotations.create(Kind.FILE, file, [ObjectRef(Kind.PLATE, plate)])
    address = f"/webclient/well_values/{plate}/"
    offered = lab.demo.get(address).json["values"]
    assert [(value["id"], value["label"]) for value in offered] == [
        ("key:dose", "dose"),
        (f"table:{table.file_id}:1", "count"),
    ]
    assert lab.demo.get(f"{address}?of=key:dose").json == {"wells": {str(first.well_id): 5.0}}
    counts = lab.demo.get(f"{address}?of=table:{table.file_id}:1").json["wells"]
    assert counts == {str(first.well_id): 1.0, str(second.well_id): 3.0}
    lab.demo.get(f"{address}?of=colour", headers={"Accept": "application/json"}, status=400)
    lab.demo.get(f"{address}?of=table:99999:1", headers={"Accept": "application/json"}, status=404)
