"""What 100,000 regions on one image of 100,000 x 100,000 pixels cost: stored, and read by viewport and page.

    python bench/rois.py              100,000 regions
    python bench/rois.py 10000        so many

Milliseconds are those of the processor, the best of three.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sqlalchemy import insert

from omeropyr.gateway.embedded.demo import DEMO, provision_demo
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.people import passwords
from omeropyr.gateway.embedded.schema import ImageRow
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.model import Credentials, NewRoi, Page, Polygon
from omeropyr.gateway.port import Rois

SIDE = 100_000
CORNERS = 12
AT_ONCE = 10_000


def image_in(store: Store) -> int:
    accounts = provision_demo(store)
    sizes = {"size_x": SIDE, "size_y": SIDE, "size_z": 1, "size_c": 1, "size_t": 1}
    owner = {"owner_id": accounts.demo_id, "group_id": accounts.group_id}
    with store.writing() as connection:
        made = insert(ImageRow).values(name="slide", **sizes, **owner).returning(ImageRow.id)
        return int(connection.execute(made).scalar_one())


def cells(count: int) -> list[NewRoi]:
    """Polygons of all sizes, most of them small."""
    rng, angles = np.random.default_rng(0), np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    places, sizes = rng.uniform(0, SIDE, (count, 1, 2)), rng.exponential(60, (count, 1, 2))
    outlines = (places + circle * sizes).tolist()
    return [NewRoi(shapes=(Polygon(points=tuple((x, y) for x, y in outline)),)) for outline in outlines]


def timed(name: str, work: Callable[[], object], times: int = 3) -> None:
    best = float("inf")
    for _ in range(times):
        started = time.process_time()
        found = work()
        best = min(best, time.process_time() - started)
    print(f"{name:40} {best * 1000:10.1f} ms   {found}")


def store_all(rois: Rois, image_id: int, count: int) -> str:
    made = cells(count)
    for start in range(0, count, AT_ONCE):
        rois.create(image_id, made[start : start + AT_ONCE])
    return f"{count} regions"


def measure(rois: Rois, image_id: int, count: int) -> None:
    timed("store", lambda: store_all(rois, image_id, count), times=1)
    for side in (1000, 4000):
        viewport = (0.4 * SIDE, 0.5 * SIDE, float(side), float(side))
        timed(f"viewport of {side}", lambda view=viewport: rois.of(image_id, viewport=view).total)
    timed("page of 200 in the middle", lambda: rois.of(image_id, page=Page(count // 2, 200)).total)
    timed("count", lambda: rois.counts([image_id]))
    timed("all", lambda: rois.of(image_id).total, times=1)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        store = Store.create(Path(folder) / "store", hash_cost=passwords.CHEAP)
        image_id = image_in(store)
        gateway = EmbeddedGateway(store)
        measure(gateway.login(Credentials(DEMO, DEMO)).rois, image_id, count)
        gateway.close()


if __name__ == "__main__":
    main()
