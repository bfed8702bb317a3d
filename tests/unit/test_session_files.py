"""Files of web sessions that are over are removed; those of others stay."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

import pytest

from omeropyr.security.session_files import Sweeper, sweep

AGE = 1000.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two sessions, one of them over for two hours, the locks of both, and the key beside them."""
    for name, seconds in (("young", 10.0), ("old", AGE + 7200.0)):
        for kind, suffix in (("container_file", ".cache"), ("container_file_lock", ".lock")):
            file = tmp_path / kind / name[0] / f"{name}{suffix}"
            file.parent.mkdir(parents=True)
            file.write_text(name)
            os.utime(file, (time.time() - seconds,) * 2)
    (tmp_path / "secret_key").write_text("key")
    os.utime(tmp_path / "secret_key", (0, 0))
    return tmp_path


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_what_is_over_goes_and_all_else_stays(folder: Path) -> None:
    assert sweep(folder, AGE) == 2
    assert names(folder) == {"young.cache", "young.lock", "secret_key"}
    assert sweep(folder, AGE) == 0


def test_a_lock_that_is_held_stays(folder: Path) -> None:
    with (folder / "container_file_lock" / "o" / "old.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        assert sweep(folder, AGE) == 1
    assert "old.lock" in names(folder)


def test_it_is_done_beside_requests_and_once_an_hour(folder: Path) -> None:
    sweeper = Sweeper(folder, AGE)
    sweeper.look()
    until = time.monotonic() + 20
    while "old.cache" in names(folder) and time.monotonic() < until:
        time.sleep(0.01)
    assert "old.cache" not in names(folder)
    again = folder / "container_file" / "again.cache"
    again.write_text("")
    os.utime(again, (0, 0))
    sweeper.look()
    time.sleep(0.1)
    assert again.exists()
