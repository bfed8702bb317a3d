"""Annotations of every kind, on every kind of object; original files beside those of filesets."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from omeropyr.errors import NotSupported
from omeropyr.gateway.embedded.migrations.rebuild import rebuilt

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KINDS = ("boolean", "comment", "double", "file", "long", "map", "tag", "tagset", "term", "timestamp", "xml")
VALUES = {
    "long": "long_value",
    "double": "double_value",
    "boolean": "boolean_value",
    "timestamp": "time_value",
    "file": "file_id",
}
PARENTS = {
    "project_id": "project",
    "dataset_id": "dataset",
    "image_id": "image",
    "screen_id": "screen",
    "plate_id": "plate",
    "acquisition_id": "plate_acquisition",
    "well_id": "well",
    "fileset_id": "fileset",
    "original_file_id": "original_file",
    "experimenter_id": "experimenter",
    "annotated_group_id": "experimenter_group",
}


def upgrade() -> None:
    with rebuilt("original_file", "annotation", "annotation_link", "tagset_tag"):
        _make_files()
        _make_annotations()
        _make_links()
        _make_tag_sets()
    _make_key_values()


def downgrade() -> None:
    raise NotSupported("A store cannot be taken back to an older version; restore a backup instead.")


def _text(name: str, length: int | None = None, *, nullable: bool = False) -> Any:
    return sa.Column(name, sa.Text if length is None else sa.String(length), nullable=nullable)


def _foreign(
    table: str, column: str, target: str, *, nullable: bool = False, ondelete: str | None = "CASCADE"
) -> list[Any]:
    return [
        sa.Column(column, sa.Integer, nullable=nullable),
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete=ondelete),
    ]


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _owned(table: str, *columns: Any) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer, sa.Identity(start=1), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        *_foreign(table, "owner_id", "experimenter", ondelete=None),
        *_foreign(table, "group_id", "experimenter_group", ondelete=None),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *columns,
        sqlite_autoincrement=True,
    )
    _index(table, "owner_id")


def _make_files() -> None:
    _owned(
        "original_file",
        *_foreign("original_file", "fileset_id", "fileset", nullable=True),
        sa.Column("position", sa.Integer, nullable=False),
        _text("name", 255),
        _text("path"),
        _text("client_path"),
        *[sa.Column(name, sa.BigInteger, nullable=False) for name in ("size", "modified_ns")],
        _text("checksum", 128, nullable=True),
        _text("content_mark", 64, nullable=True),
        _text("mimetype", 255, nullable=True),
        sa.UniqueConstraint("fileset_id", "position", name="uq_original_file_fileset_id_position"),
    )


def _make_annotations() -> None:
    kinds = ", ".join(f"'{kind}'" for kind in KINDS)
    cases = " ".join(f"WHEN '{kind}' THEN {column} IS NOT NULL" for kind, column in VALUES.items())
    _owned(
        "annotation",
        _text("kind", 16),
        _text("text"),
        _text("description"),
        _text("namespace", 255, nullable=True),
        sa.Column("long_value", sa.BigInteger, nullable=True),
        sa.Column("double_value", sa.Double, nullable=True),
        sa.Column("boolean_value", sa.Boolean, nullable=True),
        sa.Column("time_value", sa.DateTime(timezone=True), nullable=True),
        *_foreign("annotation", "file_id", "original_file", nullable=True),
        sa.CheckConstraint(f"kind IN ({kinds})", name=op.f("ck_annotation_kind")),
        sa.CheckConstraint(f"CASE kind {cases} ELSE TRUE END", name=op.f("ck_annotation_value")),
    )
    _index("annotation", "group_id", "kind", "id")
    _index("annotation", "group_id", "kind", "namespace", "id")
    _index("annotation", "file_id")


def _make_links() -> None:
    table = "annotation_link"
    ones = " + ".join(f"(CASE WHEN {column} IS NULL THEN 0 ELSE 1 END)" for column in PARENTS)
    parents = [part for column, target in PARENTS.items() for part in _foreign(table, column, target, nullable=True)]
    _owned(
        table,
        *_foreign(table, "annotation_id", "annotation"),
        *parents,
        sa.CheckConstraint(f"{ones} = 1", name=op.f("ck_annotation_link_one_parent")),
    )
    _index(table, "annotation_id")
    for column in PARENTS:
        _unique_where_set(table, column, "annotation_id", "owner_id")


def _unique_where_set(table: str, *columns: str) -> None:
    where = sa.text(f"{columns[0]} IS NOT NULL")
    name = f"ix_{table}_{'_'.join(columns)}"
    op.create_index(name, table, list(columns), unique=True, sqlite_where=where, postgresql_where=where)


def _make_tag_sets() -> None:
    _owned(
        "tagset_tag",
        *_foreign("tagset_tag", "parent_id", "annotation"),
        *_foreign("tagset_tag", "child_id", "annotation"),
        sa.UniqueConstraint("parent_id", "child_id", name="uq_tagset_tag_parent_id_child_id"),
    )
    _index("tagset_tag", "child_id", "parent_id")


def _make_key_values() -> None:
    table = "key_value"
    op.create_table(
        table,
        *_foreign(table, "annotation_id", "annotation"),
        sa.Column("position", sa.Integer, nullable=False),
        *[_text(name) for name in ("key", "value")],
        *[_text(name, 255) for name in ("sort_key", "sort_value")],
        sa.PrimaryKeyConstraint("annotation_id", "position", name=f"pk_{table}"),
    )
    _index(table, "sort_key", "sort_value", "annotation_id")
    _index(table, "sort_value")
