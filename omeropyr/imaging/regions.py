"""Arithmetic of regions, and the checks every source makes before it reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from omeropyr.errors import Invalid
from omeropyr.imaging.source import LevelSize, Region, SourceInfo


def require_inside(info: SourceInfo, region: Region) -> None:
    """Raises Invalid if the level does not exist or the region is empty or leaves it."""
    if not 0 <= region.level < len(info.levels):
        raise Invalid("level", f"must be from 0 to {len(info.levels) - 1}")
    level = info.levels[region.level]
    across = 0 <= region.x < region.x + region.width <= level.width
    down = 0 <= region.y < region.y + region.height <= level.height
    if not (across and down):
        raise Invalid("region", f"must lie inside {level.width} x {level.height} pixels")


def require_plane(info: SourceInfo, z: int, t: int, channels: Sequence[int]) -> None:
    """Raises Invalid for a plane or channel the image does not have."""
    if not 0 <= z < info.size_z:
        raise Invalid("z", f"must be from 0 to {info.size_z - 1}")
    if not 0 <= t < info.size_t:
        raise Invalid("t", f"must be from 0 to {info.size_t - 1}")
    if channels and not 0 <= min(channels) <= max(channels) < info.size_c:
        raise Invalid("channels", f"must be from 0 to {info.size_c - 1}")


def whole(info: SourceInfo, level: int = 0) -> Region:
    """All of a level."""
    size = info.levels[level]
    return Region(level, 0, 0, size.width, size.height)


def clip(region: Region, size: LevelSize) -> Region | None:
    """The part of `region` inside a level of `size`; None if there is none."""
    left, top = max(region.x, 0), max(region.y, 0)
    right, bottom = min(region.x + region.width, size.width), min(region.y + region.height, size.height)
    if left >= right or top >= bottom:
        return None
    return Region(region.level, left, top, right - left, bottom - top)


def strips(info: SourceInfo, level: int, rows: int) -> Iterator[Region]:
    """The level from top to bottom in pieces of `rows` rows (the last may be lower)."""
    size = info.levels[level]
    for top in range(0, size.height, rows):
        yield Region(level, 0, top, size.width, min(rows, size.height - top))
