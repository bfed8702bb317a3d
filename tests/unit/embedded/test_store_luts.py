"""Look-up tables that somebody put into the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.imaging import luts
from omeropyr.imaging.lut_curves import ramp
from omeropyr.testing.store import make_store


@pytest.fixture
def forgetting() -> Iterator[None]:
    yield
    luts._files.clear()
    luts._table.cache_clear()
    luts._strip.cache_clear()


@pytest.mark.usefixtures("forgetting")
def test_files_in_the_stores_folder_are_listed_and_used(tmp_path: Path) -> None:
    sample = make_store(tmp_path / "store", images=False)
    (sample.path / "luts").mkdir()
    (sample.path / "luts" / "Physics.lut").write_bytes(ramp("010203", "FEDCBA").T.tobytes())
    (sample.path / "luts" / "ours.lut").write_bytes(ramp("000000", "00FF00").T.tobytes())
    gateway = EmbeddedGateway(sample.store)
    names = [table.name for table in gateway.login(sample.demo).pixels.lookup_tables()]
    assert "ours.lut" in names
    assert names.count("physics.lut") == 1
    assert luts.lut_named("physics.lut")[0].tolist() == [1, 2, 3]
    gateway.close()
