"""The wheel carries all that a site needs: in a fresh environment, beside an institution's app, it serves."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GALLERY = ROOT / "tests" / "apps" / "gallery"

pytestmark = [pytest.mark.packaging, pytest.mark.xdist_group("packaging")]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that nothing is left in the working tree."""
    if not (ROOT / "static" / "dist" / ".vite" / "manifest.json").is_file():
        pytest.skip("the front end is not built (make assets)")
    copy = tmp_path_factory.mktemp("source") / "omeropyr"
    ignored = shutil.ignore_patterns(".git", ".venv", "var", "node_modules", "build", "*.egg-info", "__pycache__")
    shutil.copytree(ROOT, copy, ignore=ignored)
    out = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", out, copy)
    return next(out.glob("omeropyr-*.whl"))


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel and the gallery app; its folder of programs."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    programs = folder / "bin"
    run(programs / "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    gallery = shutil.copytree(GALLERY, tmp_path_factory.mktemp("gallery") / "gallery")
    run(programs / "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", gallery)
    return programs


def run(*command: object, **options: object) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=900, **options)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout)


def test_the_wheel_holds_what_a_site_needs_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "omeropyr/py.typed",
        "omeropyr/templates/base.jinja2",
        "omeropyr/plugins/webclient/templates/webclient/main.jinja2",
        "omeropyr/static/dist/.vite/manifest.json",
        "omeropyr/static/dist/icons.svg",
        "omeropyr/plugins/webgateway/static/img/luts_10.png",
        "omeropyr/gateway/embedded/migrations/env.py",
    ):
        assert needed in names
    assert any(re.fullmatch(r"omeropyr/gateway/embedded/migrations/versions/\w+\.py", name) for name in names)
    strangers = [name for name in names if re.search(r"(^|/)(tests|node_modules|src|var)/", name)]
    assert strangers == []
    assert {name.split("/")[0] for name in names} == {
        "omeropyr",
        next(n.split("/")[0] for n in names if "dist-info" in n),
    }


def test_the_licence_is_in_the_wheel(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    metadata = archive.read(next(name for name in archive.namelist() if name.endswith("/METADATA"))).decode()
    assert "License-Expression: GPL-2.0-or-later" in metadata
    assert any(name.endswith("licenses/LICENSE") for name in archive.namelist())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def site(environment: Path, tmp_path: Path) -> Iterator[str]:
    """A site served from the installed wheel, with the institution's app in its ini; its address."""
    make_store(environment, tmp_path)
    ini = tmp_path / "production.ini"
    ini.write_text(INI.format(folder=tmp_path))
    port = free_port()
    process = subprocess.Popen(
        [environment / "omeropyr", "serve", ini, "--port", str(port)], cwd=tmp_path, env=clean_environment()
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address + "/-/health", process)
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


def make_store(environment: Path, folder: Path) -> None:
    password = folder / "password"
    password.write_text("correct horse\n")
    options = ("--store", folder / "store", "--password-file", password)
    run(environment / "omeropyr", "store", "init", *options, env=clean_environment())


INI = """\
[app:main]
use = egg:omeropyr
apps = webgateway webclient gallery
store = {folder}/store
session.dir = {folder}/sessions

[server:main]
use = egg:waitress#main
"""


def clean_environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        assert process.poll() is None, "the server ended by itself"
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310
                assert json.load(answer) == {"status": "ok"}
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} did not answer")


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310
        return str(answer.read().decode())


def test_the_installed_site_serves_pages_styles_and_the_institutions_app(site: str) -> None:
    page = get(site + "/webclient/login/")
    styles = re.findall(r'href="(/static/[^"]+\.css)"', page)
    assert styles
    assert "{" in get(site + styles[0])
    assert "csrfmiddlewaretoken" in get(site + "/gallery/")  # it needs somebody, so it leads to the login page


def test_the_command_line_lists_the_apps(environment: Path, tmp_path: Path) -> None:
    ini = tmp_path / "production.ini"
    ini.write_text(INI.format(folder=tmp_path))
    make_store(environment, tmp_path)
    rows = json.loads(run(environment / "omeropyr", "apps", "--json", ini, env=clean_environment()))
    assert [(row["name"], row["state"]) for row in rows] == [
        ("webgateway", "on"),
        ("webclient", "on"),
        ("gallery", "on"),
    ]
    assert rows[2]["origin"] == "acme-gallery 1.2"


def test_the_wheel_needs_no_omero(environment: Path) -> None:
    packages = run(environment / "pip", "list", "--disable-pip-version-check")
    assert "omero" not in packages.replace("omeropyr", "").lower()
    assert "zeroc" not in packages
