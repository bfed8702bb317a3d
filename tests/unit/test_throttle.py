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
        throttle.attempt("ann")
    with pytest.raises(TooManyAttempts) as caught:
        throttle.attempt("ann")
    assert caught.value.retry_after == 60
    throttle.attempt("ben")


def test_the_pause_ends(throttle: Throttle, clock: Clock) -> None:
    for _ in range(3):
        throttle.attempt("ann")
    clock.now += 60
    throttle.attempt("ann")
    throttle.attempt("ann")


def test_success_forgets_failures(throttle: Throttle) -> None:
    throttle.attempt("ann")
    throttle.attempt("ann")
    throttle.succeeded("ann")
    for _ in range(3):
        throttle.attempt("ann")


def test_an_attempt_that_came_to_nothing_is_not_counted(throttle: Throttle) -> None:
    for _ in range(10):
        throttle.attempt("ann")
        throttle.undo("ann")
    throttle.undo("ann")
    throttle.attempt("ann")


def test_attempts_at_the_same_time_are_all_counted(throttle: Throttle) -> None:
    """Passwords are being checked for three; nobody knows yet how that ends."""
    for _ in range(3):
        throttle.attempt("ann")
    with pytest.raises(TooManyAttempts):
        throttle.attempt("ann")


def test_a_flood_of_names_does_not_fill_the_memory(throttle: Throttle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CAPACITY", 10)
    for number in range(100):
        throttle.attempt(f"name{number}")
    with throttle._ledger.open() as failures:
        assert len(failures) == 10
