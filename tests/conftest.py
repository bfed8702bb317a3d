"""Fixtures for every kind of test."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from databases import EmptyStores, PostgresqlStores, SqliteStores
from postgresql import NoServer, Server, running
from stevedore import ExtensionManager

hypothesis.settings.register_profile("omeropyr", deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("omeropyr")

APPS = Path(__file__).parent / "apps"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """Tests that need one are skipped, with the reason, where there is none."""
    try:
        with running() as server:
            yield server
    except NoServer as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def sqlite_stores(tmp_path_factory: pytest.TempPathFactory) -> SqliteStores:
    return SqliteStores.migrated(tmp_path_factory.mktemp("sqlite") / "empty")


@pytest.fixture(scope="session")
def postgresql_stores(tmp_path_factory: pytest.TempPathFactory, postgresql_server: Server) -> PostgresqlStores:
    return PostgresqlStores.migrated(tmp_path_factory.mktemp("postgresql") / "empty", postgresql_server)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Whatever uses this runs once for each database."""
    return str(request.param)


@pytest.fixture
def empty_stores(database: str, request: pytest.FixtureRequest) -> Iterator[EmptyStores]:
    """For tests that run on every database; what they made is cleared away after each."""
    stores: EmptyStores = request.getfixturevalue(f"{database}_stores")
    yield stores
    stores.clear()


@pytest.fixture(scope="session")
def example_apps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The apps of tests/apps as if they were installed: importable, their entry points found."""
    site_packages = tmp_path_factory.mktemp("site-packages")
    for project in sorted(APPS.glob("*/pyproject.toml")):
        install(project, site_packages)
    sys.path.insert(0, str(site_packages))
    ExtensionManager.ENTRY_POINT_CACHE.clear()  # what earlier tests of this process found
    yield site_packages
    sys.path.remove(str(site_packages))


def install(project: Path, site_packages: Path) -> None:
    """What `pip install --editable` leaves behind: the package in reach, and a dist-info that names it."""
    about = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    name, version = about["name"].replace("-", "_"), about["version"]
    info = site_packages / f"{name}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {about['name']}\nVersion: {version}\n")
    lines = [
        f"[{group}]\n" + "\n".join(f"{k} = {v}" for k, v in points.items())
        for group, points in about["entry-points"].items()
    ]
    (info / "entry_points.txt").write_text("\n".join(lines))
    for package in project.parent.iterdir():
        if (package / "__init__.py").is_file():
            (site_packages / package.name).symlink_to(package, target_is_directory=True)
