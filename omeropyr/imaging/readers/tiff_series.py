"""The images in a TIFF: which of tifffile's series are images, and which are levels of another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

SKIPPED_NAMES = ("thumbnail",)


def images(series: Sequence[Any]) -> list[list[Any]]:
    """For each image its levels, largest first.

    Besides SubIFD pyramids (found by tifffile) a pyramid may be written as consecutive pages of falling size:
    those are folded into one image when every size is the full size divided by one factor, unless tifffile knows
    better (slides with labels).
    """
    result: list[list[Any]] = []
    for one in series:
        if one.name.lower() in SKIPPED_NAMES and len(series) > 1:
            continue
        if result and _continues(result[-1], one):
            result[-1].append(one)
        else:
            result.append(_same_planes(one.levels))
    return result


def _same_planes(levels: Sequence[Any]) -> list[Any]:
    """Levels with the same planes as the first (a pyramid may shrink in Z too: those levels are not used)."""
    first = levels[0]
    return [level for level in levels if _outer(level) == _outer(first) and level.dtype == first.dtype]


def _outer(series: Any) -> tuple[int, ...]:
    inner = len(series.keyframe.axes)
    return tuple(series.shape[:-inner])


def _continues(levels: list[Any], one: Any) -> bool:
    """True if `one` is the next smaller level: reduced by its own word, or tiled like the level before it."""
    first, last, page = levels[0].keyframe, levels[-1].keyframe, one.keyframe
    alike: bool = (
        len(one.levels) == len(levels[0].levels) == 1
        and _outer(one) == _outer(levels[0])
        and one.dtype == levels[0].dtype
        and page.samplesperpixel == first.samplesperpixel
    )
    said: bool = page.is_reduced or (page.is_tiled and first.is_tiled)
    return alike and said and bool(page.imagewidth < last.imagewidth) and _same_shape(first, page)


def _same_shape(full: Any, small: Any) -> bool:
    """One factor fits both sides, give or take the pixel lost by rounding at each halving."""
    factor: float = full.imagewidth / small.imagewidth
    lost: float = abs(full.imagelength / factor - small.imagelength)
    return factor >= 1.5 and lost <= max(2.0, small.imagelength * 0.01)
