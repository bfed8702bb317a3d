"""Speed people feel: the web client in Chromium, on a sample store, with nothing in the browser's cache.

    python bench/pages.py             five times each, medians into docs/performance-pages.md
    python bench/pages.py --times 1   a quick look

Times are wall time in the browser, so a busy machine spoils them: its load stands beside the table. Needs
`playwright`, the front end built (`make assets`), and a Chromium on the PATH or in OMEROPYR_CHROMIUM.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tifffile
import waitress
from playwright.sync_api import Browser, Page, sync_playwright

from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.importing.importer import Importer
from omeropyr.gateway.model import Kind, ObjectRef
from omeropyr.testing.app import make_router
from omeropyr.testing.store import SampleStore, make_store
from omeropyr.testing.viewer_images import ViewerImages, import_viewer_images

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "docs" / "performance-pages.md"
IMAGES, DATASETS = 120, 1000
WINDOW = {"width": 1800, "height": 1200}
SINCE = "performance.mark('begin')"
TAKEN = "performance.now() - performance.getEntriesByName('begin').at(-1).startTime"
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
WEIGHT = """async () => {
    const entries = performance.getEntriesByType("resource").map(e => e.name);
    const urls = [location.href, ...new Set(entries.filter(url => url.includes("/static/")))];
    const packed = async url => {
        const stream = (await fetch(url)).body.pipeThrough(new CompressionStream("gzip"));
        return (await new Response(stream).arrayBuffer()).byteLength;
    };
    return (await Promise.all(urls.map(packed))).reduce((a, b) => a + b, 0) / 1000;
}"""

SWITCHED = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const viewer = document.querySelector(".viewer.painted");
    const begin = performance.now();
    viewer.querySelector("input[type=checkbox], [role=switch]").click();
    do await frame(); while (performance.now() - begin < 50 || viewer.getAttribute("aria-busy") !== "false");
    return performance.now() - begin;
}"""
"""Not less than 50 ms: what is asked for has to be asked for first."""


@dataclass(frozen=True)
class Site:
    url: str
    sample: SampleStore
    images: ViewerImages
    dataset: int
    project: int


@dataclass(frozen=True)
class Work:
    """`run` answers a number in `unit`."""

    name: str
    goal: float
    run: Callable[[Page, Site], float]
    unit: str = "ms"


def fill(folder: Path) -> Site:
    """The sample store, a dataset of 120 images, a project of 1,000 datasets, a slide and a stack."""
    sample = make_store(folder / "store")
    files = [write_image(folder / "store-originals", number) for number in range(IMAGES)]
    importer = Importer(sample.store, owner_id=sample.accounts.demo_id, group_id=sample.accounts.group_id)
    importer.import_paths(files, dataset="Many images")
    session = EmbeddedGateway(sample.store).login(sample.demo)
    project = session.edit.create(Kind.PROJECT, "A thousand")
    for number in range(DATASETS):
        session.edit.create(Kind.DATASET, f"dataset {number:04}", parent=ObjectRef(Kind.PROJECT, project))
    (dataset,) = session.browse.named(Kind.DATASET, "Many images")
    return Site("", sample, import_viewer_images(sample), dataset, project)


def write_image(folder: Path, number: int) -> Path:
    path = folder / f"cell {chr(97 + number % 26)}{chr(97 + number // 26)}.tif"
    noise = np.random.default_rng(number).integers(0, 255, (256, 256), dtype=np.uint8)
    tifffile.imwrite(path, noise)
    return path


