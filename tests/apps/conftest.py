"""The apps' own tests run as if the apps were installed."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def installed(example_apps: Path) -> Path:
    return example_apps
