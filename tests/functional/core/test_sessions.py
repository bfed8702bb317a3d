"""Web sessions in files, Redis and memcached: one line of the ini; each server is started here when it is installed."""

from __future__ import annotations

import base64
import json
import re
import resource
import shutil
import socket
import subprocess
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from omeropyr.security import login, websession
from omeropyr.security.session_store import UNREACHABLE
from omeropyr.testing.app import Site
from omeropyr.testing.store import SampleStore

MakeSite = Callable[..., Site]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(program: str, *arguments: str, port: int) -> Iterator[None]:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    process = subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield
    finally:
        process.terminate()
        process.wait(10)


def wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"nothing listens on {port}")


def check_round_trip(make_site: MakeSite, **settings: Any) -> None:
    """Signed in at one process, known at another, signed out at both."""
    one, other = make_site(**settings, secret_key="s" * 32), make_site(**settings, secret_key="s" * 32)
    one.sign_in("demo", "demo")
    other.set_cookie("sessionid", one.cookies["sessionid"])
    other.get("/webclient/", status=200)
    one.post("/webclient/logout/", headers=one.csrf(), status=302)
    other.get("/webclient/", status=302)


def test_files(make_site: MakeSite) -> None:
    check_round_trip(make_site)


def test_redis(make_site: MakeSite) -> None:
    pytest.importorskip("redis")
    port = free_port()
    with server("redis-server", "--port", str(port), "--save", "", "--bind", "127.0.0.1", port=port):
        check_round_trip(make_site, session__url=f"redis://127.0.0.1:{port}/0")


def test_memcached(make_site: MakeSite) -> None:
    pytest.importorskip("memcache")
    port = free_port()
    with server("memcached", "-p", str(port), "-l", "127.0.0.1", "-u", "nobody", port=port):
        check_round_trip(make_site, session__url=f"memcached://127.0.0.1:{port}")


def test_a_redis_that_is_down_is_told(make_site: MakeSite) -> None:
    pytest.importorskip("redis")
    other, site = (
        make_site(session__url=url, secret_key="s" * 32) for url in ("", f"redis://127.0.0.1:{free_port()}/0")
    )
    other.sign_in("demo", "demo")
    site.set_cookie("sessionid", other.cookies["sessionid"])
    site.get("/webclient/", status=503).mustcontain(UNREACHABLE)
    site.get("/-/health", status=200)


def test_sessions_hold_json_and_no_password(make_site: MakeSite, tmp_path: Path) -> None:
    make_site().sign_in("demo", "demo")
    (file,) = (tmp_path / "sessions").rglob("*.cache")
    packed = re.search(rb"[A-Za-z0-9+/=]{40,}", file.read_bytes())
    assert packed
    record = json.loads(zlib.decompress(base64.b64decode(packed[0])))
    assert record["connector"]["server_id"] == 1
    assert set(record["connector"]) == {"server_id", "omero_session_key", "user_id", "is_secure", "is_public"}


def test_reading_writes_nothing(demo: Site, tmp_path: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in (tmp_path / "sessions").rglob("*.cache")}
    for _ in range(3):
        demo.get("/webclient/keepalive_ping/")
    assert before
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / "sessions").rglob("*.cache")} == before


def test_a_session_ends_its_age_after_the_last_change(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site(session_cookie_age=600)
    site.sign_in("demo", "demo")
    now = time.time()
    monkeypatch.setattr(websession.time, "time", lambda: now + 590)
    site.get("/webclient/", status=200)
    monkeypatch.setattr(websession.time, "time", lambda: now + 610)
    site.get("/webclient/", status=302)


@pytest.mark.filterwarnings("ignore:Invalidating corrupt session")
def test_a_damaged_session_is_no_session(demo: Site, tmp_path: Path) -> None:
    for file in (tmp_path / "sessions").rglob("*.cache"):
        file.write_bytes(b"\x80garbage")
    demo.get("/webclient/", status=302)


def test_a_full_disk_is_told_at_sign_out_and_keeps_no_thumbnail(
    demo: Site, shared_store: SampleStore, full_disk: Callable[[], AbstractContextManager[None]]
) -> None:
    url = f"/webgateway/render_thumbnail/{shared_store.image_ids[0]}/61/"
    with full_disk():
        assert demo.get(url).content_type == "image/jpeg"
        demo.post("/webclient/logout/", headers=demo.csrf(), status=503).mustcontain("cannot be read or written")
    assert not list(shared_store.path.glob("thumbnails/*/.*"))
    demo.get("/webclient/userdata/", status=200)
    assert demo.get(url).content_type == "image/jpeg"
    assert demo.post("/webclient/logout/", headers=demo.csrf()).status_int == 302


def test_a_full_disk_is_told_at_sign_in(
    make_site: MakeSite, full_disk: Callable[[], AbstractContextManager[None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store is on another disk: only the web session cannot be written."""
    site = make_site()
    site.get("/webclient/login/")
    signed_in = login.adopt

    def adopt_and_fill(*arguments: Any) -> None:
        signed_in(*arguments)
        filled.enter_context(full_disk())

    monkeypatch.setattr(login, "adopt", adopt_and_fill)
    with ExitStack() as filled:
        fields = {"username": "demo", "password": "demo"}
        answer = site.post("/webclient/login/", fields, headers=site.csrf(), status=503)
    assert answer.text == UNREACHABLE
    assert "Location" not in answer.headers
    assert site.get("/webclient/userdata/").status_int == 302


@pytest.fixture
def full_disk() -> Callable[[], AbstractContextManager[None]]:
    """While it holds, no file can grow: the errors are those of a disk without space."""

    @contextmanager
    def limited() -> Iterator[None]:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    return limited


def test_the_cookie_is_secure_on_https(site: Site) -> None:
    https: dict[str, Any] = {"extra_environ": {"wsgi.url_scheme": "https", "HTTP_HOST": "localhost"}}
    site.get("/webclient/login/", **https)
    headers = {**site.csrf(), "Referer": "https://localhost/"}
    fields = {"username": "demo", "password": "demo", "server": "1", "noredirect": "1"}
    answer = site.post("/webclient/login/", fields, headers=headers, **https)
    cookie = next(value for value in answer.headers.getall("Set-Cookie") if value.strip().startswith("sessionid="))
    assert "secure" in cookie.lower()


def test_below_a_prefix(make_site: MakeSite) -> None:
    site = make_site(prefix="/omero")
    site.get("/webclient/login/", status=404)
    page = site.get("/omero/webclient/login/")
    assert all(link["href"].startswith("/omero/") for link in page.html.select("link[rel=stylesheet]"))
    assert site.get("/omero/webclient/", status=302).location.endswith(
        "/omero/webclient/login/?url=%2Fomero%2Fwebclient%2F"
    )
