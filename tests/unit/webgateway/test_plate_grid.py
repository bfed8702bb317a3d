"""Which wells of a plate are shown where."""

from __future__ import annotations

import pytest

from omeropyr.api import Plate, PlateGrid, Rights, WellField
from omeropyr.plugins.webgateway.plate_grid import Extent, extent, fields_shown, grid_json, labels


def field(row: int, column: int, number: int = 0, run: int | None = None) -> WellField:
    image = 100 * row + 10 * column + number
    return WellField(well_id=1, row=row, column=column, field=number, image_id=image, image_name="", acquisition_id=run)


@pytest.mark.parametrize(
    ("wells", "layout", "rows", "columns"),
    [
        ([], "expand", range(8), range(12)),
        ([], "trim", range(0), range(0)),
        ([], "shrink", range(0), range(0)),
        ([(1, 2), (3, 5)], "trim", range(4), range(6)),
        ([(1, 2), (3, 5)], "shrink", range(1, 4), range(2, 6)),
        ([(7, 11)], "expand", range(8), range(12)),
        ([(8, 0)], "expand", range(16), range(24)),
        ([(0, 12)], "expand", range(16), range(24)),
        ([(31, 47)], "expand", range(32), range(48)),
        ([(0, 48)], "expand", range(64), range(96)),
    ],
)
def test_extent(wells: list[tuple[int, int]], layout: str, rows: range, columns: range) -> None:
    assert extent([field(*place) for place in wells], layout) == Extent(rows, columns)


def test_fields_are_counted_in_the_well_or_in_its_run() -> None:
    wells = [field(0, 0, 0, 7), field(0, 0, 1, 8), field(0, 0, 2, 8), field(0, 1, 0, 8)]

    def images(number: int, run: int | None) -> dict[tuple[int, int], int]:
        return {place: well.image_id for place, well in fields_shown(wells, number, run).items()}

    assert images(0, None) == {(0, 0): 0, (0, 1): 10}
    assert images(1, None) == {(0, 0): 1}
    assert images(0, 8) == {(0, 0): 1, (0, 1): 10}
    assert images(1, 8) == {(0, 0): 2}
    assert images(0, 9) == images(10**17, 8) == {}


def test_rows_and_columns_are_called_as_the_plate_says() -> None:
    assert labels([0, 25, 26, 701, 702], letters=True) == ["A", "Z", "AA", "ZZ", "AAA"]
    plate = Plate(id=1, name="", owner_id=1, group_id=1, rights=Rights())
    grid = PlateGrid(
        plate=plate, rows=1, columns=1, fields=1, wells=(), rows_are_letters=False, columns_are_letters=True
    )
    found = grid_json(grid, Extent(range(1, 3), range(2, 4)), {(2, 3): {"id": 5}})
    assert found == {"grid": [[None, None], [None, {"id": 5}]], "collabels": ["C", "D"], "rowlabels": [2, 3]}
