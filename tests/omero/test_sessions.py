"""Signing in to an OMERO.server, joining, ending; what the pool keeps and when it asks again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest

from omeropyr.errors import ConfigurationError, LoginFailed, SessionEnded, Unavailable
from omeropyr.gateway.model import Credentials, PermissionLevel, Privilege
from omeropyr.gateway.omero.clients import Server
from omeropyr.gateway.omero.gateway import OmeroGateway, open_gateway
from omeropyr.gateway.omero.pool import Pool

ALICE = Credentials("alice", "alice")


@pytest.fixture
def gateway(address: tuple[str, int]) -> Iterator[OmeroGateway]:
    yield from _open(Server(host=address[0], port=address[1], label="lab"))


@pytest.fixture
def own(own_stand_in: Any) -> Iterator[OmeroGateway]:
    yield from _open(Server(host="127.0.0.1", port=own_stand_in.ssl_port))


def _open(server: Server) -> Iterator[OmeroGateway]:
    opened = OmeroGateway(server)
    yield opened
    opened.close()


def test_login_says_who_one_is(gateway: OmeroGateway) -> None:
    session = gateway.login(ALICE)
    context = session.context
    assert (context.user.id, context.user.ome_name, context.is_admin) == (2, "alice", False)
    assert (context.group.name, context.group.level) == ("lab", PermissionLevel.READ_ANNOTATE)
    assert context.member_of == (1, 3, 4, 5, 6)
    assert context.leader_of == (4,)
    assert session.key not in repr(session)


def test_privileges_of_a_restricted_administrator(gateway: OmeroGateway) -> None:
    carol = gateway.login(Credentials("carol", "carol")).context
    assert carol.is_admin
    assert Privilege.SUDO not in carol.privileges
    assert Privilege.MODIFY_USER in carol.privileges
    assert gateway.login(Credentials("root", "root")).context.privileges == set(Privilege)


@pytest.mark.parametrize(("name", "password"), [("alice", "wrong"), ("nobody", "x"), ("frank", "frank"), ("alice", "")])
def test_refused_logins_are_alike(gateway: OmeroGateway, name: str, password: str) -> None:
    with pytest.raises(LoginFailed):
        gateway.login(Credentials(name, password))
    assert len(gateway.pool) == 0


@pytest.mark.parametrize("name", ["", "alice\0", "\ud800", "ü" * 1000])
def test_names_that_cannot_be_sent(gateway: OmeroGateway, name: str) -> None:
    with pytest.raises(LoginFailed):
        gateway.login(Credentials(name, "alice"))


def test_a_wrong_password_is_tried_once(own: OmeroGateway, own_stand_in: Any) -> None:
    with own_stand_in.calls() as calls, pytest.raises(LoginFailed):
        own.login(Credentials("alice", "wrong"))
    assert [call.operation for call in calls].count("createSession") == 1


def test_joining_a_kept_session_asks_nothing(own: OmeroGateway, own_stand_in: Any) -> None:
    key = own.login(ALICE).key
    with own_stand_in.calls() as calls:
        own.join(key).release()
        own.join(key).release()
    assert not calls


def test_a_session_made_elsewhere_can_be_joined_and_lives_on(own: OmeroGateway, own_stand_in: Any) -> None:
    session = own.login(ALICE)
    elsewhere = OmeroGateway(Server(host="127.0.0.1", port=own_stand_in.ssl_port))
    assert elsewhere.join(session.key).context == session.context
    elsewhere.close()
    own.close()
    assert own.join(session.key).context == session.context


def test_ended_sessions_are_over_everywhere(own: OmeroGateway, own_stand_in: Any) -> None:
    session, other = own.login(ALICE), own.login(ALICE)
    session.release()
    own.join(session.key).end()
    with pytest.raises(SessionEnded):
        own.join(session.key)
    assert other.key in own_stand_in.sessions
    assert session.key not in own_stand_in.sessions


@pytest.mark.parametrize("key", ["", "nothing", "00000000-0000-0000-0000-000000000000", "\ud800", "k" * 10_000])
def test_unknown_keys_are_refused(gateway: OmeroGateway, key: str) -> None:
    with pytest.raises(SessionEnded):
        gateway.join(key)


def test_a_session_that_an_administrator_ended(own: OmeroGateway, own_stand_in: Any) -> None:
    session = own.login(ALICE)
    own_stand_in.kill(session.key)
    with pytest.raises(SessionEnded):
        _ask_anything(session)
    session.release()
    with pytest.raises(SessionEnded):
        own.join(session.key)


def _ask_anything(session: Any) -> Any:
    return session._lease.read(lambda joined: joined.admin.getEventContext().userName)


def test_a_lost_connection_is_mended_without_a_word(own: OmeroGateway, own_stand_in: Any) -> None:
    session = own.login(ALICE)
    for client in list(own_stand_in.sessions[session.key].clients.values()):
        client.con.close(True)
    assert _ask_anything(session) == "alice"
    assert len(own.pool) == 1


def test_what_writes_is_not_done_twice(own: OmeroGateway, own_stand_in: Any) -> None:
    session: Any = own.login(ALICE)
    session._lease.read(lambda joined: joined.admin.getEventContext())
    for client in list(own_stand_in.sessions[session.key].clients.values()):
        client.con.close(True)
    with pytest.raises(Unavailable):
        session._lease.write(lambda joined: joined.admin.getEventContext())
    session.release()
    assert own.join(session.key).context.user.ome_name == "alice"


def test_no_server() -> None:
    nobody = OmeroGateway(Server(host="127.0.0.1", port=9))
    with pytest.raises(Unavailable):
        nobody.login(ALICE)
    with pytest.raises(Unavailable):
        nobody.join("00000000-0000-0000-0000-000000000000")
    status = nobody.status()
    assert not status.ok
    assert "127.0.0.1:9" in status.detail


def test_status_says_version_and_delay(own: OmeroGateway, own_stand_in: Any) -> None:
    status = own.status()
    assert (status.ok, status.version) == (True, "5.6.17-standin")
    assert status.latency_ms > 0
    own.login(ALICE)
    own.status()
    with own_stand_in.calls() as calls:
        assert own.status().version == status.version
    assert len(calls) == 1


def test_every_request_has_a_connection_of_its_own(own: OmeroGateway) -> None:
    key = own.login(ALICE).key
    first, second = own.join(key).blitz, own.join(key).blitz
    first.SERVICE_OPTS.setOmeroGroup(3)
    assert second.SERVICE_OPTS.getOmeroGroup() == "-1"
    first.close()
    assert second.getObject("Project", 1).getName()
    assert second.getUser().getName() == "alice"


def test_unused_clients_leave_and_their_sessions_live_on(own_stand_in: Any) -> None:
    gateway = OmeroGateway(Server(host="127.0.0.1", port=own_stand_in.ssl_port), most=2, idle_seconds=3600)
    keys = []
    for _ in range(4):
        session = gateway.login(ALICE)
        keys.append(session.key)
        session.release()
    assert len(gateway.pool) <= 2
    assert [gateway.join(key).context.user.id for key in keys] == [2, 2, 2, 2]
    gateway.close()


def test_threads_join_a_session_once(own: OmeroGateway, own_stand_in: Any) -> None:
    key = own.login(ALICE).key
    own.close()
    with own_stand_in.calls() as calls:
        _in_threads(lambda: own.join(key).release(), 8)
    assert [call.operation for call in calls].count("createSession") == 1


def _in_threads(act: Callable[[], object], number: int) -> None:
    threads = [Thread(target=act) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_forked_child_begins_anew(own: OmeroGateway) -> None:
    own.login(ALICE)
    pool: Pool = own.pool
    pool._pid = os.getpid() + 1  # as the child sees it
    assert pool.any() is None
    assert len(pool._inherited) == 1


@pytest.mark.parametrize(
    ("options", "word"),
    [({}, "host"), ({"host": "h", "port": "0"}, "port"), ({"host": "h", "ca": "/no/such/file.pem"}, "ca")],
)
def test_wrong_options_are_named(options: dict[str, str], word: str) -> None:
    with pytest.raises(ConfigurationError, match=word):
        open_gateway(options)
