"""Sheets of channels, movies and exported files, read by other libraries."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
import zarr

from omeropyr.errors import ImagingError, Invalid, NotFound
from omeropyr.gateway.port import Gateway, Session
from omeropyr.imaging.settings import ExportFormat, MovieFormat, MovieRequest, RenderSettings
from omeropyr.testing.contract.arranging import ContractBase, World, sign_in
from omeropyr.testing.contract.pixels import BEST, JPEG_ERROR, decoded, expected


class WholeImageContract(ContractBase):
    @pytest.fixture
    def whole(self, world: World) -> int:
        return world.arrange.image("wh\u00f6le", world.owner, world.home)

    def test_split_view_has_a_panel_for_each_channel_and_one_for_all(
        self, session: Session, world: World, whole: int
    ) -> None:
        source, settings = world.arrange.pixels_of(whole)[1], session.pixels.settings(whole)
        height, width = source.shape[1:]
        sheet = decoded(session.pixels.split_view(whole, settings, z=1, t=0, border=3, quality=BEST))
        assert sheet.shape == (2 * height + 9, 2 * width + 9, 3)
        looks = [*(_alone(settings, number) for number in range(3)), settings]
        for number, look in enumerate(looks):
            top, left = 3 + number // 2 * (height + 3), 3 + number % 2 * (width + 3)
            panel = sheet[top : top + height, left : left + width]
            # a label may be written into the corner
            assert np.abs(panel - expected(source, look))[20:].mean() < JPEG_ERROR

    def test_split_view_of_places_that_are_not_there(self, session: Session, whole: int) -> None:
        settings = session.pixels.settings(whole)
        with pytest.raises(NotFound):
            session.pixels.split_view(whole, settings, z=99, t=0)
        with pytest.raises(Invalid):
            session.pixels.split_view(whole, settings, z=0, t=0, border=-1)

    @pytest.mark.parametrize("kind", list(MovieFormat))
    def test_movie(self, session: Session, world: World, whole: int, kind: MovieFormat) -> None:
        av = pytest.importorskip("av", reason="movies need the extra omeropyr[movie]")
        source, settings = world.arrange.pixels_of(whole), session.pixels.settings(whole)
        content = b"".join(session.pixels.movie(whole, settings, MovieRequest(axis="z", format=kind)))
        with av.open(io.BytesIO(content)) as movie:
            frames = [frame.reformat(format="rgb24", src_colorspace="ITU709").to_ndarray() for frame in movie.decode()]
        assert len(frames) == len(source)
        for frame, planes in zip(frames, source, strict=True):
            # chroma is halved in movies
            assert np.abs(frame - expected(planes, settings)).mean() < 4 * JPEG_ERROR

    def test_movies_that_cannot_be(self, session: Session, whole: int) -> None:
        settings = session.pixels.settings(whole)
        with pytest.raises(Invalid):
            session.pixels.movie(whole, settings, MovieRequest(axis="z", first=7))
        with pytest.raises(NotFound):
            session.pixels.movie(999_999, settings, MovieRequest())

    def test_export_as_ome_tiff(self, session: Session, world: World, whole: int) -> None:
        content = b"".join(session.pixels.export(whole, ExportFormat.OME_TIFF))
        with tifffile.TiffFile(io.BytesIO(content)) as tiff:
            assert tiff.is_ome
            stored: Any = tiff.series[0].asarray()
            assert 'Name="wh&#246;le"' in str(tiff.ome_metadata)
        np.testing.assert_array_equal(np.moveaxis(stored, 0, 1), world.arrange.pixels_of(whole))

    def test_export_as_ome_zarr(self, session: Session, world: World, whole: int, tmp_path: Path) -> None:
        path = tmp_path / "exported.zip"
        path.write_bytes(b"".join(session.pixels.export(whole, ExportFormat.OME_ZARR)))
        assert zipfile.ZipFile(path).testzip() is None
        group: Any = zarr.open_group(zarr.storage.ZipStore(path, read_only=True), mode="r")
        np.testing.assert_array_equal(np.moveaxis(group["0"][0], 0, 1), world.arrange.pixels_of(whole))
        said = group.attrs["ome"]
        assert said["multiscales"][0]["name"] == "wh\u00f6le"
        settings = session.pixels.settings(whole)
        assert [one["color"] for one in said["omero"]["channels"]] == [one.color for one in settings.channels]

    @pytest.mark.parametrize("kind", list(ExportFormat))
    def test_export_of_what_cannot_be_read(
        self, gateway: Gateway, session: Session, world: World, whole: int, kind: ExportFormat
    ) -> None:
        with pytest.raises(NotFound):
            sign_in(gateway, "outsider").pixels.export(whole, kind)
        world.arrange.damage(whole)
        with pytest.raises(ImagingError):
            session.pixels.export(whole, kind)


def _alone(settings: RenderSettings, number: int) -> RenderSettings:
    channels = tuple(replace(channel, active=index == number) for index, channel in enumerate(settings.channels))
    return replace(settings, channels=channels)
