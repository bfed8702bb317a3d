"""Images whose every pixel is known, in a real store behind the real application."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from known_images import World, close_site, open_site, write_slide, write_stack

from omeropyr.api import PermissionLevel, Session
from omeropyr.gateway.embedded.importing.importer import Importer
from omeropyr.gateway.embedded.people.accounts import add_group, add_user
from omeropyr.testing.app import Site
from omeropyr.testing.store import make_store


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("wire")
    sample = make_store(folder / "store", images=False)
    stack, slide = write_stack(folder / "stack.ome.tif"), write_slide(folder / "slide.ome.tif")
    write_stack(folder / "secret.ome.tif")
    cave = add_group(sample.store, "cave", PermissionLevel.PRIVATE)
    hermit = add_user(sample.store, "hermit", "hermit", first_name="Her", last_name="Mit", groups=[(cave, False)])
    add_user(sample.store, "colleague", "colleague", first_name="Col", last_name="League", groups=[(cave, False)])
    demo = Importer(sample.store, owner_id=sample.accounts.demo_id, group_id=sample.accounts.group_id)
    return World(
        store=sample,
        stack=stack,
        stack_id=imported(demo, folder / "stack.ome.tif"),
        slide=slide,
        slide_id=imported(demo, folder / "slide.ome.tif"),
        secret_id=imported(Importer(sample.store, owner_id=hermit, group_id=cave), folder / "secret.ome.tif"),
    )


def imported(importer: Importer, path: Path) -> int:
    report = importer.import_paths([path], managed=True)
    (image_id,) = report.outcomes[0].image_ids
    return image_id


@pytest.fixture
def make_wire(world: World, tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Sites with settings and users of a test's own."""
    opened: list[Site] = []

    def make(user: str | None = "demo", **settings: Any) -> Site:
        opened.append(open_site(world.store, tmp_path / "sessions", user, **settings))
        return opened[-1]

    yield make
    for site in opened:
        close_site(site)


@pytest.fixture(scope="session")
def wire(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site where demo is signed in, for every test that only reads."""
    site = open_site(world.store, tmp_path_factory.mktemp("wire_sessions"), "demo")
    yield site
    close_site(site)


@pytest.fixture(scope="session")
def session(wire: Site, world: World) -> Session:
    """What demo has in the store of `wire`, for tests that prepare something there."""
    opened: Session = wire.app.registry.gateways[1].login(world.store.demo)
    return opened
