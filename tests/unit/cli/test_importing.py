"""`omeropyr import`, as somebody types it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tifffile

from omeropyr.cli.main import main
from omeropyr.gateway.embedded.gateway import open_gateway
from omeropyr.gateway.embedded.store import Store
from omeropyr.testing.store import SampleStore, make_store


@pytest.fixture
def sample(tmp_path: Path) -> SampleStore:
    sample = make_store(tmp_path / "store", images=False)
    folder = tmp_path / "images"
    folder.mkdir()
    for name in ("cell.tif", "other.tif"):
        tifffile.imwrite(folder / name, np.full((16, 16), len(name), np.uint8))
    (folder / "text.tif").write_text("Dear diary")
    sample.store.allow(folder)
    return sample


def run(sample: SampleStore, *arguments: str) -> int:
    return main(["import", *arguments, "--store", str(sample.path), "--user", "demo"])


def images_of(sample: SampleStore) -> str:
    return str(sample.path.parent / "images")


def test_every_file_has_its_line(sample: SampleStore, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(sample, images_of(sample)) == 1
    said = capsys.readouterr()
    assert said.out.count("imported  ") == 2
    assert said.out.splitlines()[-1].startswith("2 images imported")
    (refused,) = said.err.splitlines()
    assert refused.startswith(f"refused   {images_of(sample)}/text.tif  ")


def test_one_line_whatever_the_file_is_called(sample: SampleStore, capsys: pytest.CaptureFixture[str]) -> None:
    (Path(images_of(sample)) / "a\nb\x1b[31m.tif").touch()
    assert run(sample, images_of(sample)) == 1
    said = capsys.readouterr().err
    assert "a\\nb\\x1b[31m.tif  the file is empty" in said
    assert "\x1b[31m" not in said


def test_a_broken_database_is_a_sentence_and_no_trace(sample: SampleStore) -> None:
    sample.store.close()
    for file in sample.path.glob("omeropyr.db*"):
        file.write_bytes(b"no database" * 1000)
    command = [sys.executable, "-m", "omeropyr.cli.main", "import", images_of(sample), "--store", str(sample.path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("omeropyr: The image store's database cannot be used")


def test_exit_code_is_0_if_nothing_was_refused(sample: SampleStore) -> None:
    cell = f"{images_of(sample)}/cell.tif"
    assert run(sample, cell) == 0
    assert run(sample, cell) == 0


def test_names_and_copies(sample: SampleStore, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(sample, images_of(sample), "--project", "P", "--dataset", "D", "--copy", "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["imported"], found["present"], found["refused"]) == (2, 0, 1)
    statuses = {Path(outcome["path"]).name: outcome["status"] for outcome in found["outcomes"]}
    assert statuses == {"cell.tif": "imported", "other.tif": "imported", "text.tif": "refused"}
    browse = open_gateway(sample.config).login(sample.demo).browse
    (project,) = browse.projects().items
    assert [dataset.name for dataset in browse.datasets(project_id=project.id).items] == ["D"]
    assert len(list((sample.path / "managed").rglob("*.tif"))) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--user", "nobody"], "nobody"),
        (["--group", "nothing"], "nothing"),
        (["--group", "system"], "system"),
        (["--pattern", "{nonsense"], "pattern"),
        (["--store", "/nowhere/at/all"], "omeropyr store init"),
        (["--dataset", " "], "name"),
    ],
)
def test_wrong_wishes_are_told_in_a_sentence(
    sample: SampleStore, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run(sample, images_of(sample)) == 1
    capsys.readouterr()
    wished = ["import", images_of(sample), "--store", str(sample.path), "--user", "demo", *arguments]
    assert main(wished) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("omeropyr: ")
    assert said in line


def test_interrupting_ends_with_130_and_nothing_half_done(sample: SampleStore) -> None:
    pixels = np.random.default_rng(1).integers(0, 4000, (3400, 3400), np.uint16)
    for number in range(6):
        tifffile.imwrite(sample.path.parent / "images" / f"big{chr(97 + number)}x.tif", pixels + number)
    command = [sys.executable, "-m", "omeropyr.cli.main", "import", images_of(sample)]
    process = subprocess.Popen(
        [*command, "--store", str(sample.path), "--user", "demo"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
        env={"PYTHONUNBUFFERED": "1", "PATH": "/usr/bin:/bin"},
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("imported")
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in errors
    store = Store.open(sample.path)
    seen = open_gateway(sample.config).login(sample.demo).browse.images().total
    assert 1 <= seen < 8
    pyramids = [path for path in store.pyramids.iterdir() if not path.name.startswith(".")]
    assert len(pyramids) <= seen
    store.close()
