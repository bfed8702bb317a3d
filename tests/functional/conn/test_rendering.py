"""Pictures and raw pixels through `request.conn`."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from omeropyr.errors import Invalid
from omeropyr.gateway.conn import BlitzConnection
from omeropyr.testing.store import SampleStore, stack_pixels


@pytest.fixture
def image(own: BlitzConnection, own_store: SampleStore) -> Any:
    return own.getObject("Image", own_store.image_ids[0])


def picture(jpeg: bytes) -> Any:
    return np.asarray(Image.open(BytesIO(jpeg)).convert("RGB")).astype(int)


def test_raw_planes_and_tiles_are_those_of_the_file(image: Any) -> None:
    pixels = image.getPrimaryPixels()
    assert pixels.getPixelsType().getValue() == "uint16"
    assert pixels.get_numpy_type() == np.uint16
    expected = stack_pixels()
    np.testing.assert_array_equal(pixels.getPlane(1, 2, 0), expected[1, 2])
    planes = list(pixels.getPlanes([(0, 0, 0), (1, 1, 0)]))
    np.testing.assert_array_equal(planes[1], expected[1, 1])
    np.testing.assert_array_equal(pixels.getTile(1, 2, 0, (5, 7, 11, 13)), expected[1, 2, 7:20, 5:16])


def test_channels_tell_how_they_are_shown(image: Any) -> None:
    first = image.getChannels()[0]
    assert image.getChannelLabels() == ["DAPI", "GFP", "Cy5"]
    assert (first.getLabel(), first.isActive(), first.isInverted()) == ("DAPI", True, False)
    assert first.getWindowMin() <= first.getWindowStart() < first.getWindowEnd() <= first.getWindowMax()
    color = first.getColor()
    assert color.getHtml() == "{:02X}{:02X}{:02X}".format(*color.getRGB())
    assert color.getInt() == int.from_bytes(bytes([*color.getRGB(), 255]), "big", signed=True)


def test_active_channels_windows_and_colors_are_seen_in_the_picture(image: Any) -> None:
    image.setActiveChannels([2], windows=[(1000, 1100)], colors=["#00FF00"])
    drawn = picture(image.renderJpeg(0, 0))
    assert drawn[..., 1].max() > 200
    assert drawn[..., [0, 2]].max() < 60
    assert [channel.isActive() for channel in image.getChannels()] == [False, True, False]
    image.setActiveChannels([-2, 3])
    assert [channel.isActive() for channel in image.getChannels()] == [False, False, True]


def test_a_part_of_the_plane_is_cut_out(image: Any) -> None:
    image.setActiveChannels([1])
    whole, part = picture(image.renderJpeg(0, 0, 1.0)), picture(image.renderJpegRegion(0, 0, 16, 8, 24, 16))
    assert part.shape == (16, 24, 3)
    assert np.abs(part - whole[8:24, 16:40]).mean() < 3
    assert image.renderImage(0, 0).size == (64, 48)
    assert max(Image.open(BytesIO(image.renderBirdsEyeView(32))).size) == 32


def test_projection_model_and_maps(image: Any) -> None:
    assert image.getProjection() == "normal"
    image.setProjection("intmax")
    image.setProjectionRange(0, 1)
    assert image.getProjection() == "intmax"
    with pytest.raises(Invalid, match="intmean"):
        image.setProjection("median")
    image.setGreyscaleRenderingModel()
    drawn = picture(image.renderJpeg(0, 0))
    assert np.abs(drawn[..., 0] - drawn[..., 2]).max() == 0
    image.setColorRenderingModel()
    image.setChannelInverted(0)
    image.setQuantizationMap(1, "logarithmic", 1.0)
    assert image.getChannels()[0].isInverted()
    assert image.getChannels()[1].getFamily() == "logarithmic"
    with pytest.raises(Invalid, match="linear"):
        image.setQuantizationMap(1, "cubic", 1.0)
    with pytest.raises(Invalid, match="channels 0 to 2"):
        image.setChannelInverted(3)


def test_saved_settings_are_there_next_time_and_go_again(
    own: BlitzConnection, own_store: SampleStore, image: Any
) -> None:
    before = image.getChannels()[0].getWindowEnd()
    image.setActiveChannels([1], windows=[(3, 77)], colors=["fire.lut"])
    image.setDefaultZ(1)
    image.saveDefaults()
    again = own.getObject("Image", image.getId())
    channel = again.getChannels()[0]
    assert (channel.getWindowStart(), channel.getWindowEnd(), channel.getLut()) == (3, 77, "fire.lut")
    assert again.getDefaultZ() == 1
    assert len(again.getAllRenderingDefs()) == 1
    again.resetDefaults()
    assert own.getObject("Image", image.getId()).getChannels()[0].getWindowEnd() == before


def test_settings_are_copied_to_images_that_have_the_same_channels(
    own: BlitzConnection, own_store: SampleStore
) -> None:
    stack, grey = own_store.image_ids
    applied = own.applySettingsToSet(stack, "Image", [grey])
    assert applied == {True: [], False: [grey]}


def test_numbers_made_of_pixels(image: Any) -> None:
    counts = image.getHistogram([0], 4, globalRange=False)[0]
    plane = stack_pixels()[0, 0]
    np.testing.assert_array_equal(counts, np.histogram(plane, 4)[0])
    np.testing.assert_array_equal(image.getRow(1, 0, 5, [1])[1], stack_pixels()[1, 1, 5])
    np.testing.assert_array_equal(image.getCol(1, 0, 9, [2])[2], stack_pixels()[1, 2, :, 9])


def test_split_channels(image: Any) -> None:
    sheet = Image.open(BytesIO(image.renderSplitChannel(0, 0, border=2)))
    assert sheet.width > 64
    assert sheet.height > 48
