"""OME-Zarr folders for tests: images, plates with runs, and collections as bioformats2raw writes them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import zarr

VERSIONS = ("0.4", "0.5")


def write_group(path: Path, version: str, said: Mapping[str, Any]) -> None:
    """A group with OME metadata."""
    path.mkdir(parents=True, exist_ok=True)
    if version == "0.4":
        (path / ".zgroup").write_text('{"zarr_format": 2}')
        (path / ".zattrs").write_text(json.dumps(said))
    else:
        content = {"zarr_format": 3, "node_type": "group", "attributes": {"ome": {"version": "0.5", **said}}}
        (path / "zarr.json").write_text(json.dumps(content))


def write_image(
    path: Path, version: str, pixels: np.ndarray, axes: str = "cyx", *, levels: int = 1, **said: Any
) -> Path:
    """An image whose levels are halved by leaving pixels out."""
    datasets = []
    for level in range(levels):
        data = pixels[..., :: 2**level, :: 2**level]
        separator: dict[str, Any] = {"name": "default", "separator": "/"}
        keys = {"name": "v2", "separator": "/"} if version == "0.4" else separator
        array = zarr.create_array(
            str(path / str(level)),
            shape=data.shape,
            chunks=tuple(min(64, side) if axis in "xy" else 1 for axis, side in zip(axes, data.shape, strict=True)),
            dtype=data.dtype,
            zarr_format=2 if version == "0.4" else 3,
            chunk_key_encoding=keys,
            overwrite=True,
        )
        array[...] = data
        scale = [0.5 * 2**level if axis in "xy" else 1.0 for axis in axes]
        datasets.append({"path": str(level), "coordinateTransformations": [{"type": "scale", "scale": scale}]})
    units = [{"name": axis, **({"unit": "micrometer"} if axis in "zyx" else {})} for axis in axes]
    write_group(path, version, {"multiscales": [{"axes": units, "datasets": datasets}], **said})
    return path


def write_plate(path: Path, version: str, wells: Sequence[str], runs: int, fields: int) -> Path:
    """Wells such as `A/1`; field n of a well is in run n * runs // fields; pixels are 10 * well + field."""
    said = {
        "name": "Screen 7",
        "rows": [{"name": row} for row in "ABCD"],
        "columns": [{"name": str(column)} for column in range(1, 7)],
        "wells": [
            {"path": well, "rowIndex": ord(well[0]) - ord("A"), "columnIndex": int(well[2:]) - 1} for well in wells
        ],
        "acquisitions": [
            {"id": run, "name": f"Pass {run}", "starttime": 1700000000 + run, "endtime": 1700000100 + run}
            for run in range(runs)
        ],
    }
    write_group(path, version, {"plate": said})
    for number, well in enumerate(wells):
        images = [{"path": str(field), "acquisition": field * runs // fields} for field in range(fields)]
        write_group(path / well, version, {"well": {"images": images}})
        for field in range(fields):
            pixels = np.full((2, 32, 40), 10 * number + field, np.uint16)
            write_image(path / well / str(field), version, pixels)
    return path
