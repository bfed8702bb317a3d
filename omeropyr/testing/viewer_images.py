"""Images whose pixels are known, for tests of what a viewer shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tifffile

from omeropyr.gateway.embedded.importing.importer import Importer
from omeropyr.testing.store import SampleStore, imported_ids

SIZE_T, SIZE_Z, HEIGHT, WIDTH = 3, 5, 200, 240
SLIDE_HEIGHT, SLIDE_WIDTH = 3072, 4096


@dataclass(frozen=True, slots=True)
class ViewerImages:
    """Ids of the images of `import_viewer_images`. The file of `lost` is gone."""

    stack: int
    slide: int
    lost: int


def import_viewer_images(sample: SampleStore) -> ViewerImages:
    """Images of demo in the dataset "Viewer" of the sample project."""
    folder = sample.path.parent / f"{sample.path.name}-originals"
    importer = Importer(sample.store, owner_id=sample.accounts.demo_id, group_id=sample.accounts.group_id)

    def imported(path: Path) -> int:
        (image_id,) = imported_ids(importer.import_paths([path], project="Sample project", dataset="Viewer"))
        return image_id

    lost = folder / "lost.ome.tif"
    images = ViewerImages(
        stack=imported(write_stack(folder / "stack.ome.tif")),
        slide=imported(write_slide(folder / "slide.ome.tif")),
        lost=imported(write_stack(lost)),
    )
    lost.unlink()
    return images


def write_stack(path: Path) -> Path:
    """Channel 0 is flat and tells Z, channel 1 is flat in the right half and tells T."""
    pixels = np.zeros((SIZE_T, SIZE_Z, 2, HEIGHT, WIDTH), np.uint16)
    for z in range(SIZE_Z):
        pixels[:, z, 0] = 1000 * (z + 1)
    for t in range(SIZE_T):
        pixels[t, :, 1, :, WIDTH // 2 :] = 500 * (t + 1)
    metadata = {
        "axes": "TZCYX",
        "Channel": {"Name": ["DAPI", "GFP"]},
        "PhysicalSizeX": 0.5,
        "PhysicalSizeXUnit": "µm",
        "PhysicalSizeY": 0.5,
        "PhysicalSizeYUnit": "µm",
    }
    tifffile.imwrite(path, pixels, metadata=metadata)
    return path


def write_slide(path: Path) -> Path:
    """A pyramid of three levels; no pixel size."""
    y, x = np.indices((SLIDE_HEIGHT, SLIDE_WIDTH), np.uint32)
    full = np.stack([x * 255 // SLIDE_WIDTH, y * 255 // SLIDE_HEIGHT, (x // 64 + y // 64) % 2 * 120], axis=-1)
    full = full.astype(np.uint8)
    options: dict[str, Any] = {"photometric": "rgb", "tile": (256, 256), "compression": "zlib"}
    with tifffile.TiffWriter(path, ome=True) as tiff:
        tiff.write(full, subifds=2, metadata={"axes": "YXS"}, **options)
        for factor in (2, 4):
            tiff.write(np.ascontiguousarray(full[::factor, ::factor]), subfiletype=1, **options)
    return path
