"""What administration leaves behind in the store: the event log without secrets, sessions that end by themselves."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select, update
from sqlalchemy.event import listen

from omeropyr.errors import Forbidden, Invalid, SessionEnded
from omeropyr.gateway.embedded.admin.photos import checked_photo
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.people.accounts import account_called, add_group, add_user, edit_account, edit_group
from omeropyr.gateway.embedded.people.logins import Logins
from omeropyr.gateway.embedded.schema import EventRow, ExperimenterRow, LoginRow, now
from omeropyr.gateway.model import AccountForm, Credentials, GroupForm, Kind, ObjectRef, PermissionLevel, Privilege
from omeropyr.gateway.port import Session
from omeropyr.testing.store import SampleStore, make_store

IDLE = timedelta(hours=1)


@pytest.fixture
def sample(tmp_path: Path) -> SampleStore:
    return make_store(tmp_path / "store", images=False)


@pytest.fixture
def gateway(sample: SampleStore) -> Iterator[EmbeddedGateway]:
    gateway = EmbeddedGateway(sample.store, idle=IDLE)
    yield gateway
    gateway.close()


@pytest.fixture
def root(gateway: EmbeddedGateway, sample: SampleStore) -> Session:
    return gateway.login(sample.root)


def events(sample: SampleStore) -> list[Any]:
    with sample.store.reading() as connection:
        return list(connection.execute(select(EventRow.__table__).order_by(EventRow.id)))


def test_no_secret_is_in_the_log(sample: SampleStore, root: Session) -> None:
    form = AccountForm(ome_name="ada", first_name="Ada", last_name="Byron", password="canary one")
    user_id = root.admin.create_account(replace(form, groups=((sample.accounts.group_id, False),)))
    root.admin.set_password(user_id, "canary two", proof=sample.root.password)
    key = root.admin.act_as(user_id)
    with sample.store.reading() as connection:
        hashes = connection.scalars(select(ExperimenterRow.password_hash)).all()
    log = repr(events(sample))
    for secret in ("canary", sample.root.password, key, root.key, *filter(None, hashes)):
        assert secret not in log
    assert "canary" not in repr(form)


def test_whatever_is_administered_is_logged(sample: SampleStore, root: Session) -> None:
    group = root.admin.create_group(GroupForm(name="Lab"))
    root.admin.update_group(group, GroupForm(description="ours", member_ids=(sample.accounts.demo_id,)))
    root.admin.update_account(sample.accounts.demo_id, AccountForm(first_name="Other", is_active=False))
    root.admin.set_photo(_picture(), "image/png")
    logged = {event.action: event for event in events(sample)}
    assert {"create group", "edit group", "edit account", "set photo"} <= set(logged)
    edit = logged["edit account"]
    assert (edit.kind, edit.object_id, edit.user_id) == ("experimenter", sample.accounts.demo_id, 0)
    assert edit.old == {"first_name": "Demo", "is_active": True}
    assert edit.new == {"first_name": "Other", "is_active": False}
    assert logged["edit group"].new == {"description": "ours", "members": [[sample.accounts.demo_id, False]]}
    assert logged["set photo"].new == {"media_type": "image/png", "bytes": len(_picture())}


def test_a_form_that_changes_nothing_is_not_logged(sample: SampleStore, root: Session) -> None:
    before = len(events(sample))
    root.admin.update_account(sample.accounts.demo_id, AccountForm(first_name="Demo", is_active=True))
    root.admin.update_group(sample.accounts.group_id, GroupForm(name="demo"))
    assert len(events(sample)) == before


def test_the_log_knows_who_acted_for_whom(sample: SampleStore, gateway: EmbeddedGateway, root: Session) -> None:
    acting = gateway.join(root.admin.act_as(sample.accounts.demo_id))
    project = acting.edit.create(Kind.PROJECT, "made for somebody")
    acting.edit.rename(ObjectRef(Kind.PROJECT, project), "renamed")
    began, *done = events(sample)[-3:]
    assert (began.action, began.user_id, began.actor_id, began.object_id) == ("act as", 0, None, 1)
    assert {(event.user_id, event.actor_id) for event in done} == {(sample.accounts.demo_id, 0)}


def test_unused_sessions_are_over_and_forgotten(sample: SampleStore, gateway: EmbeddedGateway, root: Session) -> None:
    demo = gateway.login(sample.demo)
    with sample.store.writing() as connection:
        connection.execute(update(LoginRow).where(LoginRow.user_id == 1).values(used_at=now() - 2 * IDLE))
    assert [one.user.ome_name for one in root.admin.sessions().items] == ["root"]
    with pytest.raises(SessionEnded):
        gateway.join(demo.key)
    assert Logins(sample.store, IDLE).sweep() == 1
    with sample.store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(LoginRow)) == 1


def test_rights_are_those_of_the_moment_of_writing(sample: SampleStore, gateway: EmbeddedGateway) -> None:
    """A session that was begun by an administrator does not outlive the role."""
    store, groups = sample.store, [(sample.accounts.group_id, False)]
    chief = add_user(store, "chief", "secret", first_name="A", last_name="B", groups=groups, admin=True)
    session = gateway.login(Credentials("chief", "secret"))
    edit_account(store, chief, AccountForm(privileges=frozenset((Privilege.CHOWN,))))
    with pytest.raises(Forbidden):
        session.admin.create_group(GroupForm(name="Mine"))
    edit_account(store, chief, AccountForm(is_active=False))
    with pytest.raises(SessionEnded):
        session.admin.delete_photo()


def test_who_leaves_a_group_has_another_default(sample: SampleStore) -> None:
    other = add_group(sample.store, "other", PermissionLevel.PRIVATE)
    demo, home = sample.accounts.demo_id, sample.accounts.group_id
    edit_group(sample.store, other, GroupForm(member_ids=(demo,)))
    assert edit_group(sample.store, home, GroupForm(member_ids=())) == []
    assert account_called(sample.store, "demo").default_group_id == other


def test_a_page_of_accounts_is_one_statement(sample: SampleStore, root: Session) -> None:
    with sample.store.writing() as connection:
        people = [
            {"ome_name": f"u{n}", "first_name": "U", "last_name": str(n), "default_group_id": 1} for n in range(300)
        ]
        connection.execute(ExperimenterRow.__table__.insert(), [{**one, "entry": one["ome_name"]} for one in people])
    asked: list[str] = []
    listen(sample.store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert len(root.admin.accounts().items) == 302
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 1


def _picture() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(kept, "PNG")
    return kept.getvalue()


def test_a_small_file_with_a_huge_picture_is_refused() -> None:
    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )
    with pytest.raises(Invalid, match="photo"):
        checked_photo(bomb, "image/png")


def test_the_trash_of_others_takes_the_privilege_to_delete(sample: SampleStore, gateway: EmbeddedGateway) -> None:
    store, groups = sample.store, [(sample.accounts.group_id, False)]
    watcher = add_user(store, "watcher", "secret", first_name="A", last_name="B", groups=groups, admin=True)
    edit_account(store, watcher, AccountForm(privileges=frozenset((Privilege.WRITE_OWNED,))))
    demo = gateway.login(sample.demo)
    project = ObjectRef(Kind.PROJECT, demo.edit.create(Kind.PROJECT, "deleted"))
    demo.jobs.wait(demo.edit.delete([project]).id, 20.0)
    history = gateway.login(Credentials("watcher", "secret")).history
    (trash,) = history.trash().items
    for act in (lambda: history.restore(trash.id), lambda: history.empty([trash.id])):
        with pytest.raises(Forbidden):
            act()
    edit_account(store, watcher, AccountForm(privileges=frozenset((Privilege.DELETE_OWNED,))))
    gateway.login(Credentials("watcher", "secret")).history.restore(trash.id)
