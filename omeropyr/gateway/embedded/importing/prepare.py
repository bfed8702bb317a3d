"""Everything about an image that is computed before anybody can see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from omeropyr.errors import UnreadableFile
from omeropyr.gateway.embedded.pixels.previews import draw_preview
from omeropyr.imaging.defaults import default_settings
from omeropyr.imaging.discover import Found
from omeropyr.imaging.opening import open_source
from omeropyr.imaging.pyramid import needs_pyramid
from omeropyr.imaging.settings import RenderSettings
from omeropyr.imaging.source import ImageSource, SourceInfo, SourceSpec
from omeropyr.imaging.statistics import ChannelRange, statistics

PREVIEW_SIDE = 96
"""Longest side, in pixels, of the thumbnails that listings show."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An image whose pixels were read. One that `needs_pyramid` is shown from its file until it has one."""

    found: Found
    info: SourceInfo
    ranges: tuple[ChannelRange, ...]
    settings: RenderSettings
    preview: bytes
    needs_pyramid: bool


def prepare(found: Found, files: Sequence[str]) -> Prepared:
    """Read and check the image in `files`, the copies or the originals. Raises ImagingError, OSError."""
    spec = replace(found.spec, files=tuple(files))
    source = open_source(spec)
    try:
        _check(source.info, found.info, spec)
        return _computed(found, source)
    finally:
        source.close()


def _computed(found: Found, source: ImageSource) -> Prepared:
    shown_from = source.info
    info = replace(
        found.info,
        levels=shown_from.levels,
        tile_width=shown_from.tile_width,
        tile_height=shown_from.tile_height,
    )
    ranges = statistics(source)
    settings = default_settings(info, ranges)
    return Prepared(found, info, ranges, settings, draw_preview(source, settings, PREVIEW_SIDE), needs_pyramid(info))


def _check(opened: SourceInfo, described: SourceInfo, spec: SourceSpec) -> None:
    """The file may have changed since it was looked at."""
    axes = ("size_x", "size_y", "size_z", "size_c", "size_t")
    if any(getattr(opened, axis) != getattr(described, axis) for axis in axes):
        raise UnreadableFile(spec.files[0], "the file changed while it was imported")
