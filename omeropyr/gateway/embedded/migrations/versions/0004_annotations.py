"""Annotations of every kind, on every kind of object; original files beside those of filesets."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from omeropyr.errors import NotSupported
from omeropyr.gateway.embedded.migrations.annotation_links import make_annotation_links
from omeropyr.gateway.embedded.migrations.parts import foreign, index, owned
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


def upgrade() -> None:
    with rebuilt("original_file", "annotation", "annotation_link", "tagset_tag"):
        _make_files()
        _make_annotations()
        make_annotation_links()
        _make_tag_sets()
    _make_key_values()


def downgrade() -> None:
    raise NotSupported("A store cannot be taken back to an older version; restore a backup instead.")


def _text(name: str, length: int | None = None, *, nullable: bool = False) -> Any:
    return sa.Column(name, sa.Text if length is None else sa.String(length), nullable=nullable)


def _make_files() -> None:
    owned(
        "original_file",
        *foreign("original_file", "fileset_id", "fileset", nullable=True),
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
    owned(
        "annotation",
        _text("kind", 16),
        _text("text"),
        _text("description"),
        _text("namespace", 255, nullable=True),
        sa.Column("long_value", sa.BigInteger, nullable=True),
        sa.Column("double_value", sa.Double, nullable=True),
        sa.Column("boolean_value", sa.Boolean, nullable=True),
        sa.Column("time_value", sa.DateTime(timezone=True), nullable=True),
        *foreign("annotation", "file_id", "original_file", nullable=True),
        sa.CheckConstraint(f"kind IN ({kinds})", name=op.f("ck_annotation_kind")),
        sa.CheckConstraint(f"CASE kind {cases} ELSE TRUE END", name=op.f("ck_annotation_value")),
    )
    index("annotation", "group_id", "kind", "id")
    index("annotation", "group_id", "kind", "namespace", "id")
    index("annotation", "file_id")


def _make_tag_sets() -> None:
    owned(
        "tagset_tag",
        *foreign("tagset_tag", "parent_id", "annotation"),
        *foreign("tagset_tag", "child_id", "annotation"),
        sa.UniqueConstraint("parent_id", "child_id", name="uq_tagset_tag_parent_id_child_id"),
    )
    index("tagset_tag", "child_id", "parent_id")


def _make_key_values() -> None:
    table = "key_value"
    op.create_table(
        table,
        *foreign(table, "annotation_id", "annotation"),
        sa.Column("position", sa.Integer, nullable=False),
        *[_text(name) for name in ("key", "value")],
        *[_text(name, 255) for name in ("sort_key", "sort_value")],
        sa.PrimaryKeyConstraint("annotation_id", "position", name=f"pk_{table}"),
    )
    index(table, "sort_key", "sort_value", "annotation_id")
    index(table, "sort_value")
