"""`omeropyr store`, `user` and `group`: a lab sets up its store."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from omeropyr.cli.main import main
from omeropyr.cli.passwords import read_password
from omeropyr.errors import Invalid, LoginFailed
from omeropyr.gateway.embedded.gateway import open_gateway
from omeropyr.gateway.model import Credentials, PermissionLevel
from omeropyr.gateway.port import Gateway


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "store"
    monkeypatch.setattr("sys.stdin", io.StringIO("root's secret\n"))
    assert main(["store", "init", "--store", str(path), "--password-file", "-"]) == 0
    return path


def secret(tmp_path: Path, text: str) -> str:
    file = tmp_path / "secret"
    file.write_text(text)
    return str(file)


def gateway_of(store: Path) -> Gateway:
    return open_gateway({"path": str(store)})


def test_a_new_store_has_an_administrator(store: Path) -> None:
    assert gateway_of(store).login(Credentials("root", "root's secret")).context.is_admin


def test_making_it_again_keeps_everything(store: Path) -> None:
    assert main(["store", "init", "--store", str(store)]) == 0
    gateway_of(store).login(Credentials("root", "root's secret"))


def test_users_groups_and_members(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["--store", str(store)]
    assert main(["group", "add", "lab", "--level", "read-write", "--description", "All of us", *at]) == 0
    assert main(["group", "add", "guests", *at]) == 0
    names = ["--first", "Ada", "--last", "Byron", "--email", "ada@example.org"]
    password = ["--password-file", secret(tmp_path, "pass phrase \nsecond line")]
    assert main(["user", "add", "ada", *names, "--group", "lab", "--leads", "lab", *password, *at]) == 0
    assert main(["group", "member", "guests", "ada", *at]) == 0
    assert "pass phrase" not in capsys.readouterr().out
    context = gateway_of(store).login(Credentials("ada", "pass phrase ")).context
    assert (context.user.full_name, context.user.email) == ("Ada Byron", "ada@example.org")
    assert (context.group.name, context.group.level) == ("lab", PermissionLevel.READ_WRITE)
    assert (context.member_of, context.leader_of) == ((1, 3, 4), (3,))
    assert main(["user", "password", "ada", "--password-file", secret(tmp_path, "new"), *at]) == 0
    with pytest.raises(LoginFailed):
        gateway_of(store).login(Credentials("ada", "pass phrase "))
    gateway_of(store).login(Credentials("ada", "new"))


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["group", "add", "system"], "system"),
        (["group", "add", " "], "name"),
        (["user", "add", "root", "--first", "a", "--last", "b", "--group", "user"], "root"),
        (["user", "add", "x", "--first", "a", "--last", "b", "--group", "nothing"], "nothing"),
        (["group", "member", "system", "nobody"], "nobody"),
        (["store", "allow", "/nowhere"], "/nowhere"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str], said: str
) -> None:
    password = ["--password-file", secret(tmp_path, "long enough")] if command[0] == "user" else []
    assert main([*command, *password, "--store", str(store)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("omeropyr: ")
    assert said in line


def test_passwords_are_typed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["one", "two", "same", "same"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))
    with pytest.raises(Invalid) as refused:
        read_password(None, "ada")
    assert "one" not in str(refused.value)
    assert read_password(None, "ada") == "same"


def test_nobody_to_ask_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    with pytest.raises(Invalid, match="--password-file"):
        read_password(None, "ada")


def test_empty_and_unreadable_passwords(store: Path, tmp_path: Path) -> None:
    at = ["--store", str(store)]
    assert main(["user", "password", "root", "--password-file", secret(tmp_path, "\n"), *at]) == 1
    assert main(["user", "password", "root", "--password-file", str(tmp_path / "missing"), *at]) == 1
    gateway_of(store).login(Credentials("root", "root's secret"))
