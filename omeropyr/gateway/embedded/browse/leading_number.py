"""The number that a text begins with, as SQL: `12.5 µM` is 12.5, `about 3` none."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Double
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

_NUMBER = r"^[-+]?(?:[0-9]{1,200}[.]?[0-9]*|[.][0-9]+)(?:[eE][-+]?[0-9]{1,2})?"
"""Short enough that no number is too large for the database."""


class leading_number(GenericFunction[float]):  # noqa: N801 - named as SQL names its functions
    """Of a text without leading space; NULL where there is none."""

    type = Double()
    inherit_cache = True


@compiles(leading_number, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    """A cast takes as much as is a number, but makes 0 of what is none."""
    text = compiler.process(element.clauses, **options)
    looks = " OR ".join(f"{text} GLOB '{pattern}'" for pattern in ("[0-9]*", "[-+.][0-9]*", "[-+].[0-9]*"))
    return f"CASE WHEN {looks} THEN CAST({text} AS REAL) END"


@compiles(leading_number, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    text = compiler.process(element.clauses, **options)
    return f"CAST(substring({text} FROM '{_NUMBER}') AS double precision)"
