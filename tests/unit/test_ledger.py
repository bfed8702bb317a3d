"""Failed logins are counted across the processes of a site."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from omeropyr.errors import TooManyAttempts
from omeropyr.security.ledger import FileLedger, ledger_in
from omeropyr.security.throttle import Throttle


def try_often(folder: Path, times: int) -> None:
    throttle = Throttle(1000, 60, ledger=ledger_in(folder))
    for _ in range(times):
        throttle.attempt("ada@127.0.0.1")


TWENTY = """
import sys
from pathlib import Path
from omeropyr.security.ledger import ledger_in
from omeropyr.security.throttle import Throttle
throttle = Throttle(1000, 60, ledger=ledger_in(Path(sys.argv[1])))
for _ in range(20):
    throttle.attempt("ada@127.0.0.1")
"""


def test_processes_count_together(tmp_path: Path) -> None:
    others = [subprocess.Popen([sys.executable, "-c", TWENTY, str(tmp_path)]) for _ in range(2)]
    assert [process.wait() for process in others] == [0, 0]
    throttle = Throttle(42, 60, ledger=ledger_in(tmp_path))
    throttle.attempt("ada@127.0.0.1")
    throttle.attempt("ada@127.0.0.1")
    with pytest.raises(TooManyAttempts):
        throttle.attempt("ada@127.0.0.1")


def test_names_are_not_written_down(tmp_path: Path) -> None:
    try_often(tmp_path, 1)
    (file,) = tmp_path.iterdir()
    assert "ada" not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"a": 1}', "null"])
def test_a_damaged_file_is_begun_anew(tmp_path: Path, damage: str) -> None:
    (tmp_path / "failed_logins.json").write_text(damage)
    try_often(tmp_path, 2)
    with pytest.raises(TooManyAttempts):
        Throttle(2, 60, ledger=ledger_in(tmp_path)).attempt("ada@127.0.0.1")


def test_without_a_file_memory_counts(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    throttle = Throttle(1, 60, ledger=FileLedger(tmp_path / "taken" / "file"))
    throttle.attempt("ada")
    with pytest.raises(TooManyAttempts):
        throttle.attempt("ada")
