"""Regions of interest: every shape, every filter, all or nothing, and the pixels under them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omeropyr.errors import Conflict, Forbidden, ImagingError, Invalid, NotFound
from omeropyr.gateway.model import (
    AffineTransform,
    Ellipse,
    Label,
    Line,
    Mask,
    NewRoi,
    Page,
    PermissionLevel,
    Point,
    Polygon,
    Polyline,
    Rectangle,
    Roi,
    Shape,
)
from omeropyr.gateway.port import Gateway, History, Jobs, Rois, Session
from omeropyr.testing.contract.arranging import ContractBase, World, needs, sign_in
from omeropyr.testing.contract.deleting import done, image_ref
from omeropyr.testing.contract.history import there_and_back
from omeropyr.testing.contract.pixels import decoded

RED = (255, 0, 0, 255)
EVERY_SHAPE: tuple[Shape, ...] = (
    Rectangle(x=1, y=2.5, width=30, height=0, text="nucleus", z=0, t=0, c=1, fill_color=(1, 2, 3, 4)),
    Ellipse(x=10, y=11, radius_x=3.5, radius_y=2, stroke_color=RED, stroke_width=2, stroke_width_unit="PIXEL"),
    Point(x=-3.25, y=1e6, locked=True),
    Line(x1=0, y1=1, x2=2, y2=3, marker_start="Arrow", marker_end="Circle", stroke_dash_array="5 2"),
    Polyline(points=((0, 0), (1.5, -2.25)), marker_end="Arrow"),
    Polygon(points=((0, 0), (9, 0.1), (0.2, 9)), fill_rule="NonZero"),
    Label(x=4, y=5, text="ŝtono 石 \n", font_family="serif", font_size=9, font_size_unit="PT", font_style="Bold"),
    Mask(x=2, y=3, width=3, height=3, bits=b"\xa5\x80", transform=AffineTransform(1, 0.5, -0.5, 1, 10, 20)),
)

numbers = st.floats(-1e9, 1e9).map(float) | st.integers(-(10**6), 10**6).map(float)
lengths = st.floats(0, 1e9) | st.integers(0, 5000).map(float)
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
points = st.tuples(numbers, numbers)
styles: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("z", "t", "c"), st.none() | st.integers(0, 2**31 - 1)),
    "text": texts,
    **dict.fromkeys(("fill_color", "stroke_color"), st.none() | st.tuples(*[st.integers(0, 255)] * 4)),
    **dict.fromkeys(("stroke_width", "font_size"), st.none() | lengths),
    **dict.fromkeys(("stroke_width_unit", "font_size_unit"), texts),
    **dict.fromkeys(("stroke_dash_array", "font_family", "font_style", "fill_rule"), st.none() | texts),
    "locked": st.booleans(),
    "transform": st.none() | st.builds(AffineTransform, *[numbers] * 6),
}


def masks() -> st.SearchStrategy[Mask]:
    sizes = st.tuples(st.integers(1, 40), st.integers(1, 40))

    def of_size(size: tuple[int, int]) -> st.SearchStrategy[Mask]:
        bits = st.integers(0, 2**32).map(
            lambda seed: np.packbits(np.random.default_rng(seed).random(size[0] * size[1]) < 0.5).tobytes()
        )
        return st.builds(
            Mask, x=numbers, y=numbers, width=st.just(size[0]), height=st.just(size[1]), bits=bits, **styles
        )

    return sizes.flatmap(of_size)


def shapes() -> st.SearchStrategy[Shape]:
    """Any shape that can be stored."""
    place = {"x": numbers, "y": numbers}
    markers = dict.fromkeys(("marker_start", "marker_end"), st.none() | texts)
    corners = st.lists(points, min_size=3, max_size=6).map(tuple)
    return st.one_of(
        st.builds(Rectangle, **place, width=lengths, height=lengths, **styles),
        st.builds(Ellipse, **place, radius_x=lengths, radius_y=lengths, **styles),
        st.builds(Point, **place, **styles),
        st.builds(Label, **place, **styles),
        st.builds(Line, **dict.fromkeys(("x1", "y1", "x2", "y2"), numbers), **markers, **styles),
        st.builds(Polyline, points=corners, **markers, **styles),
        st.builds(Polygon, points=corners, **styles),
        masks(),
    )


def without_ids(shapes: Sequence[Shape]) -> list[Shape]:
    return [replace(shape, id=None) for shape in shapes]


def with_shapes(*shapes: Shape, name: str = "") -> NewRoi:
    return NewRoi(name=name, shapes=shapes)


WRONG: dict[str, tuple[Shape, str]] = {
    "NaN": (Rectangle(x=float("nan"), y=0, width=1, height=1), "x"),
    "infinity": (Point(x=0, y=float("inf")), "y"),
    "too far": (Point(x=1e12, y=0), "x"),
    "text for a number": (Point(x="1", y=0), "x"),  # type: ignore[arg-type]
    "negative width": (Rectangle(x=0, y=0, width=-1, height=1), "width"),
    "negative radius": (Ellipse(x=0, y=0, radius_x=1, radius_y=-1), "radius_y"),
    "two corners": (Polygon(points=((0, 0), (1, 1))), "points"),
    "one end": (Polyline(points=((0, 0),)), "points"),
    "point of three numbers": (Polygon(points=((0, 0), (1, 1, 1), (2, 0))), "points"),  # type: ignore[arg-type]
    "infinite corner": (Polygon(points=((0, 0), (1, float("-inf")), (2, 0))), "points"),
    "negative plane": (Point(x=0, y=0, z=-1), "z"),
    "plane and a half": (Point(x=0, y=0, t=1.5), "t"),  # type: ignore[arg-type]
    "channel beyond numbers": (Point(x=0, y=0, c=2**40), "c"),
    "colour out of range": (Point(x=0, y=0, fill_color=(0, 0, 256, 0)), "fill_color"),
    "colour of three": (Point(x=0, y=0, stroke_color=(0, 0, 1)), "stroke_color"),  # type: ignore[arg-type]
    "long text": (Label(x=0, y=0, text="x" * 100_001), "text"),
    "text that cannot be": (Label(x=0, y=0, text="\0"), "text"),
    "negative stroke": (Point(x=0, y=0, stroke_width=-1), "stroke_width"),
    "infinite transform": (Point(x=0, y=0, transform=AffineTransform(a02=float("inf"))), "transform"),
    "bits missing": (Mask(x=0, y=0, width=3, height=3, bits=b"\0"), "bits"),
    "bits too many": (Mask(x=0, y=0, width=2, height=4, bits=b"\0\0"), "bits"),
    "bits after the last": (Mask(x=0, y=0, width=3, height=1, bits=b"\x10"), "bits"),
    "mask without width": (Mask(x=0, y=0, width=0, height=1, bits=b""), "width"),
    "mask of a gigapixel": (Mask(x=0, y=0, width=2**26, height=2**26, bits=b""), ""),
}


class RoiContract(ContractBase):
    @pytest.fixture
    def image(self, world: World, gateway: Gateway) -> int:
        needs(gateway, Rois)
        return world.arrange.image("i", world.owner, world.home)

    def make(self, session: Session, image: int, *shapes: Shape) -> Roi:
        (made,) = session.rois.create(image, [NewRoi(shapes=shapes)])
        return session.rois.get(made)

    def test_every_shape_comes_back_as_it_was(self, session: Session, world: World, image: int) -> None:
        (made,) = session.rois.create(image, [NewRoi(name="cell", description="dividing", shapes=EVERY_SHAPE)])
        roi = session.rois.get(made)
        assert (roi.id, roi.image_id, roi.name, roi.description) == (made, image, "cell", "dividing")
        assert (roi.owner.ome_name, roi.group_id) == ("owner", world.home)
        assert (roi.rights.can_edit, roi.rights.can_delete, roi.rights.can_annotate) == (True, True, True)
        assert without_ids(roi.shapes) == list(EVERY_SHAPE)
        assert len({shape.id for shape in roi.shapes} - {None}) == len(EVERY_SHAPE)

    @settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @given(given_shapes=st.lists(shapes(), max_size=4))
    def test_any_shape_comes_back_as_it_was(self, session: Session, image: int, given_shapes: list[Shape]) -> None:
        roi = self.make(session, image, *given_shapes)
        assert without_ids(roi.shapes) == given_shapes
        for shape in roi.shapes:
            assert session.rois.shape(shape.id or 0) == (roi, shape)

    def test_rois_of_an_image_by_id_and_page(self, session: Session, world: World, image: int) -> None:
        other = world.arrange.image("other", world.owner, world.home)
        made = session.rois.create(image, [with_shapes(*EVERY_SHAPE[:n], name=str(n)) for n in range(5)])
        session.rois.create(other, [with_shapes(EVERY_SHAPE[0])])
        assert list(made) == sorted(made)
        listing = session.rois.of(image)
        assert [roi.id for roi in listing.items] == list(made)
        assert [len(roi.shapes) for roi in listing.items] == [0, 1, 2, 3, 4]
        page = session.rois.of(image, page=Page(1, 2))
        assert ([roi.name for roi in page.items], page.total) == (["1", "2"], 5)
        beyond = session.rois.of(image, page=Page(9, 2))
        assert (list(beyond.items), beyond.total) == ([], 5)
        assert session.rois.of(image, page=Page(0, 0)).total == 5

    def test_an_image_without_rois_and_none_at_all(self, session: Session, image: int) -> None:
        assert session.rois.of(image).total == 0
        for missing in (999_999, -1, 10**30):
            with pytest.raises(NotFound):
                session.rois.of(missing)
            with pytest.raises(NotFound):
                session.rois.get(missing)
            with pytest.raises(NotFound):
                session.rois.shape(missing)

    def test_by_plane(self, session: Session, image: int) -> None:
        places = [(None, None), (0, None), (0, 1), (1, 0), (2, 2)]
        session.rois.create(image, [with_shapes(Point(x=1, y=1, z=z, t=t), name=f"{z} {t}") for z, t in places])
        session.rois.create(image, [with_shapes(Point(x=1, y=1, z=5), Point(x=1, y=1, z=1), name="two")])

        def names(z: int | None = None, t: int | None = None) -> list[str]:
            return [roi.name for roi in session.rois.of(image, z=z, t=t).items]

        assert names(z=0) == ["None None", "0 None", "0 1"]
        assert names(t=1) == ["None None", "0 None", "0 1", "two"]
        assert names(z=1, t=0) == ["None None", "1 0", "two"]
        assert names(z=7) == ["None None"]
        (two,) = [roi for roi in session.rois.of(image, z=5).items if roi.name == "two"]
        assert len(two.shapes) == 2
        for z, t in ((-1, None), (None, 10**30)):
            with pytest.raises(Invalid):
                session.rois.of(image, z=z, t=t)

    def test_by_viewport(self, session: Session, image: int) -> None:
        turned = AffineTransform(a00=0, a10=1, a01=-1, a11=0)  # (x, y) -> (-y, x)
        named = {
            "small": Rectangle(x=10, y=10, width=5, height=5),
            "tall": Rectangle(x=100, y=-5000, width=1, height=90_000),
            "circle": Ellipse(x=50, y=50, radius_x=10, radius_y=10),
            "moved": Point(x=500, y=300, transform=turned),
            "mask": Mask(x=200, y=200, width=16, height=1, bits=b"\0\0"),
            "far": Polyline(points=((1e6, 1e6), (2e6, 3e6))),
        }
        session.rois.create(image, [with_shapes(shape, name=name) for name, shape in named.items()])

        def seen(*viewport: float) -> set[str]:
            listing = session.rois.of(image, viewport=viewport)  # type: ignore[arg-type]
            assert listing.total == len(listing.items)
            return {roi.name for roi in listing.items}

        assert seen(0, 0, 1000, 1000) == {"small", "tall", "circle", "mask"}
        assert seen(15, 15, 0, 0) == {"small"}
        assert seen(15.5, 0, 20, 100) == set()
        assert seen(60, 60, 10, 10) == {"circle"}
        assert seen(60.5, 60, 10, 10) == set()
        assert seen(-310, 490, 20, 20) == {"moved"}
        assert seen(99, 70_000, 3, 3) == {"tall"}
        assert seen(1.5e6, 2.9e6, 10, 10) == {"far"}
        assert seen(-1e300, -1e300, 2e300, 2e300) == set(named)
        for wrong in ((0, 0, -1, 1), (float("nan"), 0, 1, 1), (0, 0, 1, float("inf"))):
            with pytest.raises(Invalid):
                session.rois.of(image, viewport=wrong)

    def test_plane_and_viewport_are_of_the_same_shape(self, session: Session, image: int) -> None:
        session.rois.create(image, [with_shapes(Point(x=5, y=5, z=0), Point(x=50, y=50, z=1))])
        assert session.rois.of(image, z=0, viewport=(0, 0, 10, 10)).total == 1
        assert session.rois.of(image, z=1, viewport=(0, 0, 10, 10)).total == 0

    @settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @given(
        boxes=st.lists(
            st.tuples(*[st.integers(-3000, 3000)] * 2, *[st.integers(0, 2500)] * 2), min_size=1, max_size=15
        ),
        view=st.tuples(*[st.integers(-3000, 3000)] * 2, *[st.integers(0, 2500)] * 2),
    )
    def test_viewports_against_every_box(
        self, session: Session, image: int, boxes: list[tuple[int, ...]], view: tuple[int, int, int, int]
    ) -> None:
        rectangles = [Rectangle(x=x, y=y, width=width, height=height) for x, y, width, height in boxes]
        made = session.rois.create(image, [with_shapes(rectangle) for rectangle in rectangles])
        x, y, width, height = view
        touching = [
            roi_id
            for roi_id, box in zip(made, rectangles, strict=True)
            if box.x <= x + width and box.x + box.width >= x and box.y <= y + height and box.y + box.height >= y
        ]
        assert [roi.id for roi in session.rois.of(image, viewport=view).items] == touching
        session.rois.delete(made)

    def test_counts(self, session: Session, world: World, image: int) -> None:
        empty = world.arrange.image("empty", world.owner, world.home)
        session.rois.create(image, [with_shapes(), with_shapes(*EVERY_SHAPE)])
        assert session.rois.counts([empty, image, 999_999, image]) == {empty: 0, image: 2}
        assert session.rois.counts([]) == {}

    @pytest.mark.parametrize("name", WRONG)
    def test_shapes_that_cannot_be(self, session: Session, image: int, name: str) -> None:
        shape, field = WRONG[name]
        fine = with_shapes(EVERY_SHAPE[0])
        with pytest.raises(Invalid) as found:
            session.rois.create(image, [fine, with_shapes(EVERY_SHAPE[1], shape)])
        assert found.value.name.startswith("rois[1].shapes[1]")
        assert found.value.name.endswith(field)
        assert session.rois.of(image).total == 0
        roi = self.make(session, image, EVERY_SHAPE[0])
        with pytest.raises(Invalid) as found:
            session.rois.update(roi.id, with_shapes(shape))
        assert found.value.name.endswith(field)
        assert session.rois.get(roi.id) == roi

    def test_rois_that_cannot_be(self, session: Session, image: int) -> None:
        for roi in (
            NewRoi(name="n" * 256, shapes=()),
            NewRoi(description="\0", shapes=()),
            with_shapes(Shape()),
            with_shapes(Point(x=1, y=1, id=7)),
        ):
            with pytest.raises(Invalid):
                session.rois.create(image, [roi])
        with pytest.raises(NotFound):
            session.rois.create(999_999, [with_shapes()])
        assert session.rois.create(image, []) == []
        assert session.rois.of(image).total == 0

    def test_numbers_of_numpy_are_numbers(self, session: Session, image: int) -> None:
        x, z = np.float32(1.5), np.int64(2)
        roi = self.make(session, image, Point(x=x, y=3, z=z))  # type: ignore[arg-type]
        assert without_ids(roi.shapes) == [Point(x=1.5, y=3.0, z=2)]
        (point,) = roi.shapes
        assert isinstance(point, Point)
        assert (type(point.x), type(point.y), type(point.z)) == (float, float, int)

    def test_update_replaces_everything(self, session: Session, image: int) -> None:
        before = self.make(session, image, *EVERY_SHAPE)
        kept, changed = before.shapes[7], before.shapes[0]
        moved = replace(changed, z=4, text="moved")
        added = Polygon(points=((0, 0), (5, 0), (0, 5)))
        session.rois.update(before.id, NewRoi(name="new", description="words", shapes=(kept, added, moved)))
        after = session.rois.get(before.id)
        assert (after.name, after.description, after.image_id) == ("new", "words", image)
        assert without_ids(after.shapes) == without_ids([kept, added, moved])
        assert (after.shapes[0].id, after.shapes[2].id) == (kept.id, changed.id)
        assert after.shapes[1].id not in {shape.id for shape in before.shapes}
        for gone in before.shapes[1:7]:
            with pytest.raises(NotFound):
                session.rois.shape(gone.id or 0)
        session.rois.update(before.id, with_shapes())
        assert session.rois.get(before.id).shapes == ()

    def test_moved_shapes_are_found_where_they_are(self, session: Session, image: int) -> None:
        roi = self.make(session, image, Rectangle(x=0, y=0, width=10, height=10))
        (box,) = roi.shapes
        assert isinstance(box, Rectangle)
        session.rois.update(roi.id, with_shapes(replace(box, x=1000.0, height=5000.0)))
        assert session.rois.of(image, viewport=(0, 0, 500, 500)).total == 0
        assert session.rois.of(image, viewport=(1005, 4500, 5, 5)).total == 1

    def test_shapes_of_other_rois_are_not_found(self, session: Session, image: int) -> None:
        one, other = self.make(session, image, EVERY_SHAPE[0]), self.make(session, image, EVERY_SHAPE[1])
        with pytest.raises(NotFound):
            session.rois.update(one.id, with_shapes(*one.shapes, *other.shapes))
        with pytest.raises(Invalid):
            session.rois.update(one.id, with_shapes(*one.shapes, *one.shapes))
        with pytest.raises(NotFound):
            session.rois.update(999_999, with_shapes())
        assert [session.rois.get(roi.id) for roi in (one, other)] == [one, other]

    def test_delete_is_all_or_nothing(self, session: Session, image: int) -> None:
        made = session.rois.create(image, [with_shapes(*EVERY_SHAPE) for _ in range(3)])
        shape = session.rois.get(made[0]).shapes[0].id or 0
        with pytest.raises(NotFound):
            session.rois.delete([*made, 999_999])
        assert session.rois.of(image).total == 3
        assert session.rois.delete([made[0], made[2], made[0]]) == 2
        assert [roi.id for roi in session.rois.of(image).items] == [made[1]]
        with pytest.raises(NotFound):
            session.rois.shape(shape)
        assert session.rois.delete([]) == 0

    def test_every_change_can_be_taken_back(self, session: Session, gateway: Gateway, image: int) -> None:
        needs(gateway, History)
        rois = session.rois

        def state() -> Any:
            return rois.of(image).items

        there_and_back(session, lambda: rois.create(image, [with_shapes(*EVERY_SHAPE), with_shapes()]), state)
        made = rois.create(image, [with_shapes(*EVERY_SHAPE), with_shapes(EVERY_SHAPE[0])])
        first = rois.get(made[0]).shapes
        changed = NewRoi(name="new", shapes=(first[3], replace(first[0], text="moved"), EVERY_SHAPE[7]))
        there_and_back(session, lambda: rois.update(made[0], changed), state)
        there_and_back(session, lambda: rois.delete(made), state)

    def test_what_others_changed_since_is_not_taken_back(self, gateway: Gateway, world: World) -> None:
        needs(gateway, History)
        image = world.arrange.image("i", world.owner, world.groups[PermissionLevel.READ_WRITE])
        owner, member = sign_in(gateway, "owner"), sign_in(gateway, "member")
        roi = self.make(owner, image, *EVERY_SHAPE)
        drawn = owner.history.latest()
        assert drawn is not None
        member.rois.update(roi.id, NewRoi(name=roi.name, shapes=(*roi.shapes[1:], EVERY_SHAPE[2])))
        with pytest.raises(Conflict):
            owner.history.undo(drawn.id)
        assert len(owner.rois.get(roi.id).shapes) == len(EVERY_SHAPE)

    def test_deleted_images_take_their_rois_along(self, session: Session, gateway: Gateway, image: int) -> None:
        needs(gateway, Jobs)
        before = self.make(session, image, *EVERY_SHAPE)
        deleted = done(session, session.edit.delete([image_ref(image)]))
        for missing in (lambda: session.rois.get(before.id), lambda: session.rois.shape(before.shapes[0].id or 0)):
            with pytest.raises(NotFound):
                missing()
        assert deleted.change_id is not None
        session.history.undo(deleted.change_id)
        assert session.rois.get(before.id) == before

    def test_rois_go_with_their_image_to_another_group(self, session: Session, gateway: Gateway, world: World) -> None:
        needs(gateway, Jobs)
        image = world.arrange.image("i", world.owner, world.home)
        roi = self.make(session, image, *EVERY_SHAPE)
        elsewhere = world.groups[PermissionLevel.READ_WRITE]
        done(session, session.edit.move([image_ref(image)], elsewhere))
        assert session.rois.get(roi.id) == replace(roi, group_id=elsewhere)
        assert session.rois.counts([image]) == {image: 1}

    def test_who_may_annotate_the_image_may_draw(self, gateway: Gateway, world: World, image: int) -> None:
        drawing = {
            PermissionLevel.PRIVATE: NotFound,
            PermissionLevel.READ_ONLY: Forbidden,
            PermissionLevel.READ_ANNOTATE: None,
            PermissionLevel.READ_WRITE: None,
        }
        member = sign_in(gateway, "member")
        for level, error in drawing.items():
            target = world.arrange.image("theirs", world.owner, world.groups[level])
            if error is None:
                (made,) = member.rois.create(target, [with_shapes(EVERY_SHAPE[0])])
                roi = sign_in(gateway, "owner").rois.get(made)
                assert (roi.owner.ome_name, roi.group_id) == ("member", world.groups[level])
            else:
                with pytest.raises(error):
                    member.rois.create(target, [with_shapes(EVERY_SHAPE[0])])

    @pytest.mark.parametrize("level", list(PermissionLevel))
    def test_who_may_see_and_change_a_roi(self, gateway: Gateway, world: World, level: PermissionLevel) -> None:
        image = world.arrange.image("i", world.owner, world.groups[level])
        roi = self.make(sign_in(gateway, "owner"), image, EVERY_SHAPE[0])
        seen = level is not PermissionLevel.PRIVATE
        for name, sees, edits in (
            ("member", seen, level is PermissionLevel.READ_WRITE),
            ("leader", True, True),
            ("admin", True, True),
            ("outsider", False, False),
        ):
            session = sign_in(gateway, name)
            error = Forbidden if sees else NotFound
            if sees:
                found = session.rois.get(roi.id)
                assert (found.rights.can_edit, found.rights.can_delete) == (edits, edits)
                assert session.rois.counts([image]) == {image: len(session.rois.of(image).items)}
            else:
                for ask in (session.rois.get, session.rois.of, session.rois.shape):
                    with pytest.raises(NotFound):
                        ask({session.rois.of: image, session.rois.get: roi.id}.get(ask, roi.shapes[0].id or 0))
                assert session.rois.counts([image]) == {}
            if edits:
                session.rois.update(roi.id, NewRoi(name=name, shapes=roi.shapes))
                continue
            with pytest.raises(error):
                session.rois.update(roi.id, with_shapes())
            with pytest.raises(error):
                session.rois.delete([roi.id])
        found = sign_in(gateway, "owner").rois.get(roi.id)
        assert (found.shapes, found.name) == (roi.shapes, "admin")

    def test_statistics_are_those_of_the_pixels(self, session: Session, world: World, image: int) -> None:
        pixels = world.arrange.pixels_of(image)
        depth, channels, height, width = pixels.shape
        bits = np.packbits(np.eye(16, dtype=bool)).tobytes()
        roi = self.make(
            session,
            image,
            Rectangle(x=2, y=3, width=10, height=5, z=depth - 1, t=0),
            Mask(x=1, y=2, width=16, height=16, bits=bits, z=0, t=0),
            Point(x=7.5, y=9.2, z=0, t=0),
            Rectangle(x=-50, y=-50, width=width + 100, height=height + 100, z=0, t=0),
            Rectangle(x=3, y=2, width=5, height=10, z=0, t=0, transform=AffineTransform(0, 1, 1, 0, 0, 0)),
        )
        diagonal = np.arange(16)
        expected = [
            pixels[depth - 1, :, 3:8, 2:12],
            pixels[0][:, 2 + diagonal, 1 + diagonal],
            pixels[0, :, 9:10, 7:8],
            pixels[0],
            pixels[0, :, 3:8, 2:12],
        ]
        found = session.rois.statistics([shape.id or 0 for shape in roi.shapes])
        assert [one.shape_id for one in found] == [shape.id for shape in roi.shapes for _ in range(channels)]
        for number, one in enumerate(found):
            shape, values = roi.shapes[number // channels], expected[number // channels][one.c].astype(float)
            assert (one.c, one.z, one.t) == (number % channels, shape.z, shape.t)
            assert (one.area, one.minimum, one.maximum) == (values.size, values.min(), values.max())
            assert one.mean == pytest.approx(values.mean())
            assert one.sum == pytest.approx(values.sum())
            assert one.std_dev == pytest.approx(values.std())

    def test_statistics_on_a_plane_and_of_channels(self, session: Session, world: World, image: int) -> None:
        pixels = world.arrange.pixels_of(image)
        roi = self.make(session, image, Rectangle(x=0, y=0, width=4, height=4))
        shape_id = roi.shapes[0].id or 0
        (one,) = session.rois.statistics([shape_id], z=1, t=0, channels=[1])
        assert (one.z, one.t, one.c, one.maximum) == (1, 0, 1, pixels[1, 1, :4, :4].max())
        default = session.pixels.defaults(image)
        assert {(one.z, one.t) for one in session.rois.statistics([shape_id])} == {(default.z, default.t)}
        assert session.rois.statistics([]) == []

    def test_nothing_under_a_shape(self, session: Session, image: int) -> None:
        shapes = (Label(x=3, y=3, text="here"), Rectangle(x=-9, y=-9, width=3, height=3))
        roi = self.make(session, image, *shapes)
        for one in session.rois.statistics([shape.id or 0 for shape in roi.shapes], channels=[0]):
            assert (one.area, one.minimum, one.maximum, one.mean, one.sum, one.std_dev) == (0, *[None] * 5)

    def test_statistics_that_cannot_be(self, session: Session, gateway: Gateway, world: World, image: int) -> None:
        roi = self.make(session, image, Point(x=1, y=1, z=1000), Point(x=1, y=1))
        beyond, fine = (shape.id or 0 for shape in roi.shapes)
        with pytest.raises(NotFound):
            session.rois.statistics([beyond])
        with pytest.raises(NotFound):
            session.rois.statistics([fine], z=1000)
        with pytest.raises(NotFound):
            session.rois.statistics([fine, 999_999])
        with pytest.raises(NotFound):
            sign_in(gateway, "outsider").rois.statistics([fine])
        for channel in (-1, 99):
            with pytest.raises(Invalid):
                session.rois.statistics([fine], channels=[channel])
        world.arrange.damage(image)
        with pytest.raises(ImagingError):
            session.rois.statistics([fine])

    def test_thumbnails_show_a_shape_on_its_plane(self, session: Session, world: World, image: int) -> None:
        pixels = world.arrange.pixels_of(image)
        depth, _, height, width = pixels.shape
        x, y = width / 2, height / 2
        roi = self.make(session, image, Point(x=x, y=y, z=0, t=0), Point(x=x, y=y, z=depth - 1, t=0), Point(x=x, y=y))
        shape_ids = [shape.id or 0 for shape in roi.shapes]
        first, last, default = (decoded(session.rois.thumbnail(shape_id)) for shape_id in shape_ids)
        assert first.shape == last.shape == default.shape == (166, 250, 3)
        assert np.abs(first - last).max() > 20
        assert (np.abs(first[:20] - 221) < 8).all(), "grey beyond the image"
        settings = session.pixels.settings(image)
        black = replace(settings, channels=tuple(replace(channel, active=False) for channel in settings.channels))
        red = decoded(session.rois.thumbnail(shape_ids[0], black, color=(255, 0, 0)))
        top, left = 83 - height // 2, 125 - width // 2
        inside = red[top + 2 : top + height - 2, left + 2 : left + width - 2]
        assert inside[:8].max() < 40
        drawn = np.argwhere((inside[:, :, 0] > 120) & (inside[:, :, 1] < 90))
        assert np.abs(drawn.mean(axis=0) + 2 - [height / 2, width / 2]).max() < 2

    def test_thumbnails_that_cannot_be(self, session: Session, gateway: Gateway, world: World, image: int) -> None:
        roi = self.make(session, image, Ellipse(x=0, y=0, radius_x=1e9, radius_y=1e9), Point(x=1, y=1, t=7))
        too_large, on_no_plane = (shape.id or 0 for shape in roi.shapes)
        with pytest.raises(Invalid):
            session.rois.thumbnail(too_large)
        for missing in (on_no_plane, 999_999):
            with pytest.raises(NotFound):
                session.rois.thumbnail(missing)
        with pytest.raises(NotFound):
            sign_in(gateway, "outsider").rois.thumbnail(too_large)
