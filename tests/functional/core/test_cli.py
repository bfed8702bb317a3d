"""The command line: what it prints, and its exit codes."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile

from omeropyr.cli.demo import prepare_demo
from omeropyr.cli.main import main
from omeropyr.cli.serving import check_free
from omeropyr.errors import ConfigurationError
from omeropyr.testing.store import SampleStore

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def own_logging() -> Iterator[None]:
    """Commands set up logging for their process, which here is that of all tests."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def write_ini(folder: Path, *lines: str) -> str:
    file = folder / "site.ini"
    file.write_text("[app:main]\nuse = egg:omeropyr\n" + "\n".join(lines))
    return str(file)


def test_check_says_what_differs_from_the_defaults(
    shared_store: SampleStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ini = write_ini(tmp_path, "apps = webclient", f"store = {shared_store.path}", "public.password = canary-11")
    assert main(["check", ini]) == 0
    out = capsys.readouterr().out
    assert "apps = webclient   (ini)" in out
    assert "is right" in out
    assert "canary" not in out


def test_check_lists_every_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", write_ini(tmp_path, "page_size = x", "debug = perhaps", "stroe = /data")]) == 1
    err = capsys.readouterr().err
    assert "page_size must be a whole number" in err
    assert "debug must be true or false" in err
    assert "Did you mean store?" in err


def test_ini_prints_a_file_that_is_right(tmp_path: Path, capsys: Capture) -> None:
    assert main(["ini"]) == 0
    file = tmp_path / "production.ini"
    file.write_text(capsys.readouterr().out)
    assert main(["check", str(file)]) == 0


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "nowhere.ini"]) == 1
    assert "There is no file nowhere.ini." in capsys.readouterr().err


def test_serve_refuses_a_wrong_ini_with_every_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", write_ini(tmp_path, "page_size = x", "debug = perhaps")]) == 1
    err = capsys.readouterr().err
    assert "page_size" in err
    assert "debug" in err


@pytest.mark.usefixtures("example_apps")
def test_apps_names_the_broken_one(
    shared_store: SampleStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = f"store = {shared_store.path}\nsession.dir = {tmp_path}/sessions"
    assert main(["apps", "--json", write_ini(tmp_path, "apps = webgateway broken_import", store)]) == 1
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["webgateway"]["state"] == "on"
    assert "wrong phase" in rows["broken_import"]["reason"]


@pytest.fixture
def images(tmp_path: Path) -> Path:
    folder = tmp_path / "my images"
    folder.mkdir()
    rng = np.random.default_rng(1)
    for name in ("one.tif", "two.tif"):
        tifffile.imwrite(folder / name, rng.integers(0, 255, (40, 50), np.uint8))
    (folder / "broken.tif").write_bytes(b"no image")
    return folder


def test_a_demo_imports_nothing_twice_and_names_what_it_leaves_out(
    tmp_path: Path, images: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    var = tmp_path / "var"
    site = prepare_demo(var, images)
    err = capsys.readouterr().err
    assert "broken.tif" in err
    assert "2 images imported" in err
    again = prepare_demo(var, images)
    assert "images imported" not in capsys.readouterr().err
    assert again.ini == site.ini
    assert "demo / demo" in site.greeting("127.0.0.1", 4080)


def test_folders_have_stores_of_their_own(tmp_path: Path, images: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    assert prepare_demo(tmp_path / "var", images).ini["store"] != prepare_demo(tmp_path / "var", other).ini["store"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="is not a folder"):
        prepare_demo(tmp_path / "var", tmp_path / "nowhere")


def test_a_port_that_is_taken_is_told_before_any_work() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ConfigurationError, match="choose another"):
            check_free("127.0.0.1", taken.getsockname()[1])


def test_a_demo_serves_and_ctrl_c_ends_it(tmp_path: Path, images: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "omeropyr.cli.main", "demo", "--var", str(tmp_path / "var"), "--port", str(port)]
    process = subprocess.Popen([*command, "--data", str(images)], stderr=subprocess.PIPE, env={**os.environ})
    try:
        assert json.loads(wait_for(f"http://127.0.0.1:{port}/-/health", process)) == {"status": "ok"}
    finally:
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert b"Stopped." in err
    assert b"Traceback" not in err


def wait_for(url: str, process: subprocess.Popen[bytes]) -> bytes:
    for _ in range(150):
        assert process.poll() is None
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310
                return bytes(answer.read())
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} did not answer")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("garbage", "cannot be read as an ini file"),
        ("[server:main]\nport = 3\n", "has no section [app:main]"),
        ("[app:main]\nuse = egg:omeropyr\nsite_name = 50% off\n", "A percent sign is written %%."),
    ],
)
def test_a_file_that_is_no_ini_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, words: str
) -> None:
    ini = tmp_path / "site.ini"
    ini.write_text(content)
    assert main(["check", str(ini)]) == 1
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


def test_a_port_that_is_no_number_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ini = tmp_path / "site.ini"
    ini.write_text("[app:main]\nuse = egg:omeropyr\n[server:main]\nport = many\n")
    assert main(["serve", str(ini)]) == 1
    assert "port must be a whole number, and 'many' is not." in capsys.readouterr().err
