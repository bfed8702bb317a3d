"""The cache of decoded pixels never holds more than it may."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.imaging.cache import PixelCache


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(1, 60)), max_size=60))
def test_bounded_and_right(requests: list[tuple[int, int]]) -> None:
    cache = PixelCache(100)
    for key, size in requests:
        array = cache.get((key, size), lambda key=key, size=size: np.full(size, key, np.uint8))
        assert array.tolist() == [key] * size
        assert cache.held <= 100
        assert cache.held == sum(one.nbytes for one in cache._values.values())


def test_kept_arrays_are_not_made_again_nor_changed() -> None:
    cache, made = PixelCache(1000), []
    for _ in range(3):
        array = cache.get("key", lambda: made.append(1) or np.zeros(10, np.uint8))
    assert len(made) == 1
    assert not array.flags.writeable


def test_forget_what_belongs_to_one() -> None:
    cache = PixelCache(1000)
    for key in (("a", 1), ("a", 2), ("b", 1)):
        cache.get(key, lambda: np.zeros(10, np.uint8))
    cache.forget("a")
    assert cache.held == 10


def test_of_big_arrays_only_the_last_is_kept() -> None:
    cache, made = PixelCache(100), []

    def get(key: str) -> None:
        cache.get((key, 0), lambda: made.append(key) or np.zeros(90, np.uint8))

    for key in "aabbab":
        get(key)
    assert made == ["a", "b", "a", "b"]
    assert cache.held == 0
    cache.forget("b")
    get("b")
    assert made[-1] == "b"
    assert len(made) == 5
