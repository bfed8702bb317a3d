"""Ctrl-C is remembered even where somebody swallows it."""

from __future__ import annotations

import signal
from contextlib import suppress

import pytest

from omeropyr.cli.interruption import Interruption


def test_it_is_raised_and_remembered() -> None:
    with Interruption() as interruption:
        assert not interruption.happened
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert interruption.happened
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_swallowed_it_is_remembered_all_the_same() -> None:
    with Interruption() as interruption, suppress(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    assert interruption.happened
