"""Open sources: composite images, and the cache that keeps the busy ones open."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import tifffile

from omeropyr.errors import Invalid, UnknownFormat, UnreadableFile
from omeropyr.imaging import composite
from omeropyr.imaging.opening import SourceCache, open_source
from omeropyr.imaging.source import ImageSource, Part, Pixels, Region, SourceInfo, SourceSpec

HERE = Region(0, 2, 3, 5, 4)


@pytest.fixture
def spread(tmp_path: Path, random_pixels) -> tuple[SourceSpec, np.ndarray]:
    """2 channels, 3 z, 8 t, one plane in each file."""
    pixels = random_pixels((2, 3, 8, 10, 12))
    files, parts = [], []
    for c, z, t in np.ndindex(2, 3, 8):
        path = tmp_path / f"{c}{z}{t}.tif"
        tifffile.imwrite(path, pixels[c, z, t])
        parts.append(Part(len(files), c, z, t))
        files.append(str(path))
    return SourceSpec(reader="tiff", files=tuple(files), parts=tuple(parts)), pixels


def test_planes_come_from_their_files(spread: tuple[SourceSpec, np.ndarray]) -> None:
    spec, pixels = spread
    source = open_source(spec)
    assert (source.info.size_c, source.info.size_z, source.info.size_t) == (2, 3, 8)
    for z, t in np.ndindex(3, 8):
        np.testing.assert_array_equal(source.read(HERE, z=z, t=t, channels=[1, 0]), pixels[[1, 0], z, t, 3:7, 2:7])
    with pytest.raises(Invalid):
        source.read(HERE, z=3, t=0, channels=[0])
    source.close()


def test_few_files_stay_open_under_many_threads(
    spread: tuple[SourceSpec, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(composite, "MAX_OPEN", 3)
    spec, pixels = spread
    source = open_source(spec)

    def one(number: int) -> bool:
        z, t = number % 3, number % 8
        return bool((source.read(HERE, z=z, t=t, channels=[0, 1]) == pixels[:, z, t, 3:7, 2:7]).all())

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(one, range(120)))
    assert len(source._sources) <= 3
    source.close()


def test_a_file_that_changed_is_named(spread: tuple[SourceSpec, np.ndarray]) -> None:
    spec, _ = spread
    tifffile.imwrite(spec.files[5], np.zeros((4, 4), np.uint16))
    source = open_source(spec)
    with pytest.raises(UnreadableFile, match="no longer like") as caught:
        source.read(HERE, z=0, t=5, channels=[0])
    assert caught.value.path == spec.files[5]
    source.close()


def test_missing_reader_and_file(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match="not installed"):
        open_source(SourceSpec(reader="nobody", files=("x",)))
    with pytest.raises(UnreadableFile):
        open_source(SourceSpec(reader="tiff", files=(str(tmp_path / "gone.tif"),)))


class Counted(ImageSource):
    """A source that knows whether it is open."""

    def __init__(self, spec: SourceSpec, log: list[str]) -> None:
        self.name, self.log, self.open = spec.files[0], log, True
        log.append(f"open {self.name}")

    @property
    def info(self) -> SourceInfo:
        raise NotImplementedError

    def read(self, region: Region, *, z: int, t: int, channels: Sequence[int]) -> Pixels:
        assert self.open
        return np.zeros((1, 1, 1))

    def close(self) -> None:
        self.open = False
        self.log.append(f"close {self.name}")


def spec(name: str) -> SourceSpec:
    return SourceSpec(reader="x", files=(name,))


@pytest.fixture
def log() -> list[str]:
    return []


@pytest.fixture
def cache(log: list[str]) -> SourceCache:
    return SourceCache(2, lambda one: Counted(one, log))


def use(cache: SourceCache, name: str) -> None:
    with cache.lease(spec(name)):
        pass


def test_oldest_leaves_first(cache: SourceCache, log: list[str]) -> None:
    for name in "abacb":
        use(cache, name)
    assert log == ["open a", "open b", "open c", "close b", "open b", "close a"]


def test_one_in_use_is_never_closed(cache: SourceCache, log: list[str]) -> None:
    with cache.lease(spec("a")) as held:
        for name in "bcd":
            use(cache, name)
        assert "close a" not in log
        cache.forget(spec("a"))
        assert held.open
    assert "close a" in log


def test_close_waits_for_the_last_user(cache: SourceCache, log: list[str]) -> None:
    with cache.lease(spec("a")):
        use(cache, "b")
        cache.close()
        assert log == ["open a", "open b", "close b"]
    assert log[-1] == "close a"


def test_a_failed_opening_is_not_remembered() -> None:
    attempts: list[int] = []

    def opener(_: SourceSpec) -> ImageSource:
        attempts.append(1)
        raise UnreadableFile("x", "broken.")

    cache = SourceCache(2, opener)
    for _ in range(2):
        with pytest.raises(UnreadableFile), cache.lease(spec("a")):
            pass
    assert len(attempts) == 2


def test_many_threads_open_each_image_once_at_a_time(log: list[str]) -> None:
    lock = threading.Lock()

    def opener(one: SourceSpec) -> ImageSource:
        with lock:
            return Counted(one, log)

    cache = SourceCache(3, opener)

    def work(number: int) -> None:
        with cache.lease(spec(str(number % 7))) as source:
            source.read(HERE, z=0, t=0, channels=[0])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(2000)))
    cache.close()
    for name in map(str, range(7)):
        assert log.count(f"open {name}") == log.count(f"close {name}")
