"""Passwords and sessions."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, select, text, update

from omeropyr.errors import ConfigurationError, LoginFailed, NotFound, SessionEnded, Unavailable
from omeropyr.gateway.embedded.gateway import EmbeddedGateway, open_gateway
from omeropyr.gateway.embedded.people import passwords
from omeropyr.gateway.embedded.schema import LoginRow, MembershipRow, now
from omeropyr.gateway.model import Credentials
from omeropyr.testing.store import SampleStore, make_store


@pytest.fixture
def sample(tmp_path: Path) -> SampleStore:
    return make_store(tmp_path / "store", images=False)


@pytest.fixture
def gateway(sample: SampleStore) -> EmbeddedGateway:
    return EmbeddedGateway(sample.store, idle=timedelta(hours=1))


def last_used(sample: SampleStore, ago: timedelta) -> None:
    with sample.store.writing() as connection:
        connection.execute(update(LoginRow).values(used_at=now() - ago))


def test_database_holds_no_password_and_no_key(sample: SampleStore, gateway: EmbeddedGateway) -> None:
    key = gateway.login(sample.demo).key
    with sample.store.reading() as connection:
        hashes = connection.scalars(text("SELECT password_hash FROM experimenter")).all()
        rows = connection.execute(select(LoginRow.__table__)).all()
    assert all(found.startswith("$argon2id$") for found in hashes)
    assert key not in repr(rows)
    assert len(key) == 36


def test_normal_cost_is_what_the_rfc_recommends() -> None:
    cost = passwords.NORMAL
    assert (cost.time, cost.memory, cost.parallelism) == (3, 64 * 1024, 4)


def test_unknown_users_take_as_long_as_wrong_passwords(tmp_path: Path) -> None:
    """With a cost at which a missing hash would show."""
    cost = passwords.HashCost(time=2, memory=8 * 1024, parallelism=1)
    stored = passwords.hash_password("right", cost)
    passwords.verify_password(None, "warm up", cost)

    def seconds(password_hash: str | None) -> float:
        started = time.perf_counter()
        assert not passwords.verify_password(password_hash, "wrong", cost)
        return time.perf_counter() - started

    pairs = [(seconds(None), seconds(stored)) for _ in range(25)]  # in turn, so that a busy machine slows both
    unknown, known = (min(times) for times in zip(*pairs, strict=True))
    assert 0.5 < unknown / known < 2


def test_nobody_signs_in_with_the_password_of_the_dummy() -> None:
    assert not passwords.verify_password(None, "", passwords.CHEAP)


def test_user_without_password_cannot_sign_in(gateway: EmbeddedGateway, sample: SampleStore) -> None:
    with sample.store.writing() as connection:
        connection.execute(text("UPDATE experimenter SET password_hash = NULL"))
    for password in ("", "omero"):
        with pytest.raises(LoginFailed):
            gateway.login(Credentials("root", password))


def test_session_ends_when_it_is_not_used(gateway: EmbeddedGateway, sample: SampleStore) -> None:
    key = gateway.login(sample.demo).key
    last_used(sample, timedelta(minutes=59))
    gateway.join(key)
    last_used(sample, timedelta(minutes=61))
    with pytest.raises(SessionEnded):
        gateway.join(key)


def test_using_a_session_keeps_it_alive_without_writing_each_time(
    gateway: EmbeddedGateway, sample: SampleStore
) -> None:
    key = gateway.login(sample.demo).key
    written = []
    event.listen(sample.store.engine, "before_cursor_execute", lambda *values: written.append(values[2].split()[0]))
    for _ in range(5):
        gateway.join(key)
    assert written == []  # signing in has asked already, and nobody has written since
    last_used(sample, timedelta(minutes=2))
    written.clear()
    for _ in range(5):
        gateway.join(key)
    assert written.count("UPDATE") == 1


def test_old_sessions_are_cleared_away(gateway: EmbeddedGateway, sample: SampleStore) -> None:
    for _ in range(3):
        gateway.login(sample.demo)
    last_used(sample, timedelta(hours=2))
    gateway.login(sample.demo)
    with sample.store.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM login_session")) == 1


def test_inactive_users_are_out_at_once(gateway: EmbeddedGateway, sample: SampleStore) -> None:
    session = gateway.login(sample.demo)
    with sample.store.writing() as connection:
        connection.execute(text("DELETE FROM membership WHERE user_id = 1 AND group_id = 1"))
    with pytest.raises(LoginFailed):
        gateway.login(sample.demo)
    with pytest.raises(SessionEnded):
        gateway.join(session.key)
    with pytest.raises(SessionEnded):
        session.annotations.create_tag("t", group_id=sample.accounts.group_id)


def test_administrator_is_asked_for_at_the_moment_of_writing(gateway: EmbeddedGateway, sample: SampleStore) -> None:
    session = gateway.login(sample.root)
    with sample.store.writing() as connection:
        system = (MembershipRow.user_id == 0, MembershipRow.group_id == 0)
        connection.execute(MembershipRow.__table__.delete().where(*system))
    with pytest.raises(NotFound, match="group"):
        session.annotations.create_tag("t", group_id=sample.accounts.group_id)


def test_services_of_an_ended_session_are_closed(gateway: EmbeddedGateway, sample: SampleStore) -> None:
    session = gateway.login(sample.demo)
    session.end()
    with pytest.raises(SessionEnded):
        session.browse.projects()


def test_gateway_without_store_says_so_and_opens_nothing(tmp_path: Path) -> None:
    gateway = open_gateway({"path": str(tmp_path / "missing"), "label": "lab"})
    assert gateway.label == "lab"
    assert not gateway.status().ok
    assert "omeropyr store init" in gateway.status().detail
    with pytest.raises(Unavailable):
        gateway.login(Credentials("root", "omero"))
    assert list(tmp_path.iterdir()) == []


def test_wrong_configuration_is_refused_with_every_fault() -> None:
    with pytest.raises(ConfigurationError) as refused:
        open_gateway({"session_idle": "a day"})
    assert len(refused.value.faults) == 2
