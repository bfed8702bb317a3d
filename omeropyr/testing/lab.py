"""A site for several people, to test what one may do to the data of another.

    def test_mates_may_not_rename(tmp_path):
        with make_lab(tmp_path) as lab:
            lab.post("action/savename/image/1", by="mate", name="mine now")

Needs `webtest` (the extra omeropyr[test]).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.people.accounts import add_group, add_member, add_user
from omeropyr.gateway.model import PermissionLevel
from omeropyr.gateway.port import Session
from omeropyr.testing.app import Site, make_app
from omeropyr.testing.store import SampleStore, make_store


@dataclass(frozen=True, slots=True)
class Lab:
    """`demo`, who owns all there is, and `mate` are in one read-annotate group; `demo` and `stranger` in the private
    group `elsewhere`; `root` is the administrator."""

    store: SampleStore
    session: Session
    """That of demo, past the site."""
    elsewhere: int
    users: dict[str, int]
    site_of: Callable[[str], Site]
    """The site with somebody signed in; their name is their password."""

    @property
    def demo(self) -> Site:
        return self.site_of("demo")

    @property
    def group(self) -> int:
        return self.store.accounts.group_id

    def get(self, path: str, status: int = 200, *, by: str = "demo", **query: Any) -> Any:
        """What /webclient/<path>/ answers: JSON, else its text."""
        return _shown(self.site_of(by).get(f"/webclient/{path}/", query, status=status))

    def post(self, path: str, status: int = 200, *, by: str = "demo", **fields: Any) -> Any:
        site = self.site_of(by)
        return _shown(site.post(f"/webclient/{path}/", fields, headers=site.csrf(), status=status))


def _shown(answer: Any) -> Any:
    return answer.json if answer.content_type == "application/json" else answer.text


@contextmanager
def make_lab(folder: Path) -> Iterator[Lab]:
    """A lab of its own, in an empty folder; everything is closed at the end of the block."""
    store = make_store(folder / "store")
    elsewhere = add_group(store.store, "elsewhere", PermissionLevel.PRIVATE)
    users = {"demo": store.accounts.demo_id, "root": store.accounts.root_id}
    add_member(store.store, users["demo"], elsewhere)
    for name, group in (("mate", store.accounts.group_id), ("stranger", elsewhere)):
        users[name] = add_user(store.store, name, name, first_name=name.title(), last_name="X", groups=[(group, False)])
    sites: dict[str, Site] = {}

    def site_of(name: str) -> Site:
        if name not in sites:
            sites[name] = make_app(store, session__dir=folder / name)
            sites[name].sign_in(name, store.root.password if name == "root" else name)
        return sites[name]

    gateway = EmbeddedGateway(store.store)
    yield Lab(store, gateway.login(store.demo), elsewhere, users, site_of)
    for one in (gateway, *(one for site in sites.values() for one in site.app.registry.gateways.values())):
        one.close()
