"""The `imgData` object, key by key."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from omeropyr.api import (
    Channel,
    ChannelSettings,
    Dataset,
    Experimenter,
    Group,
    Image,
    LevelSize,
    PermissionLevel,
    Project,
    RenderSettings,
    Rights,
    WellField,
)
from omeropyr.plugins.webgateway.imgdata import img_data, select
from omeropyr.plugins.webgateway.pixeltypes import pixel_range
from omeropyr.plugins.webgateway.split_channel import grid

DAPI = Channel(index=0, label="DAPI", color="0000FF", minimum=31, maximum=3987, emission_wavelength_nm=457.0)
OTHER = Channel(index=1, label="1", color="00FF00", minimum=12, maximum=4095)
FIELD = WellField(well_id=7, row=0, column=1, field=0, image_id=3052, image_name="cells_01.dv")
SETTINGS = RenderSettings(
    channels=(
        ChannelSettings(active=True, start=120, end=2100, color="0000FF"),
        ChannelSettings(active=False, start=12, end=900, color="00FF00", lut="fire.lut", inverted=True),
    ),
    z=5,
)
IMAGE = Image(
    id=3052,
    name="cells_01.dv",
    owner_id=2,
    group_id=3,
    rights=Rights(can_annotate=True, can_edit=True),
    size_x=672,
    size_y=512,
    size_z=12,
    size_c=2,
    size_t=1,
    imported_at=datetime(2024, 3, 5, tzinfo=UTC),
    acquired_at=datetime(2024, 3, 4, 12, 40, 21, 900000, tzinfo=UTC),
    pixel_type="uint16",
    channels=(DAPI, OTHER),
    levels=(LevelSize(672, 512),),
    tile_width=256,
    tile_height=256,
    owner=Experimenter(2, "ada", "Ada", "Byron"),
    group=Group(3, "lab", PermissionLevel.READ_ANNOTATE),
    projects=(Project(id=51, name="Mitosis", owner_id=2, group_id=3, rights=Rights(), description="why"),),
    physical_size_x_um=0.1075,
    nominal_magnification=60.0,
)


def data(image: Image = IMAGE, init_zoom: int = 0) -> dict[str, Any]:
    return img_data(image, SETTINGS, init_zoom=init_zoom, interpolate=True)


@pytest.mark.parametrize("channels", [(), (DAPI,)])
def test_pixels_that_make_no_sense(channels: tuple[Channel, ...]) -> None:
    found, whole = data(replace(IMAGE, channels=channels)), data()
    assert set(found) == set(whole)
    assert (found["pixel_range"], found["channels"], found["split_channel"]) == ([0, 0], [], [])
    rdefs = {"model": "color", "projection": "normal", "defaultZ": 0, "defaultT": 0, "invertAxis": False}
    assert found["rdefs"] == rdefs


def test_a_plain_stack() -> None:
    assert data() == {
        "id": 3052,
        "meta": {
            "imageId": 3052,
            "imageName": "cells_01.dv",
            "imageDescription": "",
            "imageAuthor": "Ada Byron",
            "imageArchived": False,
            "imageTimestamp": 1709556021.0,
            "pixelsType": "uint16",
            "projectName": "Mitosis",
            "projectId": 51,
            "projectDescription": "why",
            "datasetName": "Multiple",
            "datasetId": None,
            "datasetDescription": "",
            "wellId": "",
            "wellSampleId": "",
        },
        "perms": {"canAnnotate": True, "canEdit": True, "canDelete": False, "canLink": False},
        "tiles": False,
        "interpolate": True,
        "size": {"width": 672, "height": 512, "z": 12, "t": 1, "c": 2},
        "pixel_size": {"x": 0.1075, "y": None, "z": None},
        "init_zoom": 0,
        "nominalMagnification": 60.0,
        "pixel_range": [0, 65535],
        "channels": [
            {
                "label": "DAPI",
                "emissionWave": 457.0,
                "color": "0000FF",
                "inverted": False,
                "reverseIntensity": False,
                "family": "linear",
                "coefficient": 1.0,
                "window": {"min": 31.0, "max": 3987.0, "start": 120.0, "end": 2100.0},
                "active": True,
            },
            {
                "label": "1",
                "emissionWave": None,
                "color": "00FF00",
                "lut": "fire.lut",
                "inverted": True,
                "reverseIntensity": True,
                "family": "linear",
                "coefficient": 1.0,
                "window": {"min": 12.0, "max": 4095.0, "start": 12.0, "end": 900.0},
                "active": False,
            },
        ],
        "split_channel": {
            "g": {"width": 1350, "height": 516, "border": 2, "gridx": 2, "gridy": 1},
            "c": {"width": 1350, "height": 1030, "border": 2, "gridx": 2, "gridy": 2},
        },
        "rdefs": {"model": "color", "projection": "normal", "defaultZ": 5, "defaultT": 0, "invertAxis": False},
    }


def test_a_pyramid_has_its_levels_by_number() -> None:
    levels = (LevelSize(40960, 30720), LevelSize(10240, 7680), LevelSize(2560, 1920))
    slide = replace(IMAGE, size_x=40960, size_y=30720, levels=levels, tile_width=512, tile_height=512)
    found = data(slide)
    assert {key: found[key] for key in ("tiles", "tile_size", "levels", "resolutions", "zoomLevelScaling")} == {
        "tiles": True,
        "tile_size": {"width": 512, "height": 512},
        "levels": 3,
        "resolutions": {
            "0": {"sizeX": 40960, "sizeY": 30720},
            "1": {"sizeX": 10240, "sizeY": 7680},
            "2": {"sizeX": 2560, "sizeY": 1920},
        },
        "zoomLevelScaling": {"0": 1.0, "1": 0.25, "2": 0.0625},
    }
    assert [data(slide, zoom)["init_zoom"] for zoom in (0, 2, -1, -3, -9)] == [0, 2, 2, 0, 0]


def test_several_parents_are_multiple_too() -> None:
    datasets = tuple(Dataset(id=n, name=str(n), owner_id=2, group_id=3, rights=Rights()) for n in (1, 2))
    meta = data(replace(IMAGE, datasets=datasets))["meta"]
    assert (meta["datasetName"], meta["datasetId"]) == ("Multiple", None)


def test_the_well_is_named_only_if_there_is_one() -> None:
    assert data(replace(IMAGE, fields=(FIELD,)))["meta"]["wellId"] == 7
    assert data(replace(IMAGE, fields=(FIELD, FIELD)))["meta"]["wellId"] == ""


def test_unknown_magnification_is_absent_and_the_import_date_stands_in() -> None:
    found = data(replace(IMAGE, nominal_magnification=None, acquired_at=None))
    assert "nominalMagnification" not in found
    assert found["meta"]["imageTimestamp"] == datetime(2024, 3, 5, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("size.width", 672),
        ("meta.imageName", "cells_01.dv"),
        ("pixel_range", [0, 65535]),
        ("nothing", None),
        ("size.nothing", None),
        ("size.width.more", None),
        ("channels.0", None),
        ("..", None),
    ],
)
def test_select(key: str, value: object) -> None:
    assert select(data(), key) == value


@pytest.mark.parametrize(
    ("pixel_type", "shown"),
    [
        ("uint8", "[0, 255]"),
        ("uint16", "[0, 65535]"),
        ("int8", "[-128, 127]"),
        ("int16", "[-32768, 32767]"),
        ("uint32", "[0, 4294967295]"),
        ("float", "[-2147483648.0, 2147483647.0]"),
        ("bit", "[0, 1]"),
    ],
)
def test_pixel_range(pixel_type: str, shown: str) -> None:
    assert str(pixel_range(pixel_type)) == shown


@pytest.mark.parametrize(
    ("panels", "columns", "rows"),
    [(1, 1, 1), (2, 2, 1), (3, 2, 2), (4, 2, 2), (5, 3, 2), (6, 3, 2), (7, 3, 3), (9, 3, 3), (10, 4, 3), (12, 4, 3)],
)
def test_grid_of_panels(panels: int, columns: int, rows: int) -> None:
    found = grid(100, 50, panels)
    assert (found["gridx"], found["gridy"]) == (columns, rows)
