"""Upload: chosen and dropped files, a broken connection, a session that ends, what became of each file."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile
from playwright.sync_api import FilePayload, Page, Request, expect

from omeropyr.testing.store import SampleStore

SignIn = Callable[..., None]
Check = Callable[..., None]

DROP = """([place, name, content]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, {type: "image/tiff"}));
  const target = document.querySelector(place);
  for (const type of ["dragover", "drop"]) {
    target.dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: data}));
  }
}"""
LATE = 30_000


def tiff(value: int, size: int = 64) -> bytes:
    target = io.BytesIO()
    pixels = np.add.outer(np.arange(size), np.arange(size)) * value % 251
    tifffile.imwrite(target, pixels.astype(np.uint8))
    return target.getvalue()


def payload(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@pytest.fixture
def dataset(page: Page, sign_in: SignIn) -> str:
    """An empty dataset, selected."""
    sign_in()
    page.get_by_text("New", exact=True).click()
    page.locator("[data-action=new-dataset]").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Fresh from the bench")
    page.get_by_role("dialog").get_by_role("button", name="Create").click()
    page.get_by_role("treeitem", name="Fresh from the bench").last.click()
    expect(page.locator("#contents h1")).to_have_text("Fresh from the bench")
    page.wait_for_url("**/?show=dataset-*")
    return page.url.partition("show=")[2]


def choose(page: Page, *files: FilePayload | Path) -> None:
    page.get_by_text("Upload", exact=True).click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Files", exact=True).click()
    chooser.value.set_files(list(files))  # type: ignore[arg-type]  # both are taken


def test_files_that_belong_together_and_one_that_is_none(page: Page, dataset: str, check: Check) -> None:
    wrong = payload("notes.docx", b"This is no image.")
    choose(page, payload("cells_w1.tif", tiff(1)), payload("cells_w2.tif", tiff(2)), payload("empty.tif", b""), wrong)
    tray = page.get_by_role("region", name="Upload to Fresh from the bench")
    expect(tray.get_by_role("status")).to_have_text("1 image imported, 2 could not be imported.", timeout=LATE)
    expect(tray).to_contain_text("notes.docx")
    expect(tray).to_contain_text("empty.tif")
    expect(page.locator("#contents .cell")).to_have_count(1)
    check("upload")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 740})
    check("upload-360-dark")
    tray.get_by_role("button", name="Close").click()
    expect(tray).to_have_count(0)


def test_dropped_on_a_row_of_the_tree(page: Page, dataset: str) -> None:
    content = b64encode(tiff(3)).decode()
    page.get_by_role("treeitem", name="Orphaned images").click()
    page.evaluate(DROP, [f"[role=treeitem][data-ref='{dataset}']", "dropped.tif", content])
    tray = page.get_by_role("region", name="Upload to Fresh from the bench")
    expect(tray.get_by_role("status")).to_have_text("1 image imported.", timeout=LATE)
    tray.get_by_role("link", name="Show").click()
    expect(page.locator("#contents .cell-name")).to_have_text("dropped.tif")


def test_a_broken_connection_and_a_session_that_ends(
    page: Page, dataset: str, sample: SampleStore, faults: list[str], tmp_path: Path
) -> None:
    (large := tmp_path / "large.tif").write_bytes(tiff(1, 6000))  # three chunks
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.method == "PATCH":
            asked.append(request.headers["upload-offset"])

    page.on("request", note)
    with page.expect_response(lambda response: response.request.method == "PATCH"):
        choose(page, large)
    page.context.set_offline(True)
    expect(page.get_by_role("alert").get_by_text("No connection to the server")).to_be_visible()
    tray = page.get_by_role("region", name="Upload to Fresh from the bench")
    expect(tray.get_by_role("status")).to_contain_text("What was uploaded is kept", timeout=LATE)
    page.context.clear_cookies(name="sessionid")
    page.context.set_offline(False)
    dialog = page.get_by_role("dialog", name="Your session has ended")
    dialog.get_by_label("Password of demo").fill("wrong")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("Password of demo").fill(sample.demo.password)
    dialog.get_by_role("button", name="Sign in").click()
    expect(tray.get_by_role("status")).to_have_text("1 image imported.", timeout=LATE)
    assert asked.count("0") == 1, "what had arrived was not sent again"
    faults.clear()  # the connection that was cut, the session that had ended
