"""Regions of interest in the viewer: what is drawn is there after a reload, for others too, and nothing gets lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from omeropyr.api import Mask, NewRoi, Rectangle, Session
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.model import Credentials
from omeropyr.testing.store import SampleStore
from omeropyr.testing.viewer_images import ViewerImages

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

Open = Callable[..., None]
Check = Callable[[str], None]
MANY = 1200


@pytest.fixture
def session(sample: SampleStore, images: ViewerImages) -> Iterator[Session]:
    """Through the port; the stack has no regions before and after."""
    gateway = EmbeddedGateway(sample.store)
    session = gateway.login(sample.demo)
    yield session
    root = gateway.login(sample.root)
    root.rois.delete([roi.id for roi in session.rois.of(images.stack).items])
    gateway.close()


@pytest.fixture
def regions(view: Open, page: Page, images: ViewerImages, session: Session) -> None:
    view(images.stack, "z=1&t=1")
    page.get_by_role("tab", name="Regions").click()


def rows(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Regions").get_by_role("option")


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    page.mouse.move(*end)
    page.mouse.up()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save regions").click()
    expect(page.locator("[data-roi-state]")).to_be_empty()


def box_of(session: Session, image: int) -> Rectangle:
    (roi,) = session.rois.of(image).items
    (box,) = roi.shapes
    assert isinstance(box, Rectangle)
    return box


def test_every_kind_is_drawn_saved_and_there_again(
    page: Page, regions: None, session: Session, images: ViewerImages, check: Check
) -> None:
    expect(page.get_by_role("heading", name="No regions yet")).to_be_visible()
    page.get_by_role("button", name="Draw a rectangle").click()
    check("viewer-drawing")
    drag(page, (300, 300), (420, 380))
    page.get_by_label("Name").fill("Nucleus <1>")
    page.get_by_role("button", name="Draw an ellipse").click()
    drag(page, (500, 300), (560, 380))
    page.keyboard.press("l")
    drag(page, (300, 500), (420, 520))
    for key, end in (("k", None), ("p", "Enter")):
        page.keyboard.press(key)
        for place in ((600, 300), (700, 330), (680, 450)):
            page.mouse.click(*place)
        page.keyboard.press(end) if end else page.mouse.click(680, 450)
    page.keyboard.press("d")
    page.mouse.click(800, 300)
    page.keyboard.press("t")
    page.mouse.click(800, 400)
    page.get_by_label("Text", exact=True).fill("mitosis 🔬")
    expect(rows(page)).to_have_count(7)
    check("viewer-regions")
    save(page)
    kinds = [type(roi.shapes[0]).__name__ for roi in session.rois.of(images.stack).items]
    assert kinds == ["Rectangle", "Ellipse", "Line", "Polyline", "Polygon", "Point", "Label"]
    assert {(roi.shapes[0].z, roi.shapes[0].t) for roi in session.rois.of(images.stack).items} == {(0, 0)}
    page.reload()
    expect(rows(page)).to_have_count(7)
    expect(page.locator(".roi-shape")).to_have_count(7)
    expect(rows(page).first).to_contain_text("Nucleus <1>")
    expect(page.locator(".roi-text")).to_have_text("mitosis 🔬")


def test_a_region_is_moved_and_resized_and_that_can_be_undone(
    page: Page, regions: None, session: Session, images: ViewerImages
) -> None:
    page.keyboard.press("r")
    drag(page, (300, 300), (420, 380))
    width = page.get_by_role("spinbutton", name="Width", exact=True)
    before = float(width.input_value())
    drag(page, (360, 340), (400, 400))
    handle = page.get_by_role("button", name="Handle 3 of 8").bounding_box()
    assert handle
    assert (handle["x"] + 12, handle["y"] + 12) == pytest.approx((460, 440), abs=2)
    drag(page, (460, 440), (520, 440))
    expect(width).not_to_have_value(str(before))
    assert float(width.input_value()) == pytest.approx(before * 1.5, rel=0.03)
    page.keyboard.press("Control+z")
    assert float(width.input_value()) == pytest.approx(before, rel=0.01)
    page.keyboard.press("Control+Shift+z")
    save(page)
    assert box_of(session, images.stack).width == pytest.approx(before * 1.5, rel=0.03)


def test_everything_by_keyboard(
    page: Page, regions: None, session: Session, images: ViewerImages, check: Check
) -> None:
    page.get_by_role("application").focus()
    page.keyboard.press("r")
    page.keyboard.press("Enter")
    shape = page.get_by_role("button", name="Rectangle: Rectangle")
    expect(shape).to_be_focused()
    x, width = (page.get_by_role("spinbutton", name=name, exact=True) for name in ("X", "Width"))
    left, wide = float(x.input_value()), float(width.input_value())
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+ArrowRight")
    expect(shape).to_be_focused()
    page.keyboard.press("Shift+ArrowLeft")
    assert float(x.input_value()) == pytest.approx(left + 11, abs=0.01)
    assert float(width.input_value()) == pytest.approx(wide - 1, abs=0.01)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Handle 1 of 8")).to_be_focused()
    check("viewer-handle")
    page.keyboard.press("ArrowLeft")
    assert float(width.input_value()) == pytest.approx(wide, abs=0.01)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-roi-state]")).to_be_empty()
    assert box_of(session, images.stack).width == pytest.approx(wide, abs=0.01)
    shape.focus()
    page.keyboard.press("Delete")
    expect(rows(page).first).to_contain_text("Will be deleted")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", name="No regions yet")).to_be_visible()
    assert session.rois.of(images.stack).total == 0


def test_a_second_user_sees_and_cannot_change(
    page: Page, view: Open, session: Session, images: ViewerImages, visitor: Credentials
) -> None:
    session.rois.create(images.stack, [NewRoi(name="mine", shapes=(Rectangle(x=50, y=50, width=60, height=40),))])
    view(images.stack, "z=1", visitor)
    page.get_by_role("tab", name="Regions").click()
    rows(page).first.click()
    expect(page.get_by_text("only its owner may change it").last).to_be_visible()
    expect(page.get_by_label("Name")).to_be_disabled()
    expect(page.get_by_role("button", name="Handle 1 of 8")).to_have_count(0)
    page.get_by_role("listbox").press("Delete")
    expect(page.get_by_role("button", name="Save regions")).to_be_disabled()


def test_who_is_second_is_told_and_loses_nothing(
    page: Page, regions: None, session: Session, images: ViewerImages, check: Check
) -> None:
    page.keyboard.press("r")
    drag(page, (300, 300), (420, 380))
    save(page)
    (roi,) = session.rois.of(images.stack).items
    session.rois.update(roi.id, NewRoi(name="theirs", shapes=roi.shapes))
    page.get_by_label("Name").fill("mine")
    page.get_by_role("button", name="Save regions").click()
    notice = page.get_by_role("alert").filter(has_text="Somebody else has changed")
    expect(notice).to_be_visible()
    check("viewer-conflict")
    assert session.rois.get(roi.id).name == "theirs"
    notice.get_by_role("button", name="Keep mine").click()
    save(page)
    assert session.rois.get(roi.id).name == "mine"


def test_many_regions_scroll_and_only_those_in_sight_are_made(
    page: Page, view: Open, session: Session, images: ViewerImages
) -> None:
    boxes = [
        NewRoi(name=f"box {n}", shapes=(Rectangle(x=n % 24 * 10, y=n // 24 * 4, width=3, height=2, z=n % 5),))
        for n in range(MANY)
    ]
    session.rois.create(images.stack, boxes)
    view(images.stack, "z=1&t=1")
    page.get_by_role("tab", name="Regions").click()
    expect(page.get_by_role("heading", name="1,200 regions")).to_be_visible()
    assert rows(page).count() < 40
    page.get_by_role("listbox").press("End")
    expect(rows(page).last).to_contain_text(f"box {MANY - 1}")
    expect(page.locator("[data-axis=z] [data-position]")).to_have_text(f"{(MANY - 1) % 5 + 1} / 5")


def test_masks_are_shown_with_their_pixels(
    page: Page, view: Open, session: Session, images: ViewerImages, check: Check
) -> None:
    mask = Mask(x=100, y=80, width=16, height=2, bits=b"\xff\x0f\xf0\xaa", fill_color=(255, 0, 255, 200), z=0)
    session.rois.create(images.stack, [NewRoi(name="segmented", shapes=(mask,))])
    with page.expect_response("**/render_shape_mask/*/") as answer:
        view(images.stack, "z=1&t=1")
    assert answer.value.status == 200
    page.get_by_role("tab", name="Regions").click()
    rows(page).first.click()
    expect(page.locator(".roi-mask")).to_be_visible()
    check("viewer-mask")
