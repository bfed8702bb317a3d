"""Nobody ever gets an answer that is somebody else's; and whose certificate is believed."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from omeropyr.errors import NotFound, Unavailable
from omeropyr.gateway.model import Credentials, Scope
from omeropyr.gateway.omero.clients import Server
from omeropyr.gateway.omero.gateway import OmeroGateway

THREADS = 8
REQUESTS = 240
SEEN = {"alice": 4, "bob": 4, "dave": 4, "public": 0}
"""Projects that each sees in the group lab."""
GROUPS = {"alice": (3, 6, -1), "bob": (3, 6, -1), "dave": (3, 4, -1), "public": (7, -1)}


@pytest.fixture
def gateway(address: tuple[str, int]) -> Iterator[OmeroGateway]:
    opened = OmeroGateway(Server(host=address[0], port=address[1]))
    yield opened
    opened.close()


def test_answers_are_never_mixed_up(gateway: OmeroGateway) -> None:
    keys = {name: gateway.login(Credentials(name, name)).key for name in SEEN}

    def request(seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - which request comes next, no secret
        name, image_id = chance.choice(list(SEEN)), chance.choice([1, 80, 82, 88, 91])
        session: Any = gateway.join(keys[name])
        assert session.context.user.ome_name == name
        session.blitz.SERVICE_OPTS.setOmeroGroup(chance.choice(GROUPS[name]))
        assert session.blitz.getUser().getName() == name
        assert session.browse.projects(Scope(group_id=3)).total == SEEN[name]
        try:
            assert session.images.get(image_id).id == image_id
            session.pixels.render_plane(image_id, session.pixels.settings(image_id), z=0, t=0)
            assert image_id in READABLE[name]
        except NotFound:
            assert image_id not in READABLE[name]
        session.release()

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(request, range(REQUESTS)))
    assert len(gateway.pool) == len(SEEN)


READABLE = {"alice": {1, 80, 82, 91}, "bob": {1}, "dave": {1, 82, 88, 91}, "public": {88}}
"""80 and 91 are in a private group that alice leads; 91 is dave's."""


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_certificate_that_descends_from_the_ca_is_believed(own_stand_in: Any, host: str) -> None:
    ca = Path(own_stand_in._tmp) / "server.pem"
    gateway = OmeroGateway(Server(host=host, port=own_stand_in.ssl_port, ca=str(ca)))
    assert gateway.login(Credentials("alice", "alice")).context.user.id == 2
    gateway.close()


def test_a_certificate_of_somebody_else_is_not(own_stand_in: Any, stand_in: Any) -> None:
    ca = Path(stand_in._tmp) / "server.pem"
    gateway = OmeroGateway(Server(host="127.0.0.1", port=own_stand_in.ssl_port, ca=str(ca)))
    with own_stand_in.calls() as calls, pytest.raises(Unavailable):
        gateway.login(Credentials("alice", "alice"))
    assert not calls
    assert not gateway.status().ok


def test_keys_do_not_reach_the_log(gateway: OmeroGateway, caplog: pytest.LogCaptureFixture) -> None:
    session: Any = gateway.login(Credentials("alice", "alice"))
    logging.getLogger("omero.gateway").warning("%s failed with %r", "findByQuery", {"omero.session.uuid": session.key})
    assert "findByQuery failed" in caplog.text
    assert session.key not in caplog.text
