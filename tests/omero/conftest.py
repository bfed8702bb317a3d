"""An OMERO.server for these tests: the stand-in, in this process, or whatever OMEROPYR_TEST_OMERO=host:port names."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

STAND_IN = Path(__file__).parents[3] / "shared" / "omero-standin"
ELSEWHERE = "OMEROPYR_TEST_OMERO"


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """These tests import the adapter, which needs omero-py."""
    if collection_path.suffix == ".py" and collection_path.name.startswith("test_") and missing():
        return None if collection_path.name == "test_installed.py" else True
    return None


def missing() -> str:
    """What these tests want and cannot have; empty if nothing."""
    try:
        import omero  # noqa: F401
    except ImportError:
        return "omero-py is not installed: pip install omeropyr[omero] (docs/omero.md)"
    if not STAND_IN.is_dir() and ELSEWHERE not in os.environ:
        return f"there is no OMERO.server: neither {STAND_IN.name} beside the repository nor {ELSEWHERE}=host:port"
    return ""


@pytest.fixture(scope="session")
def stand_in() -> Iterator[Any]:
    """Shared by tests that only read; it counts its calls."""
    yield from _running()


@pytest.fixture
def own_stand_in() -> Iterator[Any]:
    """For tests that write or break something."""
    yield from _running()


def _running() -> Iterator[Any]:
    if not STAND_IN.is_dir():
        pytest.skip("needs the stand-in beside the repository")
    if str(STAND_IN) not in sys.path:
        sys.path.append(str(STAND_IN))
    with warnings.catch_warnings(action="ignore"):  # it leaves files open while it reads the Slice definitions
        from omero_standin import StandIn

    with StandIn() as server:
        yield server


@pytest.fixture(scope="session")
def address(request: pytest.FixtureRequest) -> tuple[str, int]:
    """Host and port with the sample world of the stand-in."""
    if ELSEWHERE in os.environ:
        host, _, port = os.environ[ELSEWHERE].rpartition(":")
        return host, int(port)
    return "127.0.0.1", request.getfixturevalue("stand_in").ssl_port
