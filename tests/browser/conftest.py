"""The real site in a real browser: a server on a small store, Chromium, and watchers that let nothing pass unseen."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
import waitress
from playwright.sync_api import ConsoleMessage, Page, Request, Response, expect

from omeropyr.gateway.embedded.importing.importer import Importer
from omeropyr.gateway.embedded.people.accounts import add_user
from omeropyr.gateway.model import Credentials
from omeropyr.testing.app import make_router
from omeropyr.testing.store import SampleStore, make_store
from omeropyr.testing.viewer_images import ViewerImages, import_viewer_images

ROOT = Path(__file__).parents[2]
AXE = ROOT / "static" / "node_modules" / "axe-core" / "axe.min.js"
MANIFEST = ROOT / "static" / "dist" / ".vite" / "manifest.json"
SCREENSHOTS = ROOT / "var" / "screenshots"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MANY, MANY_IMAGES = "Many images", 120

SignIn = Callable[..., None]
Check = Callable[..., None]


def chromium() -> str | None:
    """OMEROPYR_CHROMIUM, else a Chromium on the PATH."""
    chosen = os.environ.get("OMEROPYR_CHROMIUM")
    return chosen or next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium found: install one, or name it in OMEROPYR_CHROMIUM")
    if not MANIFEST.is_file():
        pytest.skip("the front end is not built: make assets")
    quiet = ("quic", "background-networking", "component-update", "sync", "gpu")
    args = ["--no-sandbox", "--no-first-run", *(f"--disable-{name}" for name in quiet)]
    return {**browser_type_launch_args, "executable_path": path, "args": args}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": {"width": 1440, "height": 900}, "locale": "en-GB"}


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleStore:
    """The usual sample store and a dataset of many small images."""
    folder = tmp_path_factory.mktemp("browser")
    sample = make_store(folder / "store")
    files = [write_small(folder / "store-originals", number) for number in range(MANY_IMAGES)]
    importer = Importer(sample.store, owner_id=sample.accounts.demo_id, group_id=sample.accounts.group_id)
    report = importer.import_paths(files, project="Sample project", dataset=MANY)
    assert not report.failed, [outcome.detail for outcome in report.refused]
    return sample


def write_small(folder: Path, number: int) -> Path:
    letters = chr(97 + number % 26) + chr(97 + number // 26)  # no digits, or the import takes them for a stack
    path = folder / f"spot {letters}.tif"
    y, x = np.indices((48, 48))
    spot = np.exp(-((x - 8 - number % 32) ** 2 + (y - 24) ** 2) / 60)
    tifffile.imwrite(path, (spot * 255).astype(np.uint8))
    return path


@pytest.fixture(scope="session")
def images(sample: SampleStore) -> ViewerImages:
    return import_viewer_images(sample)


@pytest.fixture(scope="session")
def visitor(sample: SampleStore) -> Credentials:
    """Somebody else in the group of demo, where members may annotate, not change, what others have."""
    group = (sample.accounts.group_id, False)
    add_user(sample.store, "ada", "ada", first_name="Ada", last_name="Byron", groups=[group])
    return Credentials("ada", "ada")


@pytest.fixture(scope="session")
def base_url(sample: SampleStore, example_apps: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own, as in production: waitress with its threads; an institution's app is installed."""
    sessions = tmp_path_factory.mktemp("sessions")
    router = make_router(sample, ("webgateway", "webclient", "gallery"), session__dir=sessions)
    server = waitress.create_server(router, host="127.0.0.1", port=0, threads=4)
    closed = threading.Event()

    def run() -> None:
        try:
            server.run()
        except OSError:  # its sockets are taken away while it waits for them
            if not closed.is_set():
                raise

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    closed.set()
    server.close()
    thread.join(timeout=5)


@pytest.fixture
def faults(page: Page, base_url: str) -> Iterator[list[str]]:
    """Whatever goes wrong unseen: console errors, exceptions, failed requests. A test that expects one clears it."""
    found: list[str] = []
    page.set_default_timeout(10_000)

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            found.append(f"console: {message.text}")

    def on_failure(request: Request) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):  # cancelled by the page itself
            found.append(f"request: {request.url} {request.failure}")

    def on_response(response: Response) -> None:
        if response.status >= 400:
            found.append(f"response: {response.status} {response.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: found.append(f"exception: {error}"))
    page.on("requestfailed", on_failure)
    page.on("response", on_response)
    yield found
    assert not found, "\n".join(found)


@pytest.fixture
def sign_in(page: Page, sample: SampleStore, faults: list[str]) -> SignIn:
    """Signs in by the login page and lands on `path`."""

    def act(path: str = "/webclient/", account: Credentials = sample.demo) -> None:
        page.goto("/webclient/login/")
        page.get_by_label("User name").fill(account.username)
        page.get_by_label("Password").fill(account.password)
        page.locator("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/webclient/")
        if path != "/webclient/":
            page.goto(path)

    return act


@pytest.fixture
def view(page: Page, sign_in: SignIn) -> Callable[..., None]:
    """Opens an image in the viewer, e.g. view(5, "z=2"), and waits until it is painted."""

    def act(image_id: int, query: str = "", *account: Credentials) -> None:
        sign_in(f"/webclient/img_detail/{image_id}/?{query}", *account)
        expect(page.locator(".viewer.painted[aria-busy=false]")).to_be_visible()

    return act


@pytest.fixture
def check(page: Page, faults: list[str]) -> Check:
    """Looks at the page as axe does, and keeps a screenshot: check("login")."""

    def act(name: str) -> None:
        page.wait_for_load_state("networkidle")
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png")
        before = list(faults)
        violations = axe_violations(page)
        faults[:] = before  # axe itself offends against the content security policy
        assert not violations, json.dumps(violations, indent=2)

    return act


def axe_violations(page: Page) -> list[dict[str, Any]]:
    """Serious and critical findings."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm ci in static/")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("async () => (await axe.run({ resultTypes: ['violations'] })).violations")
    return [
        {"rule": found["id"], "help": found["help"], "where": [node["html"] for node in found["nodes"]]}
        for found in result
        if found["impact"] in ("serious", "critical")
    ]
