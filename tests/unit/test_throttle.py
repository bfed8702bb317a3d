"""Ten failures, then a pause; others are not affected."""

from __future__ import annotations

import pytest

from omeropyr.errors import TooManyAttempts
from omeropyr.security import throttle as module
from omeropyr.security.throttle import Throttle


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def throttle(clock: Clock) -> Throttle:
    return Throttle(attempts=3, pause=60, clock=clock)


def test_refuses_after_so_many_failures(throttle: Throttle) -> None:
    for _ in range(3):
        throttle.check("ann")
        throttle.failed("ann")
    with pytest.raises(TooManyAttempts) as caught:
        throttle.check("ann")
    assert caught.value.retry_after == 60
    throttle.check("ben")


def test_the_pause_ends(throttle: Throttle, clock: Clock) -> None:
    for _ in range(3):
        throttle.failed("ann")
    clock.now += 60
    throttle.check("ann")
    throttle.failed("ann")
    throttle.check("ann")


def test_success_forgets_failures(throttle: Throttle) -> None:
    throttle.failed("ann")
    throttle.failed("ann")
    throttle.succeeded("ann")
    throttle.failed("ann")
    throttle.check("ann")


def test_a_flood_of_names_does_not_fill_the_memory(throttle: Throttle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CAPACITY", 10)
    for number in range(100):
        throttle.failed(f"name{number}")
    assert len(throttle._failures) == 10
