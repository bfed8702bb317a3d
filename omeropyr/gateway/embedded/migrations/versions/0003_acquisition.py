"""How images were taken, when runs were and where fields lie, and marks by which original files are known again."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from omeropyr.errors import NotSupported

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DEVICE = ("model", "manufacturer", "serial_number", "lot_number")


def upgrade() -> None:
    _extend_plates()
    _mark_contents()
    _make_instrument()
    _make_objective()
    _make_detector()
    _make_light_source()
    _make_filter()
    _make_image_settings()
    _make_channel_settings()
    _make_planes()
    _make_original_metadata()


def downgrade() -> None:
    raise NotSupported("A store cannot be taken back to an older version; restore a backup instead.")


def _word(name: str, *, nullable: bool = True) -> Any:
    return sa.Column(name, sa.String(255), nullable=nullable)


def _number(name: str, kind: Any = sa.Double, *, nullable: bool = True) -> Any:
    return sa.Column(name, kind, nullable=nullable)


def _quantities(*names: str) -> list[Any]:
    return [
        column for name in names for column in (_number(name), sa.Column(f"{name}_unit", sa.String(32), nullable=True))
    ]


def _foreign(
    table: str, column: str, target: str, *, nullable: bool = False, ondelete: str = "CASCADE", key: str = "id"
) -> list[Any]:
    return [
        sa.Column(column, sa.Integer, nullable=nullable),
        sa.ForeignKeyConstraint([column], [f"{target}.{key}"], name=f"fk_{table}_{column}", ondelete=ondelete),
    ]


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _numbered(table: str, *columns: Any) -> None:
    identity = sa.Column("id", sa.Integer, sa.Identity(start=1), nullable=False)
    key = sa.PrimaryKeyConstraint("id", name=f"pk_{table}")
    op.create_table(table, identity, key, *columns, sqlite_autoincrement=True)


def _part(table: str, *columns: Any) -> None:
    _numbered(
        table,
        *[_word(name) for name in DEVICE],
        *_foreign(table, "instrument_id", "instrument"),
        sa.Column("listed", sa.Boolean, nullable=False),
        *columns,
    )
    _index(table, "instrument_id")


def _extend_plates() -> None:
    for name in ("started_at", "ended_at"):
        op.add_column("plate_acquisition", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("plate_acquisition", sa.Column("field_count", sa.Integer, nullable=False, server_default="0"))
    for name in ("position_x", "position_y"):
        op.add_column("well_sample", _number(name))
    op.add_column("well_sample", sa.Column("position_unit", sa.String(32), nullable=True))


def _mark_contents() -> None:
    for table in ("original_file", "import_record"):
        op.add_column(table, sa.Column("content_mark", sa.String(64), nullable=True))
    _index("import_record", "group_id", "target", "content_mark")


def _make_instrument() -> None:
    _numbered(
        "instrument",
        *[_word(name) for name in DEVICE],
        *_foreign("instrument", "fileset_id", "fileset"),
        _word("type"),
    )
    _index("instrument", "fileset_id")


def _make_objective() -> None:
    _part(
        "objective",
        *[_number(name) for name in ("nominal_magnification", "calibrated_magnification", "lens_na")],
        *[_word(name) for name in ("immersion", "correction", "medium")],
        *_quantities("working_distance"),
        _number("iris", sa.Boolean),
        *[_number(name) for name in ("correction_collar", "refractive_index")],
    )


def _make_detector() -> None:
    _part(
        "detector",
        *[_word(name) for name in ("type", "binning")],
        *[_number(name) for name in ("gain", "offset", "zoom", "amplification_gain")],
        *_quantities("voltage", "read_out_rate"),
        _number("integration", sa.Integer),
    )


def _make_light_source() -> None:
    _part(
        "light_source",
        sa.Column("kind", sa.String(16), nullable=False),
        *[_word(name) for name in ("type", "medium", "pulse")],
        *_quantities("power", "wavelength", "repetition_rate"),
        _number("frequency_multiplication", sa.Integer),
        *[_number(name, sa.Boolean) for name in ("tuneable", "pockel_cell")],
        _number("attenuation"),
    )


def _make_filter() -> None:
    _part(
        "filter",
        sa.Column("role", sa.String(16), nullable=False),
        *[_word(name) for name in ("type", "filter_wheel")],
        *_quantities("cut_in", "cut_out", "cut_in_tolerance", "cut_out_tolerance"),
        _number("transmittance"),
    )


def _make_image_settings() -> None:
    table = "image_acquisition"
    op.create_table(
        table,
        *_foreign(table, "image_id", "image"),
        *_foreign(table, "instrument_id", "instrument"),
        *_foreign(table, "objective_id", "objective", nullable=True, ondelete="SET NULL"),
        *[_word(name) for name in ("stage_name", "experiment_type")],
        *_quantities("stage_x", "stage_y", "stage_z", "temperature", "air_pressure"),
        *[_number(name) for name in ("humidity", "co2_percent")],
        sa.Column("experiment_description", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("image_id", name=f"pk_{table}"),
    )
    _index(table, "instrument_id")
    _index(table, "objective_id")


def _make_channel_settings() -> None:
    table = "channel_acquisition"
    op.create_table(
        table,
        *_foreign(table, "image_id", "image_acquisition", key="image_id"),
        _number("index", sa.Integer, nullable=False),
        *[_word(name) for name in ("name", "acquisition_mode", "illumination_type", "contrast_method", "fluor")],
        *_quantities("emission_wavelength", "excitation_wavelength", "pinhole_size"),
        _number("nd_filter"),
        *[_number(name, sa.Integer) for name in ("pockel_cell_setting", "samples_per_pixel")],
        *_foreign(table, "detector_id", "detector", nullable=True, ondelete="SET NULL"),
        *_foreign(table, "light_source_id", "light_source", nullable=True, ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("image_id", "index", name=f"pk_{table}"),
    )
    _index(table, "detector_id")
    _index(table, "light_source_id")
    _make_channel_filters()


def _make_channel_filters() -> None:
    table, channel = "channel_filter", "channel_acquisition"
    op.create_table(
        table,
        *[_number(name, sa.Integer, nullable=False) for name in ("image_id", "index", "position")],
        *_foreign(table, "filter_id", "filter"),
        sa.ForeignKeyConstraint(
            ["image_id", "index"],
            [f"{channel}.image_id", f"{channel}.index"],
            name=f"fk_{table}_image_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("image_id", "index", "position", name=f"pk_{table}"),
    )
    _index(table, "filter_id")


def _make_planes() -> None:
    op.create_table(
        "plane_info",
        *_foreign("plane_info", "image_id", "image"),
        *[_number(axis, sa.Integer, nullable=False) for axis in "tzc"],
        *_quantities("delta_t", "exposure_time", "position_x", "position_y", "position_z"),
        sa.PrimaryKeyConstraint("image_id", "t", "z", "c", name="pk_plane_info"),
    )


def _make_original_metadata() -> None:
    _numbered(
        "original_metadata",
        *_foreign("original_metadata", "fileset_id", "fileset"),
        *_foreign("original_metadata", "image_id", "image", nullable=True),
        *[sa.Column(name, sa.Text, nullable=False) for name in ("name", "value")],
    )
    _index("original_metadata", "fileset_id", "image_id", "id")
    _index("original_metadata", "image_id")
