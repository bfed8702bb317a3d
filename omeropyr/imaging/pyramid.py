"""Pyramids for large images that come without one: an OME-Zarr with every level, in chunks that are quick to read."""

from __future__ import annotations

import os
import shutil
import uuid
from pathlib import Path

from omeropyr.imaging.export.ngff_metadata import Version
from omeropyr.imaging.export.ome_zarr import write_ome_zarr
from omeropyr.imaging.export.planes import Progress
from omeropyr.imaging.source import ImageSource, SourceInfo, SourceSpec

LIMIT = 3192 * 3192
SUFFIX = ".ome.zarr"


def needs_pyramid(info: SourceInfo, limit: int = LIMIT) -> bool:
    """True for an image of more than `limit` pixels whose smallest level is still that big."""
    smallest = info.levels[-1]
    return smallest.width * smallest.height > limit


def build_pyramid(source: ImageSource, path: Path, progress: Progress | None = None) -> SourceSpec:
    """Write the pyramid of `source` to the folder `path` (best `*.ome.zarr`) and say how to open it.

    Memory: about two bands of 512 rows. The folder appears whole or not at all: it is written under another name
    beside `path` and renamed at the end; what a killed process leaves has a name that starts with a dot. What
    `progress` raises ends the work and leaves nothing.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        write_ome_zarr(source, unfinished, progress, version=Version.V04)
        os.rename(unfinished, path)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return SourceSpec(reader="zarr", files=(str(path),))
