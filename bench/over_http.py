"""Tiles and thumbnails over HTTP: how many a second, and what each costs the server.

    python bench/over_http.py                 granian as `make run` starts it, and waitress beside it
    python bench/over_http.py --seconds 5     a longer look at each number of clients

Writes docs/performance-http.md. A busy machine spoils numbers per second; the server's processor time for each answer
(of all its processes, from /proc) is spoiled less, and ratios within one run least of all.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from http_stages import stages

from omeropyr.cli.demo import DemoSite, prepare_demo
from omeropyr.gateway.embedded.gateway import open_gateway
from omeropyr.gateway.model import Credentials, Image

ROOT = Path(__file__).parents[1]
CLIENTS = (1, 2, 4, 8)
SERVERS = {"granian": "egg:omeropyr#server", "waitress": "egg:waitress#main"}
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Served:
    port: int
    pid: int
    cookie: str

    def request(self, path: str) -> bytes:
        return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {self.cookie}\r\n\r\n".encode()

    def processor_seconds(self) -> float:
        """Of the server and its processes so far."""
        children = (Path("/proc") / str(self.pid) / "task" / str(self.pid) / "children").read_text().split()
        return sum(_seconds(int(pid)) for pid in [str(self.pid), *children])


def _seconds(pid: int) -> float:
    fields = (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


@dataclass(frozen=True)
class Measured:
    clients: int
    per_second: float
    milliseconds: float
    """Processor time of the server for each answer."""


@contextmanager
def served(site: DemoSite, use: str, folder: Path) -> Iterator[Served]:
    """A server on the demo's store, with somebody signed in."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    ini = folder / "bench.ini"
    lines = [f"{key} = {value}" for key, value in site.ini.items()]
    ini.write_text("\n".join(["[app:main]", "use = egg:omeropyr", "login_attempts = 1000", *lines, ""]))
    with ini.open("a") as file:
        file.write(f"[server:main]\nuse = {use}\nport = {port}\n{LOGGING}")
    command = [sys.executable, "-m", "omeropyr.cli.main", "serve", str(ini)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        _wait(port, process)
        yield Served(port, process.pid, _sign_in(port))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


LOGGING = """
[loggers]
keys = root
[handlers]
keys = console
[formatters]
keys = plain
[logger_root]
level = WARNING
handlers = console
[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = plain
[formatter_plain]
format = %(levelname)s %(message)s
"""


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server ended by itself.")


def _sign_in(port: int) -> str:
    """The cookies of somebody who has signed in as demo."""
    from http.client import HTTPConnection
    from http.cookies import SimpleCookie

    jar: SimpleCookie = SimpleCookie()
    connection = HTTPConnection("127.0.0.1", port)

    def cookies() -> str:
        return "; ".join(f"{name}={morsel.value}" for name, morsel in jar.items())

    for method, body in (("GET", ""), ("POST", "username=demo&password=demo&server=1&noredirect=1")):
        headers = {"Cookie": cookies(), "Content-Type": "application/x-www-form-urlencoded"}
        if "csrftoken" in jar:
            headers["X-CSRFToken"] = jar["csrftoken"].value
        connection.request(method, "/webclient/login/", body, headers)
        answer = connection.getresponse()
        answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                jar.load(value)
    connection.close()
    return cookies()


def ask(port: int, requests: Sequence[bytes], seconds: float, offset: int, told: multiprocessing.Queue[int]) -> None:
    """One client on one connection, for so long; tells how many answers it had."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        until, count = time.perf_counter() + seconds, 0
        while time.perf_counter() < until:
            connection.sendall(requests[(offset + count) % len(requests)])
            _receive(connection)
            count += 1
    told.put(count)


def _receive(connection: socket.socket) -> None:
    data = connection.recv(65536)
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise SystemExit(head.decode())
    left = int(re.search(rb"(?i)content-length: *(\d+)", head)[1]) - len(body)  # type: ignore[index]
    while left > 0:
        left -= len(connection.recv(min(left, 65536)))


def race(server: Served, paths: Sequence[str], clients: int, seconds: float) -> Measured:
    requests = [server.request(path) for path in paths]
    told: multiprocessing.Queue[int] = multiprocessing.Queue()
    step = len(requests) // clients
    workers = [
        multiprocessing.Process(target=ask, args=(server.port, requests, seconds, step * number, told))
        for number in range(clients)
    ]
    before = server.processor_seconds()
    for worker in workers:
        worker.start()
    answers = sum(told.get() for _ in workers)
    for worker in workers:
        worker.join()
    spent = server.processor_seconds() - before
    return Measured(clients, answers / seconds, spent / answers * 1000)


def tile_paths(image: Image, side: int, rendering: str) -> list[str]:
    columns, rows = image.size_x // side, image.size_y // side
    return [
        f"/webgateway/render_image_region/{image.id}/0/0/?tile=0,{column},{row},{side},{side}{rendering}"
        for row in range(rows)
        for column in range(columns)
    ]


def gamma(image: Image) -> str:
    """A window and a gamma for each channel."""
    channels = ",".join(f"{number}|10:240${color}" for number, color in enumerate(("FF0000", "00FF00", "0000FF"), 1))
    one = '{"inverted":{"enabled":false},"quantization":{"family":"polynomial","coefficient":1.2}}'
    maps = quote("[" + ",".join([one] * len(image.channels)) + "]")
    return f"&c={channels}&m=c&maps={maps}"


def run(server: Served, slide: Image, seconds: float) -> dict[str, list[Measured]]:
    """Every round has a quality of its own, so that nothing is found ready made."""
    found: dict[str, list[Measured]] = {"encoded": [], "gamma": [], "kept": []}
    for number, clients in enumerate(CLIENTS):
        found["encoded"].append(race(server, tile_paths(slide, 256, f"&q=0.8{number}"), clients, seconds))
        found["gamma"].append(race(server, tile_paths(slide, 256, f"{gamma(slide)}&q=0.8{number}"), clients, seconds))
        found["kept"].append(race(server, tile_paths(slide, 512, "")[:16], clients, seconds))
    return found


def thumbnails(server: Served, images: Sequence[int], folder: Path) -> tuple[float, float]:
    """A second: none of them there, and all of them kept."""
    for kept in folder.rglob("*"):
        if kept.is_file():
            kept.unlink()
    paths = [f"/webgateway/render_thumbnail/{image}/96/" for image in images]
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        started = time.perf_counter()
        for path in paths:
            connection.sendall(server.request(path))
            _receive(connection)
        cold = len(paths) / (time.perf_counter() - started)
    return cold, race(server, paths, 1, 1.0).per_second


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=2.0, help="for each number of clients")
    parser.add_argument("--var", type=Path, default=ROOT / "var" / "bench-http")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "performance-http.md")
    arguments = parser.parse_args()
    site = prepare_demo(arguments.var, None)
    gateway = open_gateway({"path": site.ini["store"], "roots": str(site.images)})
    session = gateway.login(Credentials("demo", "demo"))
    images = session.browse.images().items
    slide = session.images.get(max(images, key=lambda image: image.size_x * image.size_y).id)
    costs = stages(session, slide)
    gateway.close()
    results, small = {}, (0.0, 0.0)
    with tempfile.TemporaryDirectory() as folder:
        for name, use in SERVERS.items():
            with served(site, use, Path(folder)) as server:
                results[name] = run(server, slide, arguments.seconds)
                if name == "granian":
                    small = thumbnails(server, [image.id for image in images], Path(site.ini["store"]) / "thumbnails")
    arguments.out.write_text(page(results, small, costs), encoding="utf-8")
    print(arguments.out.read_text(encoding="utf-8"))


TITLES = {
    "encoded": "tiles of 256 of an RGB slide, rendered and encoded for each request",
    "gamma": "the same with a window and a gamma for each channel",
    "kept": "tiles of 512 that have been asked for before",
}


def page(
    results: dict[str, dict[str, list[Measured]]], small: tuple[float, float], costs: Sequence[tuple[str, float]]
) -> str:
    machine = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end, Python {platform.python_version()}"
    lines = [
        "# Speed over HTTP",
        "",
        f"Made by `python bench/over_http.py` ({machine}). Clients run on the same cores.",
    ]
    for kind, title in TITLES.items():
        lines += ["", f"## {title[0].upper()}{title[1:]}", ""]
        lines += ["| clients | " + " | ".join(f"{name}: a second | server ms each" for name in results) + " | ratio |"]
        lines += ["|---|" + "---|---|" * len(results) + "---|"]
        for row in zip(*(found[kind] for found in results.values()), strict=True):
            cells = " | ".join(f"{one.per_second:.0f} | {one.milliseconds:.2f}" for one in row)
            lines.append(f"| {row[0].clients} | {cells} | {row[0].per_second / row[-1].per_second:.2f}x |")
    lines += [
        "",
        "## Thumbnails of 96",
        "",
        f"{small[0]:.0f} a second when none is there, {small[1]:.0f} when all are kept.",
    ]
    lines += ["", "## What a tile is made of", "", "Processor time in one process, the same tiles in turn.", ""]
    lines += ["| stage | microseconds |", "|---|---|", *(f"| {name} | {cost:.0f} |" for name, cost in costs)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
