"""Every kind of job names a function that is there."""

from __future__ import annotations

import pytest

from omeropyr.errors import NotSupported
from omeropyr.gateway.embedded.jobs.registry import KINDS, kind_called


@pytest.mark.parametrize("name", sorted(KINDS))
def test_its_function_can_be_loaded(name: str) -> None:
    assert callable(kind_called(name).load())


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(NotSupported, match="of the kind gadget"):
        kind_called("gadget")
