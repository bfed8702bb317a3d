"""Regions of interest: every shape, every filter, all or nothing, and who may."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omeropyr.errors import Conflict, Forbidden, Invalid, NotFound
from omeropyr.gateway.model import (
    AffineTransform,
    Ellipse,
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
from omeropyr.testing.contract.rois_samples import EVERY_SHAPE, WRONG, shapes, with_shapes, without_ids


class RoiContract(ContractBase):
    @pytest.fixture
    def image(self, world: World, gateway: Gateway) -> int:
        needs(gateway, Rois)
        return world.arrange.image("i", world.owner, world.home)

    def draw(self, session: Session, image: int, *shapes: Shape) -> Roi:
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
        roi = self.draw(session, image, *given_shapes)
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
        roi = self.draw(session, image, EVERY_SHAPE[0])
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
        roi = self.draw(session, image, Point(x=x, y=3, z=z))  # type: ignore[arg-type]
        assert without_ids(roi.shapes) == [Point(x=1.5, y=3.0, z=2)]
        (point,) = roi.shapes
        assert isinstance(point, Point)
        assert (type(point.x), type(point.y), type(point.z)) == (float, float, int)

    def test_an_update_tells_when_somebody_was_faster(self, session: Session, image: int) -> None:
        seen = self.draw(session, image, Point(x=1, y=2))
        session.rois.update(seen.id, NewRoi(name="first", shapes=seen.shapes), expected=seen)
        with pytest.raises(Conflict):
            session.rois.update(seen.id, NewRoi(name="second", shapes=seen.shapes), expected=seen)
        assert session.rois.get(seen.id).name == "first"
        session.rois.update(seen.id, NewRoi(shapes=seen.shapes), expected=session.rois.get(seen.id))

    def test_update_replaces_everything(self, session: Session, image: int) -> None:
        before = self.draw(session, image, *EVERY_SHAPE)
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
        roi = self.draw(session, image, Rectangle(x=0, y=0, width=10, height=10))
        (box,) = roi.shapes
        assert isinstance(box, Rectangle)
        session.rois.update(roi.id, with_shapes(replace(box, x=1000.0, height=5000.0)))
        assert session.rois.of(image, viewport=(0, 0, 500, 500)).total == 0
        assert session.rois.of(image, viewport=(1005, 4500, 5, 5)).total == 1

    def test_shapes_of_other_rois_are_not_found(self, session: Session, image: int) -> None:
        one, other = self.draw(session, image, EVERY_SHAPE[0]), self.draw(session, image, EVERY_SHAPE[1])
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
        roi = self.draw(owner, image, *EVERY_SHAPE)
        drawn = owner.history.latest()
        assert drawn is not None
        member.rois.update(roi.id, NewRoi(name=roi.name, shapes=(*roi.shapes[1:], EVERY_SHAPE[2])))
        with pytest.raises(Conflict):
            owner.history.undo(drawn.id)
        assert len(owner.rois.get(roi.id).shapes) == len(EVERY_SHAPE)

    def test_deleted_images_take_their_rois_along(self, session: Session, gateway: Gateway, image: int) -> None:
        needs(gateway, Jobs)
        before = self.draw(session, image, *EVERY_SHAPE)
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
        roi = self.draw(session, image, *EVERY_SHAPE)
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
        roi = self.draw(sign_in(gateway, "owner"), image, EVERY_SHAPE[0])
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