@contextmanager
def served(site: Site) -> Iterator[Site]:
    router = make_router(site.sample, ("webgateway", "webclient"))
    server = waitress.create_server(router, host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    yield Site(f"http://127.0.0.1:{server.effective_port}", site.sample, site.images, site.dataset, site.project)
    server.close()


def first_paint(page: Page, site: Site) -> float:
    page.goto(f"{site.url}/webclient/")
    page.locator(".tree-row").first.wait_for()
    return float(page.evaluate(FIRST_PAINT))


def tree_level(page: Page, site: Site) -> float:
    page.goto(f"{site.url}/webclient/")
    page.evaluate(f"""{SINCE}; document.querySelector("[data-ref='project-{site.project}'] .tree-turn").click()""")
    page.wait_for_function(f"document.querySelectorAll('.tree-row').length > {DATASETS}", polling=5)
    return float(page.evaluate(TAKEN))


def thumbnails(page: Page, site: Site) -> float:
    page.goto(f"{site.url}/webclient/")
    page.evaluate("localStorage.setItem('omeropyr.thumbnail-size', '64')")
    page.goto(f"{site.url}/webclient/?show=dataset-{site.dataset}")
    page.wait_for_function("document.querySelectorAll('.cell img').length >= 100", polling=5)
    return float(
        page.evaluate("performance.now() - performance.getEntriesByName('first-contentful-paint')[0].startTime")
    )


def inspector(page: Page, site: Site) -> float:
    page.goto(f"{site.url}/webclient/?show=dataset-{site.dataset}")
    page.locator(".cell img").nth(10).wait_for()
    page.evaluate(f"{SINCE}; document.querySelectorAll('.cell')[3].click()")
    page.wait_for_function("document.querySelector('[data-inspector^=image-]') !== null", polling=5)
    return float(page.evaluate(TAKEN))


def first_tiles(page: Page, site: Site) -> float:
    page.goto(f"{site.url}/webclient/img_detail/{site.images.slide}/")
    page.wait_for_function("performance.getEntriesByType('resource').some(e => e.name.includes('render_image_region'))")
    page.locator(".viewer.painted").wait_for()
    return float(page.evaluate(f"performance.now() - {FIRST_PAINT}"))


def channel(page: Page, site: Site) -> float:
    page.goto(f"{site.url}/webclient/img_detail/{site.images.slide}/")
    page.locator(".viewer.painted[aria-busy=false]").wait_for()
    return float(page.evaluate(SWITCHED))


def weight(page: Page, site: Site) -> float:
    page.goto(f"{site.url}/webclient/?show=dataset-{site.dataset}")
    page.locator(".cell img").first.wait_for()
    return float(page.evaluate(WEIGHT))


WORKS = (
    Work("first useful paint of the main page", 1000, first_paint),
    Work("a tree level of 1,000 datasets", 200, tree_level),
    Work("100 thumbnails, from the first paint", 1000, thumbnails),
    Work("an image is selected and the inspector filled", 200, inspector),
    Work("first tiles of a slide, from the first paint", 500, first_tiles),
    Work("a channel is switched and the visible tiles repainted", 500, channel),
    Work("weight of the main page, compressed", 250, weight, "kB"),
)


def measured(browser: Browser, site: Site, work: Work, times: int) -> float:
    """The median; each time in a browser that has nothing cached, but is signed in."""
    found = []
    for _ in range(times):
        context = browser.new_context(viewport=WINDOW, bypass_csp=True)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{site.url}/webclient/login/")
        page.get_by_label("User name").fill(site.sample.demo.username)
        page.get_by_label("Password").fill(site.sample.demo.password)
        page.locator("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/webclient/")
        page.close()
        page = context.new_page()
        context.new_cdp_session(page).send("Network.clearBrowserCache")
        found.append(work.run(page, site))
        context.close()
    return statistics.median(found)


def report(rows: list[tuple[Work, float]], times: int, version: str) -> str:
    load = os.getloadavg()[0]
    lines = [
        "# Speed people feel",
        "",
        f"Made by `python bench/pages.py`: medians of {times} in Chromium {version} ({os.cpu_count()} cores, load "
        f"{load:.1f} at the end, Python {platform.python_version()}, waitress). Browser and server share the cores;",
        "times are wall time, so the load of others is in them. Cache empty, signed in, window of 1800 x 1200 pixels.",
        "",
        "| what | goal | measured |",
        "|---|---|---|",
        *(f"| {work.name} | {work.goal:,.0f} {work.unit} | {value:,.0f} {work.unit} |" for work, value in rows),
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=5)
    times = parser.parse_args().times
    path = os.environ.get("OMEROPYR_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, served(fill(Path(folder))) as site, sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync", "--disable-component-update"]
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        rows = []
        for work in WORKS:
            rows.append((work, measured(browser, site, work, times)))
            sys.stderr.write(f"{work.name}: {rows[-1][1]:.0f} {work.unit}\n")
        REPORT.write_text(report(rows, times, browser.version), encoding="utf-8")
        browser.close()


if __name__ == "__main__":
    main()
