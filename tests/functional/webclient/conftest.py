"""A lab of the test's own: a site for several people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from omeropyr.testing.lab import Lab, make_lab


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with make_lab(tmp_path) as lab:
        yield lab
