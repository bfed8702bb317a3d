"""The site of `make run`: a store of its own in `var/`, two accounts, and sample images or a folder of the user's.

The accounts have passwords that everybody knows; that is why such a site listens on 127.0.0.1 only.
"""

from __future__ import annotations

import hashlib
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from omeropyr.cli.progress import Lines
from omeropyr.errors import ConfigurationError
from omeropyr.gateway.embedded.demo import provision_demo
from omeropyr.gateway.embedded.importing.importer import Importer
from omeropyr.gateway.embedded.importing.report import Status
from omeropyr.gateway.embedded.store import Store
from omeropyr.imaging.samples import write_samples

APPS = "webgateway webclient"


@dataclass(frozen=True, slots=True)
class DemoSite:
    """`ini` is what an ini file would say."""

    ini: dict[str, str]
    images: Path

    def greeting(self, host: str, port: int) -> str:
        return (
            f"\n  omeropyr is at  http://{host}:{port}   (images of {self.images})\n"
            "  sign in as      demo / demo    member of the group that owns the images\n"
            "  or as           root / omero   administrator\n"
            "  Ctrl-C stops it.\n"
        )


def prepare_demo(var: Path, data: Path | None) -> DemoSite:
    """Make the store, the accounts and the images, or whatever of it is missing."""
    if data is not None and not data.is_dir():
        raise ConfigurationError([f"DATA={data} is not a folder."])
    images = data.resolve() if data is not None else (var / "samples").resolve()
    folder = (var / _store_name(data)).resolve()
    store = Store.create(folder, roots=[images])
    try:
        accounts = provision_demo(store)
        if data is None:
            _draw_samples(images)
        _say(f"Importing what is new in {images} ...")
        importer = Importer(store, owner_id=accounts.demo_id, group_id=accounts.group_id)
        _import(importer, images, project="Samples" if data is None else images.name)
    finally:
        store.close()
    return DemoSite(_ini(var, folder, images), images)


def _store_name(data: Path | None) -> str:
    """One store for the samples and one for each folder, so that their images never mix."""
    if data is None:
        return "store"
    path = str(data.resolve())
    slug = re.sub(r"[^A-Za-z0-9]+", "-", data.resolve().name).strip("-").lower() or "data"
    return f"store-{slug}-{hashlib.sha256(path.encode()).hexdigest()[:8]}"


def _draw_samples(images: Path) -> None:
    with tqdm(desc="Drawing sample images", unit="file", file=sys.stderr, disable=None, leave=False) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        write_samples(images, show)


def _import(importer: Importer, images: Path, project: str) -> None:
    """Tells of refused files only; those that are there already are passed over quickly."""
    with Lines((Status.REFUSED,)) as lines:
        report = importer.import_paths([images], project=project, progress=lines.show)
    if report.imported:
        _say(f"{sum(len(outcome.image_ids) for outcome in report.imported)} images imported.")


def _ini(var: Path, folder: Path, images: Path) -> dict[str, Any]:
    return {
        "apps": APPS,
        "site_name": "omeropyr",
        "store": str(folder),
        "store.roots": str(images),
        "store.label": "omeropyr",
        "session.dir": str((var / "sessions").resolve()),
    }


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
