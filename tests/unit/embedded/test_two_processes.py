"""Two processes on one store: nobody loses a write, and whoever reads sees whole changes only."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from databases import EmptyStores
from sqlalchemy import func, select

from omeropyr.gateway.embedded.people.accounts import add_group, add_user
from omeropyr.gateway.embedded.schema import DatasetRow, EventRow, ProjectDatasetRow, ProjectRow
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.model import PermissionLevel

ROUNDS = 10
WRITER = f"""
    import sys
    from pathlib import Path
    from omeropyr.gateway.embedded.people import passwords
    from omeropyr.gateway.embedded.gateway import EmbeddedGateway
    from omeropyr.gateway.embedded.store import Store
    from omeropyr.gateway.model import Credentials, Kind, ObjectRef
    store = Store(Path(sys.argv[1]), url=sys.argv[2] or None, hash_cost=passwords.CHEAP)
    session = EmbeddedGateway(store).login(Credentials("ann", "ann-pw"))
    for number in range({ROUNDS}):
        project = session.edit.create(Kind.PROJECT, f"{{sys.argv[3]}} {{number}}")
        session.edit.create(Kind.DATASET, "inside", parent=ObjectRef(Kind.PROJECT, project))
"""
READER = """
    import sys
    from pathlib import Path
    from omeropyr.gateway.embedded.people import passwords
    from omeropyr.gateway.embedded.gateway import EmbeddedGateway
    from omeropyr.gateway.embedded.store import Store
    from omeropyr.gateway.model import Credentials
    store = Store(Path(sys.argv[1]), url=sys.argv[2] or None, hash_cost=passwords.CHEAP)
    session = EmbeddedGateway(store).login(Credentials("ann", "ann-pw"))
    most = 0
    while most < int(sys.argv[3]):
        projects = session.browse.projects()
        assert projects.total == len(projects.items) >= most, (projects.total, len(projects.items), most)
        most = projects.total
        datasets = session.browse.datasets()
        assert datasets.total == len(datasets.items)
    assert session.search.find("a OR b type:project").total == most
"""


@pytest.fixture
def store(empty_stores: EmptyStores, tmp_path: Path) -> Store:
    store = empty_stores.copy(tmp_path / "store")
    group = add_group(store, "lab", PermissionLevel.READ_WRITE)
    add_user(store, "ann", "ann-pw", first_name="Ann", last_name="A", groups=[(group, False)])
    return store


def start(script: str, store: Store, what: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", textwrap.dedent(script), str(store.path), store.url, what]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def test_two_writers_and_a_reader(store: Store) -> None:
    processes = [start(WRITER, store, "a"), start(WRITER, store, "b"), start(READER, store, str(2 * ROUNDS))]
    errors = [process.communicate(timeout=240)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], "\n".join(errors)
    with store.reading() as connection:
        for table in (ProjectRow, DatasetRow, ProjectDatasetRow):
            assert connection.scalar(select(func.count()).select_from(table)) == 2 * ROUNDS
        created = select(func.count()).select_from(EventRow).where(EventRow.action == "create")
        assert connection.scalar(created) == 4 * ROUNDS
