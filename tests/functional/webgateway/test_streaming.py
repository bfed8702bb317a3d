"""Large downloads from the real server: little memory, and nothing left when the client goes away.

OMEROPYR_DOWNLOAD_MB=2048 makes the archive as large as that; the files are holes, so that no disk is filled.
"""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import tifffile

from omeropyr.gateway.embedded.gateway import open_gateway
from omeropyr.gateway.embedded.importing.importer import Importer
from omeropyr.testing.store import imported_ids, make_store

MEGABYTES = int(os.environ.get("OMEROPYR_DOWNLOAD_MB", "300"))
PROC = Path("/proc")

pytestmark = pytest.mark.skipif(not PROC.is_dir(), reason="what a process holds is read from /proc")


@dataclass(frozen=True)
class Server:
    port: int
    address: str
    """Of an archive of two large files."""
    folder: Path
    process: subprocess.Popen[bytes]

    @contextmanager
    def asked(self) -> Iterator[http.client.HTTPResponse]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", self.address)
        with connection.getresponse() as answer:
            yield answer
        connection.close()

    @property
    def workers(self) -> list[Path]:
        found = (PROC / str(self.process.pid) / "task" / str(self.process.pid) / "children").read_text()
        return [PROC / number for number in found.split()]

    def peak(self) -> int:
        """Most memory that a worker has ever held, in bytes."""
        peaks = (re.search(r"VmHWM:\s+(\d+) kB", (worker / "status").read_text()) for worker in self.workers)
        return max(int(found[1]) * 1024 for found in peaks if found)

    def open_files(self) -> list[str]:
        """Those below the folder of the originals."""
        links = [link for worker in self.workers for link in (worker / "fd").iterdir() if link.is_symlink()]
        return [name for name in map(_target, links) if name.startswith(str(self.folder))]


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:
        return ""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("streaming")
    store = make_store(folder / "store", images=False)
    originals = folder / "store-originals"
    for name in ("one.tif", "two.tif"):
        tifffile.imwrite(originals / name, np.zeros((64, 64), np.uint8))
        os.truncate(originals / name, MEGABYTES * 2**20 // 2)
    importer = Importer(store.store, owner_id=store.accounts.demo_id, group_id=store.accounts.group_id)
    images = imported_ids(importer.import_paths([originals / "one.tif", originals / "two.tif"]))
    gateway = open_gateway(store.config)
    key = gateway.login(store.demo).key
    gateway.close()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    ini = folder / "site.ini"
    ini.write_text(
        f"[app:main]\nuse = egg:omeropyr\napps = webgateway webclient\nbsession = true\nstore = {store.path}\n"
        f"session.dir = {folder}/sessions\n[server:main]\nuse = egg:omeropyr#server\nport = {port}\nworkers = 1\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "omeropyr.cli.main", "serve", str(ini)], stderr=subprocess.DEVNULL
    )
    query = "&".join(f"image={image}" for image in images)
    found = Server(port, f"/webgateway/archived_files/download/?{query}&bsession={key}", originals, process)
    try:
        _wait(found)
        yield found
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0


def _wait(server: Server) -> None:
    for _ in range(600):
        assert server.process.poll() is None, "the server ended by itself"
        try:
            socket.create_connection(("127.0.0.1", server.port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server did not start")


def test_an_archive_of_any_size_costs_little_memory(server: Server) -> None:
    before, received = server.peak(), 0
    with server.asked() as answer:
        assert answer.status == 200
        promised = int(answer.headers["Content-Length"])
        while piece := answer.read(2**20):
            received += len(piece)
    assert received == promised > MEGABYTES * 2**20
    assert server.peak() - before < 60 * 2**20


def test_who_goes_away_leaves_no_file_open(server: Server) -> None:
    with server.asked() as answer:
        answer.read(3 * 2**20)
        assert server.open_files()
    for _ in range(100):
        if not server.open_files():
            return
        time.sleep(0.1)
    raise AssertionError(f"still open: {server.open_files()}")
