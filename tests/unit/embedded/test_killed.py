"""A process of a store that is killed at any moment loses nothing and leaves nothing half done."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from alembic import command
from postgresql import Server
from sqlalchemy import text

from omeropyr.errors import Unavailable
from omeropyr.gateway.embedded.database import make_engine, writing_options
from omeropyr.gateway.embedded.maintenance.check import check
from omeropyr.gateway.embedded.store import DATABASE, Store
from omeropyr.gateway.embedded.upgrade import migration_config

KILLS = int(os.environ.get("OMEROPYR_KILLS", "50"))
"""`make test-kills` has 200; a fifth of it on PostgreSQL. Half a second of a processor each."""
SEED = int(os.environ.get("OMEROPYR_SEED", "1"))
KILLING = Path(__file__).parents[2] / "support" / "killing.py"
MIGRATE = """
import sys
from pathlib import Path
from omeropyr.gateway.embedded.store import Store
print("begin", flush=True)
Store.create(Path(sys.argv[1])).close()
"""


def killed_at_random(kills: int, seed: int, folder: Path, *server: str) -> None:
    asked = [sys.executable, str(KILLING), str(folder), str(kills), str(seed), *server]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    outcomes = json.loads(done.stdout)
    assert sum(outcomes.values()) == kills
    assert min(outcomes.get("before", 0), outcomes.get("after", 0)) > kills // 10, "the moments were not random"


@pytest.mark.parametrize("seed", [SEED, SEED + 1], ids=["one", "other"])
def test_whatever_the_moment_an_act_is_done_whole_or_not_at_all(tmp_path: Path, seed: int) -> None:
    """With one of the seeds everything counts as very much, and is deleted in steps."""
    killed_at_random(KILLS // 2, seed, tmp_path)


def test_so_it_is_when_the_database_is_a_servers_who_goes_on(tmp_path: Path, postgresql_server: Server) -> None:
    killed_at_random(KILLS // 5, SEED, tmp_path, str(postgresql_server.folder))


@pytest.fixture
def first_store(tmp_path: Path) -> Path:
    """A store as the first version of the program left it, with somebody in it."""
    folder = tmp_path / "first"
    folder.mkdir()
    engine = make_engine(f"sqlite:///{folder / DATABASE}")
    with engine.connect().execution_options(**writing_options(engine)) as connection, connection.begin():
        config = migration_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for statement in FIRST_CONTENT:
            connection.execute(text(statement))
    engine.dispose()
    return folder


FIRST_CONTENT = (
    "INSERT INTO experimenter_group (id, name, sort_name, level, description)"
    " VALUES (0, 'system', 'system', 'rw----', ''), (1, 'user', 'user', 'rwr---', '')",
    "INSERT INTO experimenter (id, ome_name, first_name, last_name, default_group_id, created_at)"
    " VALUES (0, 'root', 'r', 'r', 0, '2026-01-01'), (1, 'ann', 'Ann', 'Other', 1, '2026-01-01')",
    "INSERT INTO membership (user_id, group_id, is_leader) VALUES (0, 0, 0), (0, 1, 0), (1, 1, 0)",
    "INSERT INTO project (id, name, sort_name, description, owner_id, group_id, created_at)"
    " VALUES (1, 'Mitosis', 'mitosis', '', 1, 1, '2026-01-01')",
    "INSERT INTO annotation (id, kind, text, description, owner_id, group_id, created_at)"
    " VALUES (1, 'tag', 'good', '', 1, 1, '2026-01-01')",
    "INSERT INTO annotation_link (id, annotation_id, project_id, owner_id, group_id, created_at)"
    " VALUES (1, 1, 1, 1, 1, '2026-01-01')",
)


def test_a_killed_migration_leaves_the_old_store_or_the_new_one(first_store: Path, tmp_path: Path) -> None:
    versions = set()
    for number in range(5):
        folder = tmp_path / f"store{number}"
        shutil.copytree(first_store, folder)
        process = subprocess.Popen([sys.executable, "-c", MIGRATE, str(folder)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.1 * number)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        versions.add(version_of(folder))
        store = Store.create(folder)
        assert list(check(store)) == []
        with store.reading() as connection:
            assert connection.scalar(text("SELECT count(*) FROM annotation_link WHERE project_id = 1")) == 1
            assert connection.scalar(text("SELECT name FROM project")) == "Mitosis"
        store.close()
    assert "old" in versions


def version_of(folder: Path) -> str:
    try:
        Store.open(folder).close()
    except Unavailable:
        return "old"
    return "new"
