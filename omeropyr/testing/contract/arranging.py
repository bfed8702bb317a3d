"""What an adapter's tests supply: ways to make people and things in its store, past the port."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import pytest

from omeropyr.gateway.model import (
    Acquisition,
    AnnotationValue,
    Credentials,
    Kind,
    ObjectRef,
    PermissionLevel,
    PlaneInfo,
    Privilege,
)
from omeropyr.gateway.port import Gateway, Session
from omeropyr.imaging.source import Pixels


class Arrange(Protocol):
    """Makes things directly in the store; every method returns the id of what it made."""

    def group(self, name: str, level: PermissionLevel) -> int: ...

    def user(
        self,
        name: str,
        *,
        groups: Sequence[int],
        leads: Sequence[int] = (),
        admin: bool = False,
        privileges: Collection[Privilege] | None = None,
    ) -> int:
        """Somebody who may sign in with `password_of(name)`; the first group is the default group.

        `admin` makes a full administrator; with `privileges` it is one who is restricted to these.
        """

    def project(self, name: str, owner: int, group: int) -> int: ...

    def dataset(self, name: str, owner: int, group: int, *, project: int | None = None) -> int: ...

    def screen(self, name: str, owner: int, group: int) -> int: ...

    def plate(self, name: str, owner: int, group: int, *, screen: int | None = None) -> int: ...

    def image(self, name: str, owner: int, group: int, *, dataset: int | None = None) -> int:
        """An image with pixels: `pixels_of` says which."""

    def in_one_fileset(self, images: Sequence[int]) -> int:
        """Let these images be those of one fileset."""

    def well(self, plate: int, row: int, column: int, images: Sequence[int]) -> int:
        """A well whose fields are the images, in this order."""

    def tag(self, text: str, owner: int, group: int) -> int: ...

    def tag_image(self, tag: int, image: int, owner: int) -> int:
        """A link that `owner` made."""

    def annotation(
        self, kind: Kind, value: AnnotationValue, owner: int, group: int, *, namespace: str | None = None
    ) -> int:
        """An annotation of any kind that is on nothing yet."""

    def annotate(self, annotation: int, target: ObjectRef, owner: int) -> int:
        """A link that `owner` made, to an object of the same group."""

    def taken(self, image: int) -> tuple[Acquisition, Sequence[PlaneInfo]]:
        """Write down how an image was taken, with an objective, and something of several planes; says what."""

    def pixels_of(self, image: int) -> Pixels:
        """All pixels of an image, shape (z, channels, height, width); one time point."""

    def damage(self, image: int) -> None:
        """Spoil the file of an image, or take it away."""


def password_of(name: str) -> str:
    return f"secret of {name}"


@dataclass(frozen=True, slots=True)
class World:
    """Four groups, one of each level, and the same people in each of them.

    In each group: `owner` and `member` are members, `leader` leads it. `outsider` is in a group of their own, `admin`
    is an administrator and in no group but that.
    """

    arrange: Arrange
    groups: dict[PermissionLevel, int]
    users: dict[str, int]

    @property
    def home(self) -> int:
        """The read-annotate group, for everything that is not about rights."""
        return self.groups[PermissionLevel.READ_ANNOTATE]

    @property
    def owner(self) -> int:
        return self.users["owner"]


def make_world(arrange: Arrange) -> World:
    levels = [PermissionLevel.READ_ANNOTATE, *(level for level in PermissionLevel if level != "rwra--")]
    groups = {level: arrange.group(f"group {level.name.lower()}", level) for level in levels}
    elsewhere = arrange.group("elsewhere", PermissionLevel.READ_WRITE)
    everywhere = list(groups.values())
    users = {
        "owner": arrange.user("owner", groups=everywhere),
        "member": arrange.user("member", groups=everywhere),
        "leader": arrange.user("leader", groups=everywhere, leads=everywhere),
        "outsider": arrange.user("outsider", groups=[elsewhere]),
        "admin": arrange.user("admin", groups=[elsewhere], admin=True),
    }
    return World(arrange, groups, users)


def sign_in(gateway: Gateway, name: str) -> Session:
    return gateway.login(Credentials(name, password_of(name)))


class ContractBase:
    """The fixtures that all parts share."""

    @pytest.fixture
    def world(self, arrange: Arrange) -> World:
        return make_world(arrange)

    @pytest.fixture
    def session(self, gateway: Gateway, world: World) -> Iterator[Session]:
        """`owner`, signed in."""
        session = sign_in(gateway, "owner")
        yield session
        session.release()


def needs(gateway: Gateway, service: type) -> None:
    """Skip the test, with the reason, if the adapter does not offer the service."""
    if not gateway.supports(service):
        pytest.skip(f"this adapter does not offer {service.__name__}")
