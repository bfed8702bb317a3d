"""Movies, decoded again and compared with the pictures they are made of."""

from __future__ import annotations

import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from array_source import ArraySource
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.errors import Invalid, NotSupported
from omeropyr.imaging.movie import draw_frame, frame_places, frame_size, write_movie
from omeropyr.imaging.settings import (
    ChannelSettings,
    MovieFormat,
    MovieRequest,
    Projection,
    ProjectionKind,
    RenderSettings,
)

av = pytest.importorskip("av", reason="needs the extra omeropyr[movie]")
SETTINGS = RenderSettings(channels=(ChannelSettings(active=True, start=0, end=255, color="00FF00"),))


def moving(size_t: int = 5, size_z: int = 3, height: int = 65, width: int = 97) -> ArraySource:
    """A soft ramp whose brightness grows with t and z."""
    t, _, z, y, x = np.indices((size_t, 1, size_z, height, width))
    return ArraySource((x + y // 2 + 20 * t + 9 * z).astype(np.uint8))


def decoded(path: Path) -> tuple[list[np.ndarray], float]:
    with av.open(str(path)) as container:
        frames = [
            frame.reformat(format="rgb24", src_colorspace="ITU709").to_ndarray() for frame in container.decode(video=0)
        ]
        return frames, float(container.streams.video[0].average_rate)


@pytest.mark.parametrize("kind", list(MovieFormat))
@pytest.mark.parametrize("axis", ["t", "z"])
def test_frames_show_the_planes(tmp_path: Path, kind: MovieFormat, axis: str) -> None:
    source, told = moving(), []
    request = MovieRequest(axis=axis, at=1, frames_per_second=7.5, format=kind)
    write_movie(source, SETTINGS, request, tmp_path / "m", lambda done, total: told.append((done, total)))
    frames, rate = decoded(tmp_path / "m")
    places = frame_places(source.info, request)
    assert len(frames) == len(places) == (5 if axis == "t" else 3)
    assert rate == pytest.approx(7.5)
    assert told == [(number + 1, len(places)) for number in range(len(places))]
    for frame, (z, t) in zip(frames, places, strict=True):
        expected = draw_frame(source, SETTINGS, (96, 64), z=z, t=t)
        np.testing.assert_array_equal(expected[:, :, 1], source.read_plane(z, t)[:64, :96])
        assert np.abs(frame.astype(int) - expected).mean() < 5


def test_small_frames_lie_in_the_middle_of_a_black_canvas(tmp_path: Path) -> None:
    write_movie(moving(), SETTINGS, MovieRequest(shortest_side=127), tmp_path / "m.mp4")
    frame = decoded(tmp_path / "m.mp4")[0][4].astype(int)
    assert frame.shape == (128, 128, 3)
    shown = draw_frame(moving(), SETTINGS, (96, 64), z=0, t=4)
    assert np.abs(frame[32:96, 16:112] - shown).mean() < 5
    assert frame[:30].max() < 10


def test_projection_over_time(tmp_path: Path) -> None:
    source = moving()
    projected = replace(SETTINGS, projection=Projection(ProjectionKind.MAXIMUM))
    frame = draw_frame(source, projected, (96, 64), z=0, t=2)
    assert np.abs(frame[:, :, 1].astype(int) - source.read_plane(2, 2)[:64, :96]).mean() < 3
    write_movie(source, projected, MovieRequest(), tmp_path / "m.mp4")
    assert len(decoded(tmp_path / "m.mp4")[0]) == 5
    off = replace(projected, channels=(replace(SETTINGS.channels[0], active=False),))
    assert not draw_frame(source, off, (96, 64), z=0, t=2).any()


def test_projections_of_large_images_come_from_the_level_that_fits() -> None:
    levels = [np.full((1, 1, 2, side, side), value, np.uint8) for value, side in enumerate((400, 200, 100))]
    projected = replace(SETTINGS, projection=Projection(ProjectionKind.MAXIMUM))
    source = ArraySource(*levels)
    assert (draw_frame(source, projected, (200, 200), z=0, t=0)[:, :, 1] == 1).all()
    assert max(source.read_bytes) == 200 * 200


def test_index_comes_first_so_that_playing_can_start(tmp_path: Path) -> None:
    write_movie(moving(), SETTINGS, MovieRequest(), tmp_path / "m.mp4")
    content = (tmp_path / "m.mp4").read_bytes()
    assert 0 < content.index(b"moov") < content.index(b"mdat")


@given(width=st.integers(1, 50_000), height=st.integers(1, 50_000), longest=st.none() | st.integers(16, 1920))
def test_sizes_are_even_and_bounded(width: int, height: int, longest: int | None) -> None:
    info = replace(moving(1, 1, 2, 2).info, size_x=width, size_y=height)
    size = frame_size(info, longest)
    assert all(side % 2 == 0 and side >= 16 for side in size)
    assert max(size) <= (longest or 1920)
    if longest is None and min(width, height) >= 16 and max(width, height) <= 1920:
        assert size == (width // 2 * 2, height // 2 * 2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"axis": "c"},
        {"first": -1},
        {"last": 5},
        {"first": 3, "last": 2},
        {"at": 3},
        {"frames_per_second": 0},
        {"frames_per_second": math.nan},
        {"frames_per_second": 1000},
        {"longest_side": 8},
        {"longest_side": 5000},
        {"shortest_side": -1},
        {"shortest_side": 5000},
    ],
)
def test_movies_that_cannot_be(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        write_movie(moving(), SETTINGS, MovieRequest(**wrong), tmp_path / "m.mp4")
    assert not (tmp_path / "m.mp4").exists()


def test_without_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(NotSupported, match=r"omeropyr\[movie\]"):
        write_movie(moving(), SETTINGS, MovieRequest(), tmp_path / "m.mp4")


def test_without_the_codec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(av, "codecs_available", frozenset({"mpeg4"}))
    with pytest.raises(NotSupported, match="libx264"):
        write_movie(moving(), SETTINGS, MovieRequest(), tmp_path / "m.mp4")
    assert not (tmp_path / "m.mp4").exists()
