"""Acts on very many rows: tables that follow by triggers are made anew at the end, instead of row by row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, func, select, text

from omeropyr.gateway.embedded import triggers
from omeropyr.gateway.embedded.derived import rebuild, refill
from omeropyr.gateway.embedded.schema import ImageRow

FEW = 2_000
SHARE = 5
"""Making everything anew costs about as much as following a fifth of it row by row."""
TRIGGERS = "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'derived_%' AND NOT tgisinternal"


@contextmanager
def derived_at_the_end(connection: Connection, images: int) -> Iterator[None]:
    """Around an act on so many images. With few of them triggers do their work as always."""
    if images < FEW or images * SHARE < _images_in_all(connection):
        yield
    elif connection.dialect.name == "sqlite":
        triggers.remove(connection)
        yield
        rebuild(connection)
    else:
        with _paused(connection):
            yield
            refill(connection)


def _images_in_all(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(ImageRow)).scalar_one()


@contextmanager
def _paused(connection: Connection) -> Iterator[None]:
    """PostgreSQL can switch triggers off without keeping anybody from reading."""
    found = [tuple(row) for row in connection.execute(text(TRIGGERS))]
    for name, table in found:
        connection.exec_driver_sql(f'ALTER TABLE {table} DISABLE TRIGGER "{name}"')
    yield
    for name, table in found:
        connection.exec_driver_sql(f'ALTER TABLE {table} ENABLE TRIGGER "{name}"')
