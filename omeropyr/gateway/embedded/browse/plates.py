"""The grid of a plate."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from omeropyr.errors import NotFound
from omeropyr.gateway.embedded import rows
from omeropyr.gateway.embedded.browse.listings import tagged
from omeropyr.gateway.embedded.levels import one_of
from omeropyr.gateway.embedded.query import ListingQuery, in_scope, is_id
from omeropyr.gateway.embedded.rights import Sight, Viewer
from omeropyr.gateway.embedded.schema import ImageRow, PlateRow, WellRow, WellSampleRow
from omeropyr.gateway.embedded.statements import AnyRow, AnySelect
from omeropyr.gateway.model import Kind, Listing, Page, Plate, PlateGrid, Scope, Well, WellField

MICROMETRE = "µm"


def plate_grid(connection: Connection, viewer: Viewer, plate_id: int, run_id: int | None = None) -> PlateGrid:
    """Raises NotFound for the plate, and for a run that is none of this plate's. Two or three statements."""
    size, plate = _plate(connection, viewer, plate_id)
    found = well_fields(viewer).where(WellRow.plate_id == plate_id)
    if run_id is not None:
        if one_of(connection, viewer, Kind.ACQUISITION, run_id).plate_id != plate_id:
            raise NotFound(Kind.ACQUISITION, run_id)
        found = found.where(WellSampleRow.acquisition_id == run_id)
    wells = [well_field(row) for row in connection.execute(found)]
    return PlateGrid(
        plate=plate,
        rows=max([size[0], *(well.row + 1 for well in wells)]),
        columns=max([size[1], *(well.column + 1 for well in wells)]),
        fields=max([0, *(well.field + 1 for well in wells)]),
        wells=wells,
    )


def _plate(connection: Connection, viewer: Viewer, plate_id: int) -> tuple[tuple[int, int], Plate]:
    """Its rows and columns, and the plate. Raises NotFound."""
    plate: Plate = one_of(connection, viewer, Kind.PLATE, plate_id)
    size = connection.execute(select(PlateRow.rows, PlateRow.columns).where(PlateRow.id == plate_id)).one()
    return (size[0], size[1]), plate


def fields_of_well(connection: Connection, viewer: Viewer, well_id: int) -> Sequence[WellField]:
    """Raises NotFound."""
    if is_id(well_id):
        known = Sight(viewer, WellRow).restrict(select(WellRow.id)).where(WellRow.id == well_id)
        if connection.execute(known).one_or_none() is not None:
            found = connection.execute(well_fields(viewer).where(WellRow.id == well_id))
            return [well_field(row) for row in found]
    raise NotFound(Kind.WELL, well_id)


def wells_where(connection: Connection, viewer: Viewer, scope: Scope, tag_id: int | None, page: Page) -> Listing[Well]:
    """Wells with a tag, or all, by id; one statement."""

    def with_plate(statement: AnySelect) -> AnySelect:
        plate = statement.join(PlateRow, PlateRow.id == WellRow.plate_id)
        return plate.add_columns(PlateRow.name.label("plate_name"))

    where = [*in_scope(WellRow, scope), *tagged(viewer, WellRow, Kind.WELL, tag_id)]
    query = ListingQuery(viewer, WellRow, where=where, order=(WellRow.id,), join=with_plate)
    return query.fetch(connection, page, lambda row: _well(row, viewer))


def _well(row: AnyRow, viewer: Viewer) -> Well:
    return Well(
        id=row.id,
        plate_id=row.plate_id,
        plate_name=row.plate_name,
        row=row.row,
        column=row.column,
        owner_id=row.owner_id,
        group_id=row.group_id,
        rights=rows.rights_of(row, viewer),
    )


def well_fields(viewer: Viewer) -> AnySelect:
    """Readable images in wells, in the order of the plate."""
    found = (
        select(
            WellSampleRow.well_id,
            WellRow.row.label("well_row"),
            WellRow.column.label("well_column"),
            WellSampleRow.field,
            WellSampleRow.acquisition_id,
            WellSampleRow.position_x,
            WellSampleRow.position_y,
            WellSampleRow.position_unit,
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
    known = row.position_unit == MICROMETRE
    return WellField(
        well_id=row.well_id,
        row=row.well_row,
        column=row.well_column,
        field=row.field,
        image_id=row.id,
        image_name=row.name,
        acquisition_id=row.acquisition_id,
        x_um=row.position_x if known else None,
        y_um=row.position_y if known else None,
        x_frame=None if known else row.position_x,
        y_frame=None if known else row.position_y,
    )
