"""How long listings and searches take in stores of 1,000, 100,000 and 1,000,000 images, on SQLite and PostgreSQL.

    python bench/store.py sqlite                      prints the table
    python bench/store.py sqlite postgresql --write   and writes it into docs/performance-store.md
    python bench/store.py sqlite --sizes 1000 100000  other sizes

PostgreSQL is started from the machine's programs, in a temporary folder, as for the tests.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path += [str(ROOT / "tests" / "support"), str(ROOT / "bench")]

from postgresql import running  # noqa: E402
from store_filling import LAB, LEADER, MEMBER, PASSWORD, PRIVATE, Plan, fill  # noqa: E402

from omeropyr.gateway.embedded.gateway import EmbeddedGateway  # noqa: E402
from omeropyr.gateway.embedded.people import passwords  # noqa: E402
from omeropyr.gateway.embedded.people.accounts import set_password  # noqa: E402
from omeropyr.gateway.embedded.store import Store  # noqa: E402
from omeropyr.gateway.model import Credentials, Kind, ObjectRef, Page, Scope  # noqa: E402
from omeropyr.gateway.port import Session  # noqa: E402

SIZES = (1_000, 100_000, 1_000_000)
REPORT = ROOT / "docs" / "performance-store.md"
FIRST = Page(0, 100)
Ask = Callable[[Session, Plan], object]


def last(total: int) -> Page:
    return Page(max(0, total - 100), 100)


ASKED: dict[str, tuple[str, Ask]] = {
    "dataset, first page": ("member", lambda s, p: s.browse.images(dataset_id=1, page=FIRST)),
    "dataset, middle page": ("member", lambda s, p: s.browse.images(dataset_id=1, page=Page(p.large // 2, 100))),
    "dataset, last page": ("member", lambda s, p: s.browse.images(dataset_id=1, page=last(p.large))),
    "group, first page": ("member", lambda s, p: s.browse.images(Scope(LAB), page=FIRST)),
    "group, middle page": ("member", lambda s, p: s.browse.images(Scope(LAB), page=Page(p.images // 3, 100))),
    "private group, member": ("member", lambda s, p: s.browse.images(Scope(PRIVATE), page=FIRST)),
    "private group, leader": ("leader", lambda s, p: s.browse.images(Scope(PRIVATE), page=FIRST)),
    "all groups, first page": ("member", lambda s, p: s.browse.images(page=FIRST)),
    "all groups, middle page": ("member", lambda s, p: s.browse.images(page=Page(p.images // 3, 100))),
    "everything, first page": ("root", lambda s, p: s.browse.images(page=FIRST)),
    "everything, middle page": ("root", lambda s, p: s.browse.images(page=Page(p.images // 2, 100))),
    "everything, last page": ("root", lambda s, p: s.browse.images(page=last(p.images))),
    "one's own": ("member", lambda s, p: s.browse.images(Scope(owner_id=MEMBER), page=FIRST)),
    "orphaned, first page": ("member", lambda s, p: s.browse.images(orphaned=True, page=FIRST)),
    "orphaned, deep page": ("root", lambda s, p: s.browse.images(orphaned=True, page=Page(p.loose // 2, 100))),
    "number of orphans": ("member", lambda s, p: s.browse.orphaned_count()),
    "tagged, first page": ("member", lambda s, p: s.browse.images(tag_id=1, page=FIRST)),
    "tagged, deep page": ("root", lambda s, p: s.browse.images(tag_id=1, page=Page(p.images // 25, 100))),
    "projects": ("member", lambda s, p: s.browse.projects(page=FIRST)),
    "datasets of a project": ("member", lambda s, p: s.browse.datasets(project_id=1, page=FIRST)),
    "orphaned datasets": ("member", lambda s, p: s.browse.datasets(orphaned=True, page=FIRST)),
    "plates of a screen": ("member", lambda s, p: s.browse.plates(screen_id=1, page=FIRST)),
    "runs of a plate": ("member", lambda s, p: s.browse.runs(plate_id=1)),
    "tags": ("member", lambda s, p: s.annotations.tags(page=FIRST)),
    "annotations of 100 images": (
        "member",
        lambda s, p: s.annotations.of([ObjectRef(Kind.IMAGE, p.in_plates + number) for number in range(1, 101)]),
    ),
    "path to an image": ("member", lambda s, p: s.browse.paths(ObjectRef(Kind.IMAGE, p.in_plates + p.loose + p.large))),
}


@contextmanager
def database(kind: str) -> Iterator[str | None]:
    """URL for the store; None where it keeps its own."""
    if kind == "sqlite":
        yield None
        return
    with running() as server:
        yield server.create("bench")


@contextmanager
def store_of(kind: str, images: int) -> Iterator[tuple[Store, Plan]]:
    with database(kind) as url, tempfile.TemporaryDirectory() as folder:
        store = Store.create(Path(folder) / "store", url=url, hash_cost=passwords.CHEAP)
        started = time.perf_counter()
        plan = fill(store, images)
        set_password(store, 0, PASSWORD)
        print(f"{kind}: {images:,} images in {time.perf_counter() - started:.0f} s", file=sys.stderr)
        yield store, plan
        store.close()


def milliseconds(ask: Ask, session: Session, plan: Plan) -> float:
    """The shortest of many runs: a busy machine adds, it never takes away."""
    for _ in range(6):
        ask(session, plan)
    times = []
    for _ in range(15):
        started = time.perf_counter()
        ask(session, plan)
        times.append(time.perf_counter() - started)
    return min(times) * 1000


def measure(store: Store, plan: Plan) -> dict[str, float]:
    gateway = EmbeddedGateway(store)
    names = {"root": "root", "leader": f"user{LEADER}", "member": f"user{MEMBER}"}
    sessions = {who: gateway.login(Credentials(name, PASSWORD)) for who, name in names.items()}
    try:
        return {name: milliseconds(ask, sessions[who], plan) for name, (who, ask) in ASKED.items()}
    finally:
        gateway.close()


def table(sizes: Sequence[int], found: dict[int, dict[str, float]]) -> str:
    lines = ["| listing | asked by | " + " | ".join(f"{size:,}" for size in sizes) + " | largest to smallest |"]
    lines.append("|---" * (len(sizes) + 3) + "|")
    for name, (who, _) in ASKED.items():
        times = [found[size][name] for size in sizes]
        cells = " | ".join(f"{time:.2f}" for time in times)
        lines.append(f"| {name} | {who} | {cells} | {times[-1] / times[0]:.1f} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("databases", nargs="+", choices=("sqlite", "postgresql"))
    parser.add_argument("--sizes", nargs="+", type=int, default=list(SIZES))
    parser.add_argument("--write", action="store_true", help=f"into {REPORT.relative_to(ROOT)}")
    arguments = parser.parse_args()
    parts = []
    for kind in arguments.databases:
        found = {}
        for size in arguments.sizes:
            with ExitStack() as stack:
                found[size] = measure(*stack.enter_context(store_of(kind, size)))
        parts.append(f"## {kind}\n\n{table(arguments.sizes, found)}\n")
        print(parts[-1], flush=True)
    if arguments.write:
        REPORT.write_text(HEAD + "\n".join(parts), encoding="utf-8")


HEAD = """# How listings and searches grow

Milliseconds for one call of the port (the shortest of 15, one page of 100), in stores of so many images, by
`python bench/store.py sqlite postgresql --write`. A store of a million has 5,000 datasets, one of them with 100,000
images, 130 plates of 384 wells with 4 fields, 10,000 tags, 100,000 comments and as many key-values, 20 people in a
read-annotate, a private and a read-only group. Why it is flat: [ADR 13](adr/0013-shelves.md).

"""

if __name__ == "__main__":
    main()
