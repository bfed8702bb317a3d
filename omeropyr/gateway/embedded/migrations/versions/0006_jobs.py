"""Jobs, changes that can be undone, and the trash."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from omeropyr.errors import NotSupported

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATES = "'waiting', 'running', 'done', 'failed', 'cancelled', 'interrupted'"


def upgrade() -> None:
    _make_changes()
    _make_jobs()
    _make_trash()


def downgrade() -> None:
    raise NotSupported("A store cannot be taken back to an older version; restore a backup instead.")


def _numbered(table: str, *columns: Any) -> None:
    identity = sa.Column("id", sa.Integer, sa.Identity(start=1), nullable=False)
    key = sa.PrimaryKeyConstraint("id", name=f"pk_{table}")
    op.create_table(table, identity, key, *columns, sqlite_autoincrement=True)


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _foreign(table: str, column: str, target: str, *, nullable: bool = False, ondelete: str | None = None) -> list[Any]:
    return [
        sa.Column(column, sa.Integer, nullable=nullable),
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete=ondelete),
    ]


def _column(name: str, kind: Any, *, nullable: bool = False) -> Any:
    return sa.Column(name, kind, nullable=nullable)


def _make_changes() -> None:
    _numbered(
        "change",
        _column("at", MOMENT),
        *_foreign("change", "user_id", "experimenter"),
        _column("title", sa.Text),
        _column("refs", sa.JSON),
        _column("can_undo", sa.Boolean),
        *_foreign("change", "undone_by_id", "change", nullable=True),
    )
    _index("change", "user_id", "id")
    _index("change", "undone_by_id")
    # SQLite adds a constraint to a table only together with its column, which Alembic does not write
    op.execute("ALTER TABLE event ADD COLUMN change_id INTEGER CONSTRAINT fk_event_change_id REFERENCES change (id)")
    op.add_column("event", _column("rows", sa.JSON, nullable=True))
    _index("event", "change_id")


def _make_jobs() -> None:
    _numbered(
        "job",
        *_foreign("job", "owner_id", "experimenter"),
        _column("actor_id", sa.Integer, nullable=True),
        _column("kind", sa.String(32)),
        _column("title", sa.Text),
        _column("state", sa.String(16)),
        _column("parameters", sa.JSON),
        _column("created_at", MOMENT),
        *[_column(f"{act}_at", MOMENT, nullable=True) for act in ("started", "finished", "heartbeat")],
        _column("worker", sa.String(128), nullable=True),
        _column("attempts", sa.Integer),
        *[_column(name, sa.Boolean) for name in ("cancelling", "forgotten")],
        *[_column(name, sa.BigInteger) for name in ("done", "total")],
        _column("rate", sa.Double, nullable=True),
        *[_column(name, sa.Text) for name in ("message", "log")],
        _column("error", sa.Text, nullable=True),
        _column("result", sa.JSON),
        *_foreign("job", "change_id", "change", nullable=True),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_job_state")),
    )
    _index("job", "state", "id")
    _index("job", "owner_id", "id")
    _index("job", "change_id")


def _make_trash() -> None:
    _numbered(
        "trash",
        *_foreign("trash", "owner_id", "experimenter"),
        _column("act", sa.String(16)),
        _column("title", sa.Text),
        _column("deleted_at", MOMENT),
        _column("expires_at", MOMENT, nullable=True),
        *[_column(name, sa.JSON) for name in ("included", "owners", "request")],
        _column("bytes", sa.BigInteger),
    )
    _index("trash", "owner_id")
    _index("trash", "expires_at")
    _numbered(
        "trash_row",
        *_foreign("trash_row", "trash_id", "trash", ondelete="CASCADE"),
        _column("table_name", sa.String(64)),
        *[_column(name, sa.JSON) for name in ("columns", "old")],
        _column("new", sa.JSON, nullable=True),
        *[_column(name, sa.Integer, nullable=True) for name in ("first_id", "last_id")],
    )
    _index("trash_row", "trash_id", "id")
    _numbered(
        "trash_file",
        *_foreign("trash_file", "trash_id", "trash", nullable=True, ondelete="SET NULL"),
        _column("path", sa.Text),
    )
    _index("trash_file", "trash_id")
