"""The first store: people, tree, images, annotations and the event log."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from omeropyr.errors import NotSupported

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
PARENTS = {
    "project_id": "project",
    "dataset_id": "dataset",
    "image_id": "image",
    "screen_id": "screen",
    "plate_id": "plate",
    "acquisition_id": "plate_acquisition",
    "well_id": "well",
}


def upgrade() -> None:
    _make_people()
    _make_containers()
    _make_images()
    _make_plates()
    _make_image_details()
    _make_imports()
    _make_annotations()
    _make_annotation_links()
    _make_log()
    for table in ("project_dataset", "dataset_image", "screen_plate", "tagset_tag"):
        _make_pairs(table)


def downgrade() -> None:
    raise NotSupported("There is no store before the first one.")


def _table(name: str, *columns: Any) -> None:
    op.create_table(name, *columns, sqlite_autoincrement=True)


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _id(table: str, start: int = 1) -> list[Any]:
    return [
        sa.Column("id", sa.Integer, sa.Identity(start=start), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    ]


def _text(name: str, length: int | None = None, *, nullable: bool = False) -> Any:
    return sa.Column(name, sa.Text if length is None else sa.String(length), nullable=nullable)


def _number(name: str, kind: Any = sa.Integer, *, nullable: bool = False) -> Any:
    return sa.Column(name, kind, nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> Any:
    return sa.Column(name, MOMENT, nullable=nullable)


def _foreign(table: str, column: str, target: str, *, nullable: bool = False, ondelete: str | None = None) -> list[Any]:
    return [
        sa.Column(column, sa.Integer, nullable=nullable),
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete=ondelete),
    ]


def _unique(table: str, *columns: str) -> Any:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def _owned(table: str, *columns: Any) -> None:
    _table(
        table,
        *_id(table),
        *_foreign(table, "owner_id", "experimenter"),
        *_foreign(table, "group_id", "experimenter_group"),
        _moment("created_at"),
        *columns,
    )
    _index(table, "owner_id")


def _named(table: str, *columns: Any) -> None:
    _owned(table, _text("name", 255), _text("sort_name", 255), _text("description"), *columns)
    _index(table, "group_id", "sort_name", "id")


def _make_people() -> None:
    _table(
        "experimenter_group",
        *_id("experimenter_group", start=3),
        _text("name", 255),
        _text("sort_name", 255),
        _text("level", 6),
        _text("description"),
        _unique("experimenter_group", "name"),
        sa.CheckConstraint(
            "level IN ('rw----', 'rwr---', 'rwra--', 'rwrw--')", name=op.f("ck_experimenter_group_level")
        ),
    )
    _index("experimenter_group", "sort_name")
    _table(
        "experimenter",
        *_id("experimenter"),
        *[_text(name, 255) for name in ("ome_name", "first_name", "last_name")],
        *[_text(name, 255, nullable=True) for name in ("email", "password_hash")],
        *_foreign("experimenter", "default_group_id", "experimenter_group"),
        _moment("created_at"),
        _unique("experimenter", "ome_name"),
    )
    _make_memberships()
    _make_logins()


def _make_memberships() -> None:
    op.create_table(
        "membership",
        *_foreign("membership", "user_id", "experimenter", ondelete="CASCADE"),
        *_foreign("membership", "group_id", "experimenter_group", ondelete="CASCADE"),
        sa.Column("is_leader", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "group_id", name="pk_membership"),
    )
    _index("membership", "group_id", "user_id", "is_leader")


def _make_logins() -> None:
    _table(
        "login_session",
        *_id("login_session"),
        _text("key_hash", 64),
        *_foreign("login_session", "user_id", "experimenter", ondelete="CASCADE"),
        _text("agent", 255),
        _text("client_ip", 64, nullable=True),
        _moment("created_at"),
        _moment("used_at"),
        _unique("login_session", "key_hash"),
    )
    _index("login_session", "user_id")
    _index("login_session", "used_at")


def _make_containers() -> None:
    for table in ("project", "dataset", "screen"):
        _named(table)
    _named("plate", _number("rows"), _number("columns"))


def _make_images() -> None:
    _owned("fileset", sa.Column("managed", sa.Boolean, nullable=False))
    _owned(
        "original_file",
        *_foreign("original_file", "fileset_id", "fileset", ondelete="CASCADE"),
        _number("position"),
        _text("name", 255),
        _text("path"),
        _text("client_path"),
        _number("size", sa.BigInteger),
        _number("modified_ns", sa.BigInteger),
        _text("checksum", 128, nullable=True),
        _unique("original_file", "fileset_id", "position"),
    )
    _named(
        "image",
        *_foreign("image", "fileset_id", "fileset", nullable=True),
        _moment("acquired_at", nullable=True),
        *[_number(f"size_{axis}") for axis in "xyzct"],
    )
    _index("image", "fileset_id")


def _make_plates() -> None:
    _named("plate_acquisition", *_foreign("plate_acquisition", "plate_id", "plate", ondelete="CASCADE"))
    _index("plate_acquisition", "plate_id")
    _owned(
        "well",
        *_foreign("well", "plate_id", "plate", ondelete="CASCADE"),
        _number("row"),
        _number("column"),
        _unique("well", "plate_id", "row", "column"),
    )
    _owned(
        "well_sample",
        *_foreign("well_sample", "well_id", "well", ondelete="CASCADE"),
        *_foreign("well_sample", "image_id", "image", ondelete="CASCADE"),
        *_foreign("well_sample", "acquisition_id", "plate_acquisition", nullable=True),
        _number("field"),
        _unique("well_sample", "well_id", "field"),
    )
    _index("well_sample", "image_id")
    _index("well_sample", "acquisition_id")


def _make_image_details() -> None:
    op.create_table(
        "pixels",
        *_foreign("pixels", "image_id", "image", ondelete="CASCADE"),
        _text("pixel_type", 16),
        *[sa.Column(name, sa.JSON, nullable=False) for name in ("levels", "source", "defaults")],
        *[_number(f"tile_{side}") for side in ("width", "height")],
        *[_number(f"physical_size_{axis}_um", sa.Double, nullable=True) for axis in "xyz"],
        _number("nominal_magnification", sa.Double, nullable=True),
        _text("pyramid", nullable=True),
        sa.PrimaryKeyConstraint("image_id", name="pk_pixels"),
    )
    op.create_table(
        "channel",
        *_foreign("channel", "image_id", "image", ondelete="CASCADE"),
        _number("index"),
        _text("label", 255),
        _text("color", 6),
        *[_number(name, sa.Double) for name in ("minimum", "maximum")],
        *[_number(f"{side}_wavelength_nm", sa.Double, nullable=True) for side in ("emission", "excitation")],
        sa.PrimaryKeyConstraint("image_id", "index", name="pk_channel"),
    )
    _owned(
        "rendering_def",
        *_foreign("rendering_def", "image_id", "image", ondelete="CASCADE"),
        sa.Column("settings", sa.JSON, nullable=False),
        _number("version"),
        _moment("updated_at"),
        _unique("rendering_def", "image_id", "owner_id"),
    )


def _make_imports() -> None:
    _owned(
        "import_record",
        *_foreign("import_record", "fileset_id", "fileset", ondelete="CASCADE"),
        _text("target", 32),
        _text("fingerprint", 64),
        _text("checksum", 64, nullable=True),
        _unique("import_record", "group_id", "target", "fingerprint"),
    )
    _index("import_record", "fileset_id")
    _index("import_record", "group_id", "target", "checksum")


def _make_annotations() -> None:
    _owned(
        "annotation",
        _text("kind", 16),
        _text("text"),
        _text("description"),
        _text("namespace", 255, nullable=True),
        sa.CheckConstraint("kind IN ('tag', 'tagset', 'comment')", name=op.f("ck_annotation_kind")),
    )
    _index("annotation", "group_id", "kind", "id")


def _make_annotation_links() -> None:
    set_ones = " + ".join(f"(CASE WHEN {column} IS NULL THEN 0 ELSE 1 END)" for column in PARENTS)
    parents: list[Any] = []
    for column, target in PARENTS.items():
        parents += _foreign("annotation_link", column, target, nullable=True, ondelete="CASCADE")
        parents.append(_unique("annotation_link", column, "annotation_id", "owner_id"))
    _owned(
        "annotation_link",
        *_foreign("annotation_link", "annotation_id", "annotation", ondelete="CASCADE"),
        *parents,
        sa.CheckConstraint(f"{set_ones} = 1", name=op.f("ck_annotation_link_one_parent")),
    )
    _index("annotation_link", "annotation_id")


def _make_log() -> None:
    _table(
        "event",
        *_id("event"),
        _moment("at"),
        *_foreign("event", "user_id", "experimenter"),
        _text("action", 32),
        _text("kind", 32),
        _number("object_id"),
        *[sa.Column(name, sa.JSON(none_as_null=True), nullable=True) for name in ("old", "new")],
    )
    _index("event", "user_id")
    _index("event", "kind", "object_id", "id")


def _make_pairs(table: str) -> None:
    parent, child = ("annotation", "annotation") if table == "tagset_tag" else table.split("_")
    _owned(
        table,
        *_foreign(table, "parent_id", parent, ondelete="CASCADE"),
        *_foreign(table, "child_id", child, ondelete="CASCADE"),
        _unique(table, "parent_id", "child_id"),
    )
    _index(table, "child_id", "parent_id")
