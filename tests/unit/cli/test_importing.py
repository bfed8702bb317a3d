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
    assert process.returncode == 130, errors
    assert "Traceback" not in errors
    store = Store.open(sample.path)
    seen = open_gateway(sample.config).login(sample.demo).browse.images().total
    assert 1 <= seen < 8
    pyramids = [path for path in store.pyramids.iterdir() if not path.name.startswith(".")]
    assert len(pyramids) <= seen
    store.close()


def test_globs_reach_into_folders(sample: SampleStore, capsys: pytest.CaptureFixture[str]) -> None:
    deep = Path(images_of(sample)) / "a" / "b"
    deep.mkdir(parents=True)
    tifffile.imwrite(deep / "deep.tif", np.zeros((8, 8), np.uint8))
    (deep / "notes.txt").write_text("no image")
    assert run(sample, f"{images_of(sample)}/**/d*.tif") == 0
    assert run(sample, f"{images_of(sample)}/[co]*.tif") == 0
    assert capsys.readouterr().out.count("imported  ") == 3
    assert run(sample, f"{images_of(sample)}/a/**") == 0
    assert "present" in capsys.readouterr().out
    assert run(sample, f"{images_of(sample)}/*.nothing") == 1
    assert "no file or folder matches" in capsys.readouterr().err


def test_a_name_with_brackets_is_a_name(sample: SampleStore) -> None:
    path = Path(images_of(sample)) / "cell[1].tif"
    tifffile.imwrite(path, np.zeros((8, 8), np.uint8))
    assert run(sample, str(path)) == 0


def test_a_dry_run_says_what_would_be_done_and_does_nothing(
    sample: SampleStore, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sample.path / "omeropyr.db"
    content = before.read_bytes()
    assert run(sample, images_of(sample), "--dry-run", "--project", "P") == 1
    said = capsys.readouterr()
    assert "found     " in said.out
    assert "cell.tif, for dataset images in project P" in said.out
    assert said.out.splitlines()[-1].startswith("2 filesets to import, 0 filesets there already, 1 file refused")
    assert before.read_bytes() == content
    assert run(sample, f"{images_of(sample)}/cell.tif", "--project", "P") == 0
    capsys.readouterr()
    assert run(sample, f"{images_of(sample)}/cell.tif", "--dry-run", "--project", "P") == 0
    assert "was imported before" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["report.json", "report.txt"])
def test_reports(sample: SampleStore, tmp_path: Path, name: str) -> None:
    assert run(sample, images_of(sample), "--report", str(tmp_path / name)) == 1
    text = (tmp_path / name).read_text("utf-8")
    if name.endswith("json"):
        found = json.loads(text)
        assert (found["imported"], found["refused"], found["images"]) == (2, 1, 2)
        assert found["bytes"] > 500
        assert {outcome["status"] for outcome in found["outcomes"]} == {"imported", "refused"}
    else:
        assert len(text.splitlines()) == 4
        assert text.splitlines()[-1].startswith("2 images imported")


def test_a_report_that_cannot_be_written_says_that_the_import_is_done(
    sample: SampleStore, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(sample, f"{images_of(sample)}/cell.tif", "--report", "/nowhere/at/all.txt") == 1
    assert "the import itself is done" in capsys.readouterr().err
    assert open_gateway(sample.config).login(sample.demo).browse.images().total == 1


def test_an_import_that_is_killed_goes_on_where_it_stopped(sample: SampleStore) -> None:
    for number in range(30):
        path = sample.path.parent / "images" / f"big{chr(97 + number % 26)}{number}x.tif"
        tifffile.imwrite(path, np.full((600, 600), number, np.uint16))
    command = [sys.executable, "-m", "omeropyr.cli.main", "import", images_of(sample), "--copy"]
    process = subprocess.Popen(
        [*command, "--store", str(sample.path), "--user", "demo"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={"PYTHONUNBUFFERED": "1", "PATH": "/usr/bin:/bin"},
    )
    assert process.stdout is not None
    for _ in range(5):
        assert process.stdout.readline().startswith("imported")
    process.kill()
    process.communicate(timeout=60)
    gateway = open_gateway(sample.config)
    seen = gateway.login(sample.demo).browse.images().total
    assert 5 <= seen < 32
    assert run(sample, images_of(sample), "--copy", "--report", str(sample.path.parent / "report.json")) == 1
    found = json.loads((sample.path.parent / "report.json").read_text())
    assert (found["present"], found["imported"]) == (seen, 32 - seen)
    assert len(list(sample.store.managed.rglob("*.tif"))) == 32
    gateway.close()


def test_addresses_are_allowed_like_folders(sample: SampleStore, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["store", "allow", "https://example.org/images/", "--store", str(sample.path)]) == 0
    assert "https://example.org/images may now be" in capsys.readouterr().out.replace("Images below ", "")
    assert [address.url for address in sample.store.addresses] == ["https://example.org/images"]
    assert main(["store", "allow", "https://user:secret@example.org", "--store", str(sample.path)]) == 1
    assert "secret" not in capsys.readouterr().err
