"""What a large table costs: a million rows of ten columns in a store of its own, written, read and searched.

    python bench/tables.py              a million rows
    python bench/tables.py 100000       so many

Seconds are those of the processor, which other work on the machine hardly changes; memory is the most that the process
ever held, and what it held before.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from omeropyr.gateway.embedded.demo import DEMO, provision_demo
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.people import passwords
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.model import Column, ColumnType, Credentials
from omeropyr.gateway.port import Tables
from omeropyr.gateway.tables_csv import csv_pieces

CONDITIONS = (
    "Well == 77",
    "(area > 900) & (Gene == 'GENE17')",
    "(sqrt(area) * 2 > mean0) | ~ok",
)


def columns() -> list[Column]:
    return [
        Column("Image", ColumnType.IMAGE),
        Column("Well", ColumnType.WELL),
        Column("Cell", ColumnType.LONG),
        Column("area", ColumnType.DOUBLE),
        *(Column(f"mean{number}", ColumnType.DOUBLE) for number in range(4)),
        Column("ok", ColumnType.BOOL),
        Column("Gene", ColumnType.STRING, size=16),
    ]


def values(rows: int) -> list[np.ndarray]:
    """As of cells on plates: ids in runs, measurements without order."""
    rng, numbers = np.random.default_rng(0), np.arange(rows)
    genes = np.array([f"GENE{number}" for number in range(300)], object)
    return [
        numbers // 500,
        numbers // 2000,
        numbers % 500,
        rng.gamma(4, 120, rows),
        *(rng.normal(1000, 200, rows) for _ in range(4)),
        rng.random(rows) < 0.97,
        genes[numbers // 2000 % 300],
    ]


def timed(name: str, work: Callable[[], object]) -> None:
    wall, processor = time.perf_counter(), time.process_time()
    found = work()
    spent, waited = time.process_time() - processor, time.perf_counter() - wall
    print(f"{name:46} {spent:8.2f} s   {waited:8.2f} s on the clock   {found}")


def measure(tables: Tables, rows: int) -> None:
    written = values(rows)
    file_id = tables.create("cells", columns()).file_id
    print(f"{memory()} MB before")
    timed("append everything", lambda: tables.append(file_id, written))
    timed("append one row", lambda: tables.append(file_id, [array[:1] for array in written]))
    for condition in CONDITIONS:
        timed(condition, lambda asked=condition: f"{len(tables.query(file_id, asked))} rows")
    timed(
        "slice of 1,000 rows in the middle",
        lambda: length(tables.read(file_id, start=rows // 2, stop=rows // 2 + 1000).values),
    )
    scattered = np.random.default_rng(1).integers(0, rows, 200).tolist()
    timed("200 rows anywhere", lambda: length(tables.rows(file_id, scattered).values))
    timed("one column of every row", lambda: length(tables.read(file_id, columns=[3]).values))
    timed("everything as CSV", lambda: f"{sum(map(len, csv_pieces(tables, file_id))) / 1e6:.0f} MB")
    print(f"{memory()} MB at most")


def length(found: Sequence[np.ndarray]) -> str:
    return f"{len(found)} columns of {len(found[0])}"


def memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        store = Store.create(Path(folder) / "store", hash_cost=passwords.CHEAP)
        provision_demo(store)
        gateway = EmbeddedGateway(store)
        measure(gateway.login(Credentials(DEMO, DEMO)).tables, rows)
        gateway.close()
        size = sum(file.stat().st_size for file in store.path.glob("omeropyr.db*")) / 1e6
        print(f"{size:.0f} MB in the database")


if __name__ == "__main__":
    main()
