"""The pixels under regions of interest, and pictures of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from omeropyr.errors import ImagingError, Invalid, NotFound
from omeropyr.gateway.model import AffineTransform, Ellipse, Label, Mask, NewRoi, Point, Rectangle, Roi, Shape
from omeropyr.gateway.port import Gateway, Rois, Session
from omeropyr.testing.contract.arranging import ContractBase, World, needs, sign_in
from omeropyr.testing.contract.pixels import decoded


class RoiPixelContract(ContractBase):
    @pytest.fixture
    def image(self, world: World, gateway: Gateway) -> int:
        needs(gateway, Rois)
        return world.arrange.image("i", world.owner, world.home)

    def draw(self, session: Session, image: int, *shapes: Shape) -> Roi:
        (made,) = session.rois.create(image, [NewRoi(shapes=shapes)])
        return session.rois.get(made)

    def test_statistics_are_those_of_the_pixels(self, session: Session, world: World, image: int) -> None:
        pixels = world.arrange.pixels_of(image)
        depth, channels, height, width = pixels.shape
        bits = np.packbits(np.eye(16, dtype=bool)).tobytes()
        roi = self.draw(
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
        roi = self.draw(session, image, Rectangle(x=0, y=0, width=4, height=4))
        shape_id = roi.shapes[0].id or 0
        (one,) = session.rois.statistics([shape_id], z=1, t=0, channels=[1])
        assert (one.z, one.t, one.c, one.maximum) == (1, 0, 1, pixels[1, 1, :4, :4].max())
        default = session.pixels.defaults(image)
        assert {(one.z, one.t) for one in session.rois.statistics([shape_id])} == {(default.z, default.t)}
        assert session.rois.statistics([]) == []

    def test_nothing_under_a_shape(self, session: Session, image: int) -> None:
        shapes = (Label(x=3, y=3, text="here"), Rectangle(x=-9, y=-9, width=3, height=3))
        roi = self.draw(session, image, *shapes)
        for one in session.rois.statistics([shape.id or 0 for shape in roi.shapes], channels=[0]):
            assert (one.area, one.minimum, one.maximum, one.mean, one.sum, one.std_dev) == (0, *[None] * 5)

    def test_statistics_that_cannot_be(self, session: Session, gateway: Gateway, world: World, image: int) -> None:
        roi = self.draw(session, image, Point(x=1, y=1, z=1000), Point(x=1, y=1))
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
        roi = self.draw(session, image, Point(x=x, y=y, z=0, t=0), Point(x=x, y=y, z=depth - 1, t=0), Point(x=x, y=y))
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
        roi = self.draw(session, image, Ellipse(x=0, y=0, radius_x=1e9, radius_y=1e9), Point(x=1, y=1, t=7))
        too_large, on_no_plane = (shape.id or 0 for shape in roi.shapes)
        with pytest.raises(Invalid):
            session.rois.thumbnail(too_large)
        for missing in (on_no_plane, 999_999):
            with pytest.raises(NotFound):
                session.rois.thumbnail(missing)
        with pytest.raises(NotFound):
            sign_in(gateway, "outsider").rois.thumbnail(too_large)
