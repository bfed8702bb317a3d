"""The grid of a plate."""

from __future__ import annotations

from sqlalchemy import Connection, select

from omeropyr.gateway.embedded import listings, rows
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Sight, Viewer
from omeropyr.gateway.embedded.schema import ImageRow, WellRow, WellSampleRow
from omeropyr.gateway.embedded.statements import AnyRow, AnySelect
from omeropyr.gateway.model import Kind, PlateGrid, WellField


def plate_grid(connection: Connection, viewer: Viewer, plate_id: int) -> PlateGrid:
    """Raises NotFound. Two statements, whatever the number of wells."""
    plate, rows_and_columns = listings.plates(viewer).one(
        connection,
        Kind.PLATE,
        plate_id,
        lambda row: (rows.plate(row, viewer), (row._mapping["rows"], row._mapping["columns"])),
    )
    found = connection.execute(well_fields(viewer).where(among(WellRow.plate_id, [plate_id])))
    wells = [well_field(row) for row in found]
    return PlateGrid(
        plate=plate,
        rows=max([rows_and_columns[0], *(well.row + 1 for well in wells)]),
        columns=max([rows_and_columns[1], *(well.column + 1 for well in wells)]),
        fields=max([0, *(well.field + 1 for well in wells)]),
        wells=wells,
    )


def well_fields(viewer: Viewer) -> AnySelect:
    """Readable images in wells, in the order of the plate."""
    found = (
        select(
            WellSampleRow.well_id,
            WellRow.row.label("well_row"),
            WellRow.column.label("well_column"),
            WellSampleRow.field,
            ImageRow.id,
            ImageRow.name,
        )
        .select_from(WellSampleRow)
        .join(WellRow, WellRow.id == WellSampleRow.well_id)
        .join(ImageRow, ImageRow.id == WellSampleRow.image_id)
        .order_by(WellRow.row, WellRow.column, WellSampleRow.field)
    )
    return Sight(viewer, ImageRow).restrict(found)


def well_field(row: AnyRow) -> WellField:
    return WellField(
        well_id=row.well_id,
        row=row.well_row,
        column=row.well_column,
        field=row.field,
        image_id=row.id,
        image_name=row.name,
    )
