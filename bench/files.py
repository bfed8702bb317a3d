"""The files of the race: a slide, a fluorescence image as TIFF and OME-Zarr, a plate, a stack.

Made once, kept in var/."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
import zarr
from numcodecs import Blosc
from PIL import Image

SLIDE, FLUO, TILE = 8192, 4096, 512
WELLS = 24


def made(folder: Path) -> Path:
    """The folder with all files in it."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "complete").is_file():
        slides(folder)
        fluorescence(folder)
        plate(folder)
        stack(folder)
        (folder / "complete").touch()
    if not plate_file(folder, "lzw", WELLS - 1).is_file():
        plate(folder, "lzw")
    return folder


def slides(folder: Path) -> None:
    """Coloured blobs with the noise of a camera, JPEG tiles of quality 85, levels as SubIFDs."""
    rng = np.random.default_rng(0)
    blobs = rng.integers(0, 256, (SLIDE // 16, SLIDE // 16, 3), dtype=np.uint8)
    soft = np.asarray(Image.fromarray(blobs).resize((SLIDE, SLIDE), Image.Resampling.BICUBIC))
    full = np.clip(soft.astype(np.int16) // 2 + 110 + rng.integers(-9, 10, soft.shape, np.int16), 0, 255)
    levels = [full.astype(np.uint8)]
    while levels[-1].shape[0] > TILE:
        levels.append(np.asarray(Image.fromarray(levels[-1]).reduce(2)))
    for side in (256, 512):
        options: dict[str, Any] = {"photometric": "rgb", "tile": (side, side), "compression": "jpeg", "metadata": None}
        with tifffile.TiffWriter(folder / f"slide{side}.tif", bigtiff=True) as writer:
            writer.write(levels[0], subifds=len(levels) - 1, compressionargs={"level": 85}, **options)
            for level in levels[1:]:
                writer.write(level, subfiletype=1, compressionargs={"level": 85}, **options)


def cells(shape: tuple[int, ...], seed: int = 0) -> np.ndarray:
    """Soft spots on a dark, noisy ground; 12 bits in 16."""
    rng = np.random.default_rng(seed)
    planes = []
    for _ in range(int(np.prod(shape[:-2]))):
        coarse = (rng.random((shape[-2] // 32, shape[-1] // 32)) ** 6 * 3500).astype(np.float32)
        soft = np.asarray(Image.fromarray(coarse).resize(shape[:-3:-1], Image.Resampling.BICUBIC))
        planes.append(np.clip(soft + rng.normal(300, 30, soft.shape), 0, 4095).astype(np.uint16))
    return np.stack(planes).reshape(shape)


def fluorescence(folder: Path) -> None:
    """Four channels of 16 bits: OME-TIFF with zlib and predictor, OME-Zarr with blosc (lz4, shuffle)."""
    levels = [cells((4, FLUO, FLUO))]
    while levels[-1].shape[1] > TILE:
        levels.append(levels[-1][:, ::2, ::2])
    options: dict[str, Any] = {"photometric": "minisblack", "tile": (TILE, TILE), "compression": "zlib"}
    with tifffile.TiffWriter(folder / "fluo.ome.tif", bigtiff=True) as writer:
        subifds = len(levels) - 1
        writer.write(levels[0], subifds=subifds, predictor=True, metadata={"axes": "CYX"}, **options)
        for level in levels[1:]:
            writer.write(level, subfiletype=1, predictor=True, **options)
    write_zarr(folder / "fluo.ome.zarr", [level[None, :, None] for level in levels])
    part = levels[0][:, :TILE, :TILE].astype(np.float64)
    colors = np.array([(0, 0, 1), (0, 1, 0), (1, 0, 0), (1, 1, 1)])
    picture = np.tensordot(np.clip((part - 300) / 2700, 0, 1), colors, (0, 0))
    np.save(folder / "fluo.npy", np.ascontiguousarray(np.clip(picture * 255, 0, 255).astype(np.uint8)))


def write_zarr(path: Path, levels: Sequence[np.ndarray]) -> None:
    """Levels of shape (t, c, z, y, x)."""
    group = zarr.open_group(path, mode="w", zarr_format=2)
    for number, level in enumerate(levels):
        array = group.create_array(
            str(number),
            shape=level.shape,
            chunks=(1, 1, 1, TILE, TILE),
            dtype="<u2",
            compressors=Blosc("lz4", 5, Blosc.SHUFFLE),
            chunk_key_encoding={"name": "v2", "separator": "/"},
        )
        array[...] = level
    axes = [
        {"name": name, "type": kind} for name, kind in zip("tczyx", ("time", "channel", *["space"] * 3), strict=True)
    ]
    scales = [{"type": "scale", "scale": [1, 1, 1, 2**number, 2**number]} for number in range(len(levels))]
    datasets = [{"path": str(n), "coordinateTransformations": [scale]} for n, scale in enumerate(scales)]
    colors = [{"label": f"C{n}", "color": color} for n, color in enumerate(("0000FF", "00FF00", "FF0000", "FFFFFF"))]
    for channel in colors:
        channel["window"] = {"min": 0, "max": 4095, "start": 300, "end": 3000}  # type: ignore[assignment]
    group.attrs["multiscales"] = [{"version": "0.4", "axes": axes, "datasets": datasets}]
    group.attrs["omero"] = {"channels": colors}


def plate_file(folder: Path, compression: str, well: int) -> Path:
    return folder / f"plate_{'' if compression == 'zlib' else compression + '_'}{well:02}.ome.tif"


def plate(folder: Path, compression: str = "zlib") -> None:
    """Images of three channels, 1024 x 1024, 16 bits, in strips: one file for each well."""
    for well in range(WELLS):
        path = plate_file(folder, compression, well)
        tifffile.imwrite(path, cells((3, 1024, 1024), well), metadata={"axes": "CYX"}, compression=compression)


def stack(folder: Path) -> None:
    """Five dimensions: 8 times, 20 slices, 2 channels of 512 x 512, 16 bits, as TIFF (not compressed) and OME-Zarr."""
    pixels = cells((8, 20, 2, 512, 512))
    tifffile.imwrite(folder / "stack.ome.tif", pixels, metadata={"axes": "TZCYX"})
    write_zarr(folder / "stack.ome.zarr", [pixels.swapaxes(1, 2)])
