"""Pixels, raw and rendered, compared with a computation from the pixels that were arranged."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as Picture

from omeropyr.errors import ImagingError, Invalid, NotFound
from omeropyr.gateway.port import Gateway, Session
from omeropyr.imaging.settings import Model, PictureFormat, Projection, ProjectionKind, RenderSettings
from omeropyr.imaging.source import LevelSize, Pixels, Region
from omeropyr.testing.contract.arranging import ContractBase, World

BEST = 1.0
JPEG_ERROR = 6.0
"""How far (of 255) a pixel may be from the truth, in the mean."""


def decoded(content: bytes, kind: str = "JPEG") -> NDArray[np.float64]:
    """Shape (height, width, 3)."""
    with Picture.open(io.BytesIO(content)) as picture:
        assert picture.format == kind
        return np.asarray(picture.convert("RGB"), np.float64)


def expected(planes: Pixels, settings: RenderSettings) -> NDArray[np.float64]:
    """The rendering model in its plainest form, on planes of shape (channels, height, width)."""
    total = np.zeros((*planes.shape[1:], 3))
    for index in settings.active:
        channel = settings.channels[index]
        placed = (planes[index].astype(float) - channel.start) / (channel.end - channel.start)
        level = np.clip(placed, 0, 1)[:, :, None]
        color = [255.0] * 3 if settings.model is Model.GREYSCALE else list(bytes.fromhex(channel.color))
        total += level * np.array(color, float)
        if settings.model is Model.GREYSCALE:
            break
    return np.clip(total, 0, 255)


def assert_alike(jpeg: bytes, picture: NDArray[np.float64]) -> None:
    found = decoded(jpeg)
    assert found.shape == picture.shape
    assert np.abs(found - picture).mean() < JPEG_ERROR


class PixelContract(ContractBase):
    @pytest.fixture
    def image(self, world: World) -> int:
        return world.arrange.image("i", world.owner, world.home)

    def test_planes_are_what_the_settings_say(self, session: Session, world: World, image: int) -> None:
        source, settings = world.arrange.pixels_of(image), session.pixels.settings(image)
        for z in range(source.shape[0]):
            jpeg = session.pixels.render_plane(image, settings, z=z, t=0, quality=BEST)
            assert_alike(jpeg, expected(source[z], settings))

    def test_channels_windows_and_models_matter(self, session: Session, world: World, image: int) -> None:
        source, settings = world.arrange.pixels_of(image), session.pixels.settings(image)
        first = settings.channels[0]
        narrow = replace(first, end=(first.start + first.end) / 2, color="FF8000")
        variants = [
            settings.with_channel(0, replace(first, active=False)),
            settings.with_channel(0, narrow),
            replace(settings, model=Model.GREYSCALE),
        ]
        for variant in variants:
            jpeg = session.pixels.render_plane(image, variant, z=0, t=0, quality=BEST)
            assert_alike(jpeg, expected(source[0], variant))

    def test_projection_takes_the_whole_stack(self, session: Session, world: World, image: int) -> None:
        source, settings = world.arrange.pixels_of(image), session.pixels.settings(image)
        projected = replace(settings, projection=Projection(ProjectionKind.MAXIMUM))
        jpeg = session.pixels.render_plane(image, projected, z=0, t=0, quality=BEST)
        assert_alike(jpeg, expected(source.max(axis=0), settings))

    def test_regions_are_cut_at_the_edges(self, session: Session, world: World, image: int) -> None:
        source, settings = world.arrange.pixels_of(image), session.pixels.settings(image)
        height, width = source.shape[2:]
        for x, y, w, h in ((0, 0, 8, 8), (5, 3, 9, 4), (width - 4, height - 4, 100, 100)):
            jpeg = session.pixels.render_region(image, settings, Region(0, x, y, w, h), z=0, t=0, quality=BEST)
            assert_alike(jpeg, expected(source[0][:, y : y + h, x : x + w], settings))

    def test_planes_and_regions_that_are_not_there(self, session: Session, world: World, image: int) -> None:
        settings = session.pixels.settings(image)
        depth, _, height, width = world.arrange.pixels_of(image).shape
        whole = Region(0, 0, 0, width, height)
        for z, t in ((depth, 0), (-1, 0), (0, 1), (0, -1)):
            with pytest.raises(NotFound):
                session.pixels.render_plane(image, settings, z=z, t=t)
            with pytest.raises(NotFound):
                session.pixels.render_region(image, settings, whole, z=z, t=t)
            with pytest.raises(NotFound):
                session.pixels.thumbnail(image, 96, z=z, t=t)
        for region in (
            Region(0, width, 0, 8, 8),
            Region(0, 0, height, 8, 8),
            Region(0, -1, 0, 8, 8),
            Region(0, 0, 0, 0, 8),
            Region(99, 0, 0, 8, 8),
            Region(-1, 0, 0, 8, 8),
        ):
            with pytest.raises(NotFound):
                session.pixels.render_region(image, settings, region, z=0, t=0)

    @pytest.mark.parametrize("quality", [-0.1, 1.1])
    def test_quality_is_from_0_to_1(self, session: Session, image: int, quality: float) -> None:
        with pytest.raises(Invalid):
            session.pixels.render_plane(image, session.pixels.settings(image), z=0, t=0, quality=quality)

    def test_thumbnails_have_the_size_asked(self, session: Session, world: World, image: int) -> None:
        height, width = world.arrange.pixels_of(image).shape[2:]
        whole = decoded(session.pixels.thumbnail(image, 32))
        assert max(whole.shape[:2]) == 32
        assert abs(whole.shape[1] / whole.shape[0] - width / height) < 0.1
        assert decoded(session.pixels.thumbnail(image, 20, 10)).shape == (10, 20, 3)

    @pytest.mark.parametrize("width", [0, -5, 10**6])
    def test_thumbnails_of_no_size(self, session: Session, image: int, width: int) -> None:
        with pytest.raises(Invalid):
            session.pixels.thumbnail(image, width)

    def test_many_thumbnails_at_once(self, session: Session, world: World, image: int) -> None:
        other = world.arrange.image("other", world.owner, world.home)
        damaged = world.arrange.image("damaged", world.owner, world.home)
        world.arrange.damage(damaged)
        found = session.pixels.thumbnails([image, other, damaged, 999_999, 10**18], 40)
        assert {key for key, picture in found.items() if picture is None} == {damaged, 999_999, 10**18}
        assert found[image] == session.pixels.thumbnail(image, 40)

    def test_damaged_files_say_so(self, session: Session, world: World, image: int) -> None:
        settings = session.pixels.settings(image)
        world.arrange.damage(image)
        with pytest.raises(ImagingError):
            session.pixels.render_plane(image, settings, z=0, t=0)

    def test_defaults_show_the_whole_range(self, gateway: Gateway, session: Session, world: World, image: int) -> None:
        defaults, source = session.pixels.defaults(image), world.arrange.pixels_of(image)
        assert session.pixels.settings(image) == defaults
        assert len(defaults.channels) == source.shape[1]
        assert (defaults.z, defaults.t) == (source.shape[0] // 2, 0)
        for index, channel in enumerate(defaults.channels):
            assert (channel.start, channel.end) == (source[:, index].min(), source[:, index].max())

    def test_pictures_in_other_formats(self, session: Session, world: World, image: int) -> None:
        source, settings = world.arrange.pixels_of(image), session.pixels.settings(image)
        part = Region(0, 5, 3, 20, 10)
        for picture, kind in ((PictureFormat.PNG, "PNG"), (PictureFormat.TIFF, "TIFF"), (PictureFormat.WEBP, "WEBP")):
            plane = decoded(session.pixels.render_plane(image, settings, z=1, t=0, quality=BEST, picture=picture), kind)
            region = session.pixels.render_region(image, settings, part, z=1, t=0, quality=BEST, picture=picture)
            close = 1.0 if picture is not PictureFormat.WEBP else JPEG_ERROR
            assert np.abs(plane - expected(source[1], settings)).mean() < close
            assert np.abs(decoded(region, kind) - expected(source[1][:, 3:13, 5:25], settings)).mean() < close

    def test_thumbnails_by_settings_that_nobody_saved(self, session: Session, image: int) -> None:
        settings = session.pixels.settings(image)
        off = tuple(replace(channel, active=False) for channel in settings.channels)
        dark = session.pixels.thumbnail(image, 32, settings=replace(settings, channels=off))
        assert not decoded(dark).any()
        assert decoded(session.pixels.thumbnail(image, 32)).any()

    def test_settings_of_an_image_with_other_channels(self, session: Session, image: int) -> None:
        settings = session.pixels.settings(image)
        fewer = replace(settings, channels=settings.channels[:1])
        with pytest.raises(Invalid):
            session.pixels.render_plane(image, fewer, z=0, t=0)
        with pytest.raises(Invalid):
            session.pixels.render_region(image, fewer, Region(0, 0, 0, 8, 8), z=0, t=0)

    def test_raw_planes_are_the_pixels(self, session: Session, world: World, image: int) -> None:
        source = world.arrange.pixels_of(image)
        for z, c in np.ndindex(source.shape[:2]):
            plane = session.pixels.plane(image, z=z, c=c, t=0)
            assert plane.dtype == source.dtype
            np.testing.assert_array_equal(plane, source[z, c])

    def test_raw_regions_are_the_pixels(self, session: Session, world: World, image: int) -> None:
        source = world.arrange.pixels_of(image)
        found = session.pixels.region(image, Region(0, 5, 3, 20, 10), z=1, t=0, channels=[2, 0])
        np.testing.assert_array_equal(found, source[1][[2, 0], 3:13, 5:25])
        height, width = source.shape[2:]
        assert session.pixels.stored_levels(image)[0] == LevelSize(width, height)

    def test_raw_pixels_that_are_not_there(self, session: Session, world: World, image: int) -> None:
        depth, count, height, width = world.arrange.pixels_of(image).shape
        for z, c, t in ((depth, 0, 0), (-1, 0, 0), (0, count, 0), (0, -1, 0), (0, 0, 1)):
            with pytest.raises(NotFound):
                session.pixels.plane(image, z=z, c=c, t=t)
        for region in (Region(0, 0, 0, width + 1, 1), Region(0, -1, 0, 2, 2), Region(7, 0, 0, 1, 1)):
            with pytest.raises(NotFound):
                session.pixels.region(image, region, z=0, t=0, channels=[0])
        with pytest.raises(NotFound):
            session.pixels.region(image, Region(0, 0, 0, 1, height), z=0, t=0, channels=[count])
        world.arrange.damage(image)
        with pytest.raises(ImagingError):
            session.pixels.plane(image, z=0, c=0, t=0)

    def test_histogram_counts_a_plane(self, session: Session, world: World, image: int) -> None:
        plane = world.arrange.pixels_of(image)[1, 2]
        found = session.pixels.histogram(image, 2, z=1, t=0, bins=10)
        assert (found.minimum, found.maximum) == (plane.min(), plane.max())
        assert list(found.counts) == np.histogram(plane, 10)[0].tolist()
        low, high = float(plane.min()) + 50, float(plane.max()) - 50
        narrow = session.pixels.histogram(image, 2, z=1, t=0, over=(low, high))
        assert len(narrow.counts) == 256
        assert sum(narrow.counts) == ((plane >= low) & (plane <= high)).sum()
        with pytest.raises(Invalid):
            session.pixels.histogram(image, 0, z=0, t=0, bins=0)
        assert session.pixels.histogram(image, 2, z=1, t=0, bins=10, level=0) == found
        for channel, z, level in ((99, 0, None), (-1, 0, None), (0, 99, None), (0, 0, 99), (0, 0, -1)):
            with pytest.raises(NotFound):
                session.pixels.histogram(image, channel, z=z, t=0, level=level)

    def test_profiles_of_rows_columns_and_lines(self, session: Session, world: World, image: int) -> None:
        source = world.arrange.pixels_of(image)[1]
        height, width = source.shape[1:]
        row = session.pixels.profile(image, (0, 7), (width - 1, 7), z=1, t=0)
        assert [one.channel for one in row] == list(range(len(source)))
        for one in row:
            assert list(one.values) == source[one.channel, 7].tolist()
        (column,) = session.pixels.profile(image, (9, 0), (9, height - 1), z=1, t=0, channels=[1], width=3)
        assert list(column.values) == pytest.approx(source[1, :, 8:11].mean(axis=1).tolist())
        (line,) = session.pixels.profile(image, (0, 0), (3, 4), z=1, t=0, channels=[0])
        assert len(line.values) == 6
        assert (line.values[0], line.values[-1]) == (source[0, 0, 0], source[0, 4, 3])
        with pytest.raises(Invalid):
            session.pixels.profile(image, (0, 0), (width, 0), z=0, t=0)
        with pytest.raises(NotFound):
            session.pixels.profile(image, (0, 0), (1, 1), z=0, t=0, channels=[99])

    def test_lookup_tables_have_the_names_that_clients_send(self, session: Session, image: int) -> None:
        found = session.pixels.lookup_tables()
        names = [table.name for table in found]
        assert names == sorted(names, key=str.lower)
        assert {"fire.lut", "cool.lut", "16_colors.lut", "grays.lut"} <= set(names)
        assert len({table.id for table in found}) == len(found)
        assert all(table.path.startswith("/") and table.path.endswith("/") for table in found)
        settings = session.pixels.settings(image)
        plain = session.pixels.render_plane(image, settings, z=0, t=0)
        burning = settings.with_channel(0, replace(settings.channels[0], lut="fire.lut"))
        assert session.pixels.render_plane(image, burning, z=0, t=0) != plain

    def test_lookup_tables_have_colors_and_a_row_in_the_strip(self, session: Session) -> None:
        names = [table.name for table in session.pixels.lookup_tables()]
        with Picture.open(io.BytesIO(session.pixels.lookup_strip())) as picture:
            assert (picture.format, picture.mode, picture.size) == ("PNG", "RGBA", (256, 10 * (len(names) + 1)))
            strip = np.asarray(picture)
        for row, name in enumerate(names):
            colors = session.pixels.lookup_colors(name)
            assert [tuple(color) for color in strip[10 * row + 5, :, :3].tolist()] == list(colors)
        assert list(session.pixels.lookup_colors("grays.lut")) == [(level, level, level) for level in range(256)]
        with pytest.raises(NotFound):
            session.pixels.lookup_colors("nobody.lut")
