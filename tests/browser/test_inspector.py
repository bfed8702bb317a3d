"""The inspector: many tags, key-values out of a spreadsheet, stars, attachments, many objects, taking it back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from omeropyr.gateway.embedded.gateway import open_gateway
from omeropyr.gateway.model import Kind, ObjectRef
from omeropyr.gateway.port import Session
from omeropyr.testing.store import SampleStore

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SignIn = Callable[..., None]
Check = Callable[..., None]
MANY = "Many images"
PASTE = """(field, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(scope="session")
def session(sample: SampleStore) -> Iterator[Session]:
    """The user demo, beside the browser."""
    gateway = open_gateway(sample.config)
    yield gateway.login(sample.demo)
    gateway.close()


@pytest.fixture(scope="session")
def spots(session: Session) -> list[int]:
    """Images that the other tests only look at, each of these tests takes some of its own."""
    dataset = session.browse.named(Kind.DATASET, MANY)[0]
    return [image.id for image in session.browse.images(dataset_id=dataset).items]


@pytest.fixture
def inspector(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Inspector")


def undo(page: Page) -> None:
    page.get_by_role("status").get_by_role("button", name="Undo").last.click()


def paste(field: Locator, text: str) -> None:
    field.focus()
    field.evaluate(PASTE, text)


def test_a_spreadsheet_is_pasted_changed_and_taken_back(
    page: Page, inspector: Locator, sign_in: SignIn, spots: list[int], check: Check
) -> None:
    sign_in(f"/webclient/?show=image-{spots[0]}")
    paste(
        inspector.get_by_label("Key 1", exact=True),
        'gene\tTP53\r\n"two\nlines"\t5 µM\r\nlink\thttps://example.org/a\r\n',
    )
    expect(inspector.get_by_label("Value 3", exact=True)).to_have_value("https://example.org/a")
    inspector.get_by_label("Key 1", exact=True).focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(inspector.get_by_label("Key 2", exact=True)).to_have_value("gene")
    expect(inspector.locator(".pairs-state")).to_have_text("Saved")
    check("inspector-pairs")
    page.reload()
    rows = inspector.locator(".pairs-table tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_have_text("two\nlines\t5 µM", use_inner_text=True)
    expect(inspector.get_by_role("link", name="https://example.org/a")).to_be_visible()
    inspector.get_by_role("button", name="Edit key-value pairs").click()
    inspector.get_by_label("Value 2", exact=True).fill("BRCA2")
    inspector.get_by_role("button", name="Copy id").focus()
    expect(page.get_by_role("status").get_by_text("Key-value pairs saved")).to_be_visible()
    undo(page)
    expect(rows.nth(1)).to_contain_text("TP53")


def test_two_editors_of_the_same_lose_nothing(
    page: Page, inspector: Locator, sign_in: SignIn, session: Session, spots: list[int], faults: list[str]
) -> None:
    image = ObjectRef(Kind.IMAGE, spots[1])
    [map_id] = session.annotations.edit_pairs([image], [("dose", "1")])
    sign_in(f"/webclient/?show={image}")
    inspector.get_by_role("button", name="Edit key-value pairs").click()
    inspector.get_by_role("button", name="Edit description").click()
    session.annotations.update(map_id, (("dose", "2"),))
    session.edit.describe(image, "theirs")
    inspector.get_by_label("Value 1", exact=True).fill("3")
    expect(inspector.get_by_role("button", name="Keep mine")).to_be_visible()
    faults.clear()  # the answer 409
    assert session.annotations.get(map_id).value == (("dose", "2"),)
    inspector.get_by_role("button", name="Keep mine").click()
    expect(inspector.locator(".pairs-state")).to_have_text("Saved")
    assert session.annotations.get(map_id).value == (("dose", "3"),)
    inspector.get_by_label("Description", exact=True).fill("mine")
    inspector.get_by_role("button", name="Save", exact=True).click()
    expect(inspector.locator(".theirs")).to_have_text("theirs")
    expect(inspector.get_by_label("Description", exact=True)).to_have_value("mine")
    inspector.get_by_role("button", name="Save", exact=True).click()
    expect(inspector.locator(".description")).to_have_text("mine")


def test_many_tags_are_chosen_from_many(
    page: Page,
    inspector: Locator,
    sign_in: SignIn,
    session: Session,
    sample: SampleStore,
    spots: list[int],
    check: Check,
) -> None:
    group = sample.accounts.group_id
    phases = session.annotations.create_tagset("Phases of the cell", group_id=group)
    for name in ("G1", "S", "G2"):
        session.annotations.create_tag(f"phase {name}", group_id=group, tagset_id=phases)
    session.annotations.create_tag("overexposed", group_id=group)
    sign_in(f"/webclient/?show=image-{spots[2]}")
    inspector.get_by_role("button", name="Choose…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("listbox", name="Available").get_by_role("option", name="Phases of the cell").click()
    dialog.get_by_label("Filter tags").fill("expos")
    page.keyboard.press("Enter")
    dialog.get_by_label("Text of the new tag").fill("never seen <b>")
    page.keyboard.press("Enter")
    picked = dialog.get_by_role("listbox", name="Selected")
    expect(picked.get_by_role("option")).to_have_count(5)
    check("tag-dialog")
    picked.get_by_role("option", name="phase S").click()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(inspector.locator(".chip")).to_have_count(4)
    undo(page)
    expect(inspector.locator(".chip")).to_have_count(0)


def test_stars_by_keyboard(page: Page, inspector: Locator, sign_in: SignIn, spots: list[int]) -> None:
    sign_in(f"/webclient/?show=image-{spots[3]}")
    ratings = inspector.locator("[data-section=rating]")
    ratings.evaluate("section => { section.open = true; }")
    inspector.get_by_label("3 stars").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("status").get_by_text("Rated: 4 of 5")).to_be_visible()
    page.reload()
    expect(inspector.get_by_label("4 stars")).to_be_checked()
    inspector.get_by_role("button", name="Clear").click()
    expect(inspector.locator(".star input:checked")).to_have_count(0)


def test_attach_download_and_use_again(
    page: Page, inspector: Locator, sign_in: SignIn, spots: list[int], tmp_path: Path, check: Check
) -> None:
    file = tmp_path / "protocol, final.txt"
    file.write_text("1. wash\n")
    sign_in(f"/webclient/?show=image-{spots[4]}")
    files = inspector.locator("[data-section=file]")
    files.evaluate("section => { section.open = true; }")
    inspector.get_by_role("button", name="Attach…").click()
    page.get_by_role("dialog").get_by_label("Files from this computer").set_input_files(file)
    check("attach-dialog")
    page.get_by_role("dialog").get_by_role("button", name="Attach", exact=True).click()
    with page.expect_download() as download:
        inspector.get_by_role("link", name="protocol, final.txt").click()
    assert Path(download.value.path()).read_text() == "1. wash\n"
    page.goto(f"/webclient/?show=image-{spots[5]}")
    inspector.get_by_role("button", name="Attach…").click()
    page.get_by_role("dialog").get_by_label("Filter attachments").fill("final prot")
    page.get_by_role("dialog").get_by_role("checkbox", name="protocol, final.txt").check()
    page.get_by_role("dialog").get_by_role("button", name="Attach", exact=True).click()
    inspector.get_by_role("button", name="Remove attachment protocol, final.txt").click()
    expect(inspector.get_by_role("link", name="protocol, final.txt")).to_have_count(0)
    undo(page)
    expect(inspector.get_by_role("link", name="protocol, final.txt")).to_be_visible()


def test_many_objects_are_annotated_together(
    page: Page, inspector: Locator, sign_in: SignIn, spots: list[int], session: Session, check: Check
) -> None:
    ids = spots[6:10]
    sign_in("/webclient/?show=" + "|".join(f"image-{number}" for number in ids))
    expect(inspector.get_by_role("heading", name="4 images")).to_be_visible()
    paste(inspector.get_by_label("Key 1", exact=True), "batch\t7\noperator\tAda\n")
    inspector.get_by_role("button", name="Add to all 4").click()
    expect(inspector.locator(".pairs-table tbody tr")).to_have_count(2)
    inspector.get_by_label("Tag", exact=True).fill("together")
    page.keyboard.press("Enter")
    expect(inspector.locator(".chip", has_text="together")).to_contain_text("4/4")
    inspector.get_by_label("Comment", exact=True).fill("See Image: 12")
    inspector.get_by_role("button", name="Comment").click()
    expect(inspector.get_by_role("link", name="Image: 12")).to_be_visible()
    check("inspector-batch")
    links = session.annotations.of([ObjectRef(Kind.IMAGE, number) for number in ids], kinds=[Kind.MAP])
    assert {link.parent.id: link.annotation.value for link in links} == dict.fromkeys(
        ids, (("batch", "7"), ("operator", "Ada"))
    )
    inspector.get_by_role("button", name="Edit key-value pairs").click()
    inspector.get_by_label("Value 1", exact=True).fill("8")
    inspector.get_by_label("Comment", exact=True).focus()
    expect(inspector.locator(".pairs-state")).to_have_text("Saved")
    links = session.annotations.of([ObjectRef(Kind.IMAGE, number) for number in ids], kinds=[Kind.MAP])
    assert {link.annotation.value for link in links} == {(("batch", "8"), ("operator", "Ada"))}


def test_what_others_say_is_read_and_filtered(
    page: Page, inspector: Locator, sign_in: SignIn, session: Session, visitor: object, spots: list[int]
) -> None:
    image = ObjectRef(Kind.IMAGE, spots[10])
    session.annotations.create(
        Kind.MAP, (("cell line", "HeLa"),), [image], namespace="openmicroscopy.org/mapr/cell_line"
    )
    session.annotations.create(Kind.DOUBLE, 2.5, [image], namespace="lab/areaOfCells")
    session.annotations.comment([image], "of demo")
    sign_in(f"/webclient/?show={image}", visitor)
    expect(inspector.locator(".pairs-title").first).to_contain_text("Cell line of Demo User")
    expect(inspector.locator("[data-section=other]")).to_contain_text("Area of cells")
    expect(inspector.get_by_role("button", name="Edit name")).to_have_count(0)
    inspector.get_by_label("Annotations").select_option("me")
    expect(inspector.locator(".comment")).to_have_count(0)
    inspector.get_by_label("Annotations").select_option("all")
    expect(inspector.locator(".comment")).to_have_count(1)


def test_names_of_channels(page: Page, inspector: Locator, sign_in: SignIn, sample: SampleStore) -> None:
    sign_in(f"/webclient/?show=image-{sample.image_ids[0]}")
    inspector.get_by_role("button", name="Edit names").click()
    page.get_by_role("dialog").get_by_label("Channel 2").fill("Actin")
    page.get_by_role("dialog").get_by_label("Apply to all images").check()
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(inspector.locator(".channel-title").nth(1)).to_have_text("Actin")
    undo(page)
    expect(inspector.locator(".channel-title").nth(1)).to_have_text("GFP")


def test_acquisition_and_preview(
    page: Page, inspector: Locator, sign_in: SignIn, sample: SampleStore, check: Check
) -> None:
    sign_in(f"/webclient/?show=image-{sample.image_ids[0]}")
    inspector.get_by_role("tab", name="Acquisition").click()
    expect(inspector.locator(".acquisition")).to_be_visible()
    check("inspector-acquisition")
    inspector.get_by_role("tab", name="Preview").click()
    picture = inspector.locator("[data-picture]")
    before = picture.get_attribute("src")
    inspector.locator("[data-channels] input[type=checkbox]").first.uncheck()
    expect(picture).not_to_have_attribute("src", before or "")
    expect(inspector.locator("[data-full]")).to_have_attribute("href", re.compile(r"c=-1"))
    check("inspector-preview")
    inspector.get_by_role("button", name="Save settings").click()
    expect(page.get_by_text("Settings saved")).to_be_visible()
    inspector.get_by_role("button", name="As imported").click()
    expect(inspector.locator("[data-channels] input[type=checkbox]").first).to_be_checked()
    inspector.get_by_role("button", name="Save settings").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_kind_and_theme(
    page: Page, inspector: Locator, sign_in: SignIn, sample: SampleStore, check: Check, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    sign_in(f"/webclient/?show=image-{sample.image_ids[0]}")
    inspector.locator(".download-menu > summary").click()
    check(f"inspector-image-{scheme}")
    for ref in (f"screen-{sample.screen_id}", f"plate-{sample.plate_id}"):
        page.goto(f"/webclient/?show={ref}")
        expect(inspector.locator(f"[data-inspector={ref}] #new-tag")).to_be_visible()


def test_a_narrow_inspector(page: Page, inspector: Locator, sign_in: SignIn, spots: list[int], check: Check) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    sign_in(f"/webclient/?show=image-{spots[0]}")
    page.get_by_role("link", name="Inspector").click()
    inspector.get_by_role("button", name="Choose…").click()
    check("tag-dialog-narrow")
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    inspector.get_by_role("tab", name="Preview").click()
    expect(inspector.locator("[data-channels] input[type=checkbox]").first).to_be_visible()
    check("inspector-narrow-preview")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
