"""A store with content for tests: two accounts and a few small images, made in well under a second.

from omeropyr.testing.store import make_store

def test_something(tmp_path):
    sample = make_store(tmp_path / "store")
    session = open_gateway(sample.config).login(sample.demo)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray
from sqlalchemy import select

from omeropyr.gateway.embedded.demo import DEMO, ROOT_PASSWORD, DemoAccounts, provision_demo
from omeropyr.gateway.embedded.importing.importer import Importer
from omeropyr.gateway.embedded.importing.report import Report
from omeropyr.gateway.embedded.people import passwords
from omeropyr.gateway.embedded.schema import DatasetRow, PlateRow, ProjectRow, ScreenRow
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.model import Credentials

PROJECT, DATASET, SCREEN, PLATE = "Sample project", "Sample dataset", "Sample screen", "Plate1"
STACK_SHAPE = (2, 3, 48, 64)
"""z, channels, height, width of the first sample image."""


@dataclass(frozen=True, slots=True)
class SampleStore:
    """A store, its accounts and what is in it; all data belong to demo. Ids are 0 in a store without images.

    `files` and `image_ids` go together: first 64 x 48 in 16 bit with 3 channels and 2 sections, then 40 x 40 grey in
    8 bit. `well_image_ids` are the images of the wells A1 and B2 of the plate.
    """

    store: Store
    accounts: DemoAccounts
    files: tuple[Path, ...] = ()
    image_ids: tuple[int, ...] = ()
    project_id: int = 0
    dataset_id: int = 0
    screen_id: int = 0
    plate_id: int = 0
    well_image_ids: tuple[int, ...] = ()

    @property
    def root(self) -> Credentials:
        return Credentials("root", ROOT_PASSWORD)

    @property
    def demo(self) -> Credentials:
        return Credentials(DEMO, DEMO)

    @property
    def path(self) -> Path:
        return self.store.path

    @property
    def config(self) -> Mapping[str, str]:
        """For `open_gateway`."""
        return {"path": str(self.path)}


def make_store(folder: Path, *, images: bool = True, url: str | None = None) -> SampleStore:
    """A store in `folder`, with the accounts root/omero and demo/demo; `images` False leaves it empty. `url` names
    an empty database other than SQLite.

    Passwords are hashed cheaply: never use such a store for anything but tests.
    """
    originals = folder.parent / f"{folder.name}-originals"
    originals.mkdir(parents=True, exist_ok=True)
    store = Store.create(folder, url=url, roots=[originals], hash_cost=passwords.CHEAP)
    accounts = provision_demo(store)
    if not images:
        return SampleStore(store, accounts)
    importer = Importer(store, owner_id=accounts.demo_id, group_id=accounts.group_id)
    files = write_originals(originals)
    report = importer.import_paths(files, project=PROJECT, dataset=DATASET)
    wells = importer.import_paths([write_plate(originals / "plate")], project=SCREEN)
    return SampleStore(
        store,
        accounts,
        files=files,
        image_ids=imported_ids(report),
        project_id=_id_of(store, ProjectRow),
        dataset_id=_id_of(store, DatasetRow),
        screen_id=_id_of(store, ScreenRow),
        plate_id=_id_of(store, PlateRow),
        well_image_ids=imported_ids(wells),
    )


def imported_ids(report: Report) -> tuple[int, ...]:
    """Ids of the new images. Raises AssertionError if a file was refused."""
    assert not report.failed, [outcome.detail for outcome in report.refused]
    return tuple(image_id for outcome in report.imported for image_id in outcome.image_ids)


def write_originals(folder: Path) -> tuple[Path, ...]:
    """The two sample files."""
    stack, grey = folder / "cells.ome.tif", folder / "grey.tif"
    tifffile.imwrite(stack, stack_pixels(), metadata={"axes": "ZCYX", "Channel": {"Name": ["DAPI", "GFP", "Cy5"]}})
    tifffile.imwrite(grey, np.arange(1600, dtype=np.uint8).reshape(40, 40))
    return stack, grey


def stack_pixels() -> NDArray[np.uint16]:
    """Every pixel is known: 1000 * channel + 100 * z + column + row."""
    z, c, y, x = np.indices(STACK_SHAPE, dtype=np.uint16)
    return np.asarray(1000 * c + 100 * z + y + x, np.uint16)


def write_plate(folder: Path) -> Path:
    """A folder with two wells of one field each."""
    folder.mkdir(exist_ok=True)
    for number, well in enumerate(("A01", "B02")):
        tifffile.imwrite(folder / f"{PLATE}_{well}_f1.tif", np.full((16, 16), 50 * number, np.uint8))
    return folder


def _id_of(store: Store, table: Any) -> int:
    """Of the only row."""
    with store.reading() as connection:
        found: int = connection.execute(select(table.id)).scalar_one()
    return found
