"""`omeropyr store user` and `group`: looking after the people of a store."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from databases import SqliteStores

from omeropyr.cli.main import main
from omeropyr.errors import LoginFailed
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.people import passwords
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.model import Credentials, PermissionLevel, Privilege

Run = Callable[..., str]


@pytest.fixture
def folder(tmp_path: Path, sqlite_stores: SqliteStores) -> Path:
    sqlite_stores.copy(tmp_path / "store")
    (tmp_path / "password").write_text("secret\n")
    return tmp_path


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `omeropyr store ...` and returns what it printed, which is on standard error if it failed."""

    def run_it(*words: str, code: int = 0) -> str:
        assert main(["store", *words, "--store", str(folder / "store")]) == code
        printed = capsys.readouterr()
        return printed.err if code else printed.out

    return run_it


@pytest.fixture
def lab(run: Run, folder: Path) -> Run:
    """A lab with ada, who leads it, and bob."""
    run("group", "add", "lab", "--level", "read-annotate", "--description", "All of us")
    secret = ("--group", "lab", "--password-file", str(folder / "password"))
    run(
        "user",
        "add",
        "ada",
        "--first",
        "Ada",
        "--last",
        "Byron",
        "--email",
        "ada@lab.example",
        "--leads",
        "lab",
        *secret,
    )
    run("user", "add", "bob", "--first", "Bob", "--last", "O'Neil, jr", *secret)
    return run


def table(text: str) -> dict[str, dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(text)))
    return {row.get("user_name") or row["name"]: row for row in rows}


def sign_in(folder: Path, name: str) -> EmbeddedGateway:
    store = Store(folder / "store", hash_cost=passwords.CHEAP)
    gateway = EmbeddedGateway(store)
    try:
        gateway.login(Credentials(name, "secret"))
    finally:
        gateway.close()
    return gateway


def test_users_are_listed_as_csv(lab: Run) -> None:
    users = table(lab("user", "list", "--csv"))
    assert set(users) == {"root", "ada", "bob"}
    assert users["bob"]["last_name"] == "O'Neil, jr"
    assert (users["ada"]["email"], users["ada"]["leads"], users["ada"]["role"]) == ("ada@lab.example", "lab", "user")
    assert users["root"]["role"] == "administrator"
    assert set(table(lab("user", "list", "--csv", "byron ADA"))) == {"ada"}


def test_users_are_listed_in_columns(lab: Run) -> None:
    header, *lines = lab("user", "list").splitlines()
    assert len(lines) == 3
    place = header.index("email")
    assert any(line[place:].startswith("ada@lab.example") for line in lines)


def test_only_what_is_named_is_changed(lab: Run) -> None:
    before = table(lab("user", "list", "--csv"))["ada"]
    lab("user", "edit", "ada", "--institution", "Engine House", "--rename", "augusta")
    after = table(lab("user", "list", "--csv"))["augusta"]
    assert after == before | {"institution": "Engine House", "user_name": "augusta"}
    lab("user", "edit", "augusta", "--email", "")
    assert table(lab("user", "list", "--csv"))["augusta"]["email"] == ""


def test_administrators_are_made_restricted_and_unmade(lab: Run) -> None:
    role = lambda: table(lab("user", "list", "--csv"))["bob"]["role"]  # noqa: E731
    lab("user", "edit", "bob", "--admin")
    assert role() == "administrator"
    lab("user", "edit", "bob", "--privilege", Privilege.SUDO, "--privilege", Privilege.CHOWN)
    assert role() == "restricted administrator"
    lab("user", "edit", "bob", "--no-admin")
    assert role() == "user"


def test_who_is_deactivated_signs_in_no_more(lab: Run, folder: Path) -> None:
    sign_in(folder, "bob")
    lab("user", "deactivate", "bob")
    assert table(lab("user", "list", "--csv"))["bob"]["active"] == "no"
    with pytest.raises(LoginFailed):
        sign_in(folder, "bob")
    lab("user", "activate", "bob")
    sign_in(folder, "bob")


def test_groups_are_listed_changed_and_left(lab: Run) -> None:
    lab("group", "edit", "lab", "--name", "Laboratory", "--description", "changed")
    lab("group", "add", "other")
    lab("group", "member", "other", "bob")
    lab("group", "member", "Laboratory", "bob", "--remove")
    groups = table(lab("group", "list", "--csv"))
    assert (groups["Laboratory"]["members"], groups["Laboratory"]["leaders"]) == ("1", "1")
    assert (groups["Laboratory"]["permissions"], groups["Laboratory"]["description"]) == ("rwra--", "changed")
    assert table(lab("user", "list", "--csv"))["bob"]["groups"] == "other"


def test_a_level_is_tried_before_it_is_changed(lab: Run) -> None:
    said = lab("group", "level", "lab", "read-write", "--dry-run")
    assert "Members can delete the data of other members." in said
    level = lambda: table(lab("group", "list", "--csv"))["lab"]["permissions"]  # noqa: E731
    assert level() == PermissionLevel.READ_ANNOTATE
    lab("group", "level", "lab", "read-write")
    assert level() == PermissionLevel.READ_WRITE


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("user", "deactivate", "root"), "root"),
        (("user", "deactivate", "nobody"), "nobody"),
        (("user", "edit", "bob", "--email", "ada@lab.example"), "ada@lab.example"),
        (("user", "edit", "bob", "--rename", "ada"), "ada"),
        (("user", "edit", "bob", "--group", "nothing"), "nothing"),
        (("group", "member", "lab", "bob", "--remove"), "only group"),
        (("group", "level", "system", "read-write"), "system"),
        (("group", "edit", "user", "--name", "everybody"), "user"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(lab: Run, words: tuple[str, ...], said: str) -> None:
    before = (lab("user", "list", "--csv"), lab("group", "list", "--csv"))
    (line,) = lab(*words, code=1).splitlines()
    assert line.startswith("omeropyr: ")
    assert said in line
    assert (lab("user", "list", "--csv"), lab("group", "list", "--csv")) == before
