"""Writes the samples to a folder: each file whole or not at all, nothing twice."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
import zarr

from omeropyr.imaging.export.ome_tiff import PHOTOGRAPHIC, write_ome_tiff
from omeropyr.imaging.halving import halve
from omeropyr.imaging.ome_write import ome_xml
from omeropyr.imaging.samples import scenes
from omeropyr.imaging.samples.scenes import Stack
from omeropyr.imaging.samples.tissue import Slide
from omeropyr.imaging.source import SourceInfo
from omeropyr.imaging.wells import well_name

Progress = Callable[[int, int], None]
"""Called with the number of finished files and of all files."""

Scene = Callable[[], tuple[SourceInfo, Stack]]

MARKER = ".omeropyr-samples"
VERSION = "1"
ROWS, COLUMNS, FIELDS = 4, 6, 2


@dataclass(frozen=True, slots=True)
class Sample:
    """A file to be; `write` makes it under the path it is given."""

    name: str
    write: Callable[[Path], None]


def write_samples(folder: Path, progress: Progress | None = None) -> list[Path]:
    """Files (and one .zarr folder) of the samples; what is there already is left alone.

    About ten seconds and 60 MB the first time. Every file is written under a hidden name and renamed when it is
    complete, so the work may be killed at any moment and taken up again.
    """
    samples = list(catalogue())
    paths = [folder / sample.name for sample in samples]
    marker = folder / MARKER
    if marker.is_file() and marker.read_text().strip() == VERSION and all(path.exists() for path in paths):
        return paths
    for number, (sample, path) in enumerate(zip(samples, paths, strict=True), start=1):
        if not path.exists():
            _write_whole(sample, path)
        if progress is not None:
            progress(number, len(samples))
    marker.write_text(VERSION + "\n")
    return paths


def _write_whole(sample: Sample, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    if unfinished.is_dir():
        shutil.rmtree(unfinished)
    sample.write(unfinished)
    os.replace(unfinished, path)


def catalogue() -> Iterator[Sample]:
    """All samples, the quick ones first."""
    for number in range(1, 5):
        yield Sample(f"Mitosis/mitosis-{number:02d}.ome.tif", partial(_tiff, partial(scenes.mitosis, number)))
    yield Sample("Stacks/depth-stack.ome.tif", partial(_tiff, scenes.stack))
    yield Sample("Stacks/wandering-cells.ome.tif", partial(_tiff, scenes.timelapse))
    yield Sample("Stacks/mitosis-05.ome.zarr", partial(_zarr, partial(scenes.mitosis, 5, 768)))
    yield from _plate()
    yield Sample("Histology/gland-tissue.ome.tif", _slide)


def _plate() -> Iterator[Sample]:
    for place in np.ndindex(ROWS, COLUMNS, FIELDS, 2):
        row, column, field, channel = place
        name = f"Plate-01/Plate-01_{well_name(row, column)}_s{field + 1}_w{channel + 1}.tif"
        yield Sample(name, partial(_tiff, partial(scenes.well, *place)))


def _tiff(scene: Scene, path: Path) -> None:
    info, pixels = scene()
    tifffile.imwrite(
        path,
        pixels,
        photometric="minisblack",
        tile=(256, 256),
        compression="zstd",
        predictor=True,
        description=ome_xml(info),
        metadata=None,
    )


def _slide(path: Path) -> None:
    slide = Slide("gland-tissue")
    try:
        write_ome_tiff(slide, path, encoding=PHOTOGRAPHIC)
    finally:
        slide.close()


def _zarr(scene: Scene, path: Path) -> None:
    """OME-Zarr 0.5 with three levels; axes c, y, x."""
    info, pixels = scene()
    levels = [pixels[0, :, 0]]
    while len(levels) < 3:
        levels.append(np.moveaxis(halve(np.moveaxis(levels[-1], 0, 2)), 2, 0))
    group = zarr.open_group(path, mode="w", zarr_format=3)
    for number, level in enumerate(levels):
        array = group.create_array(str(number), shape=level.shape, dtype=level.dtype, chunks=(1, 256, 256))
        array[:] = level
    group.attrs["ome"] = _ngff(info, len(levels))


def _ngff(info: SourceInfo, levels: int) -> dict[str, Any]:
    size = info.physical_size_x_um
    assert size is not None  # noqa: S101 - for the type checker
    axes = [{"name": "c", "type": "channel"}] + [
        {"name": name, "type": "space", "unit": "micrometer"} for name in ("y", "x")
    ]
    datasets = [
        {
            "path": str(level),
            "coordinateTransformations": [{"type": "scale", "scale": [1, size * 2**level, size * 2**level]}],
        }
        for level in range(levels)
    ]
    channels = [{"label": channel.name, "color": channel.color, "active": True} for channel in info.channels]
    return {
        "version": "0.5",
        "multiscales": [{"name": info.name, "axes": axes, "datasets": datasets}],
        "omero": {"channels": channels},
    }
