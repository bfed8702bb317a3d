"""Runs the migrations in the transaction of the connection that `upgrade` hands over."""

from __future__ import annotations

from alembic import context

from omeropyr.gateway.embedded.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
