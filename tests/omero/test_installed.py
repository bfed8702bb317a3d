"""Says why the other tests of this folder do not run, where they do not."""

from __future__ import annotations

from importlib.util import find_spec

import pytest


def test_omero_py_is_here() -> None:
    if find_spec("omero") is None:
        pytest.skip("omero-py is not installed: pip install omeropyr[omero] (docs/omero.md)")
    from omeropyr.gateway.omero import gateway

    assert gateway.open_gateway({"host": "localhost"}).address == ("localhost", 4064)
