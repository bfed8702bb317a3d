"""The table of links, which is made anew whenever annotations can be on one more kind of object."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

from omeropyr.gateway.embedded.migrations.parts import foreign, index, owned

TABLE = "annotation_link"
PARENTS: Mapping[str, str] = {
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
"""Column and table of what annotations can be on since revision 0004."""


def make_annotation_links(more: Mapping[str, str] | None = None) -> None:
    """`more` are the parents that came with later revisions."""
    parents = {**PARENTS, **(more or {})}
    ones = " + ".join(f"(CASE WHEN {column} IS NULL THEN 0 ELSE 1 END)" for column in parents)
    owned(
        TABLE,
        *foreign(TABLE, "annotation_id", "annotation"),
        *[part for column, target in parents.items() for part in foreign(TABLE, column, target, nullable=True)],
        sa.CheckConstraint(f"{ones} = 1", name=op.f("ck_annotation_link_one_parent")),
    )
    index(TABLE, "annotation_id")
    for column in parents:
        _make_unique(column)


def _make_unique(column: str) -> None:
    """Nobody links an annotation to an object twice."""
    where, columns = sa.text(f"{column} IS NOT NULL"), [column, "annotation_id", "owner_id"]
    name = f"ix_{TABLE}_{'_'.join(columns)}"
    op.create_index(name, TABLE, columns, unique=True, sqlite_where=where, postgresql_where=where)
