"""The metadata of an OME-Zarr image that we write; versions 0.4 (Zarr 2) and 0.5 (Zarr 3).

Format: https://ngff.openmicroscopy.org/0.4/ and https://ngff.openmicroscopy.org/0.5/. Axes are always t, c, z, y, x.
The documents of the arrays are made by zarr itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any, Final

import zarr
from zarr.codecs import BloscCodec
from zarr.storage import MemoryStore

from omeropyr.imaging import pixel_types
from omeropyr.imaging.settings import ChannelSettings, Model, RenderSettings
from omeropyr.imaging.source import ChannelInfo, LevelSize, SourceInfo

Entry = tuple[str, bytes]
"""A name inside the folder, with `/`, and the content."""

COMPRESSOR: Final = "zstd"
CLEVEL = 3
UNKNOWN_COLOR = "FFFFFF"


class Version(StrEnum):
    """Of OME-Zarr."""

    V04 = "0.4"
    V05 = "0.5"


def group_entries(
    info: SourceInfo, levels: Sequence[LevelSize], version: Version, settings: RenderSettings | None
) -> Iterator[Entry]:
    """Documents of the image itself."""
    content: dict[str, Any] = {"multiscales": [_multiscale(info, levels, version)]}
    if settings is not None or any(channel != ChannelInfo() for channel in info.channels):
        content["omero"] = _omero(info, settings, version)
    if version is Version.V05:
        said = {"attributes": {"ome": {"version": version.value, **content}}}
        yield "zarr.json", _json({"zarr_format": 3, "node_type": "group", **said})
    else:
        yield ".zgroup", _json({"zarr_format": 2})
        yield ".zattrs", _json(content)


def array_entries(
    name: str, shape: Sequence[int], chunks: Sequence[int], pixel_type: str, version: Version
) -> Iterator[Entry]:
    """Documents of one level."""
    store = MemoryStore()
    dtype = "bool" if pixel_type == "bit" else pixel_types.dtype_of(pixel_type)
    zarr.create_array(
        store,
        name=name,
        shape=tuple(shape),
        chunks=tuple(chunks),
        dtype=dtype,
        fill_value=0,
        **_layout(version, pixel_type),
    )
    wanted = "zarr.json" if version is Version.V05 else ".zarray"
    for key, content in store._store_dict.items():
        if key == f"{name}/{wanted}":
            yield key, content.to_bytes()


def _layout(version: Version, pixel_type: str) -> dict[str, Any]:
    if version is Version.V05:
        blosc = BloscCodec(cname=COMPRESSOR, clevel=CLEVEL, shuffle="shuffle", typesize=item_size(pixel_type))
        return {"zarr_format": 3, "compressors": blosc, "dimension_names": ("t", "c", "z", "y", "x")}
    return {
        "zarr_format": 2,
        "compressors": {"id": "blosc", "cname": COMPRESSOR, "clevel": CLEVEL, "shuffle": 1},
        "chunk_key_encoding": {"name": "v2", "separator": "/"},
    }


def item_size(pixel_type: str) -> int:
    return pixel_types.dtype_of(pixel_type).itemsize


def _multiscale(info: SourceInfo, levels: Sequence[LevelSize], version: Version) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": info.name,
        "axes": _axes(info),
        "datasets": [
            {"path": str(number), "coordinateTransformations": [{"type": "scale", "scale": _scale(info, size)}]}
            for number, size in enumerate(levels)
        ],
    }
    return {"version": version.value, **said} if version is Version.V04 else said


def _axes(info: SourceInfo) -> list[dict[str, str]]:
    known = {"z": info.physical_size_z_um, "y": info.physical_size_y_um, "x": info.physical_size_x_um}
    space = [
        {"name": letter, "type": "space", **({"unit": "micrometer"} if size else {})} for letter, size in known.items()
    ]
    return [{"name": "t", "type": "time"}, {"name": "c", "type": "channel"}, *space]


def _scale(info: SourceInfo, size: LevelSize) -> list[float]:
    across, down = info.size_x / size.width, info.size_y / size.height
    return [
        1.0,
        1.0,
        info.physical_size_z_um or 1.0,
        (info.physical_size_y_um or 1.0) * down,
        (info.physical_size_x_um or 1.0) * across,
    ]


def _omero(info: SourceInfo, settings: RenderSettings | None, version: Version) -> dict[str, Any]:
    shown: Sequence[ChannelSettings | None] = settings.channels if settings else [None] * info.size_c
    model = settings.model if settings else Model.COLOR
    return {
        "version": version.value,
        "channels": [
            _channel(channel, look, info.pixel_type) for channel, look in zip(info.channels, shown, strict=True)
        ],
        "rdefs": {
            "model": model.value,
            "defaultZ": settings.z if settings else info.size_z // 2,
            "defaultT": settings.t if settings else 0,
        },
    }


def _channel(channel: ChannelInfo, look: ChannelSettings | None, pixel_type: str) -> dict[str, Any]:
    low, high = pixel_types.type_range(pixel_type)
    start, end = (look.start, look.end) if look else channel.window or (low, high)
    return {
        "label": channel.name or "",
        "color": (look.color if look else channel.color) or UNKNOWN_COLOR,
        "active": look.active if look else True,
        "inverted": look.inverted if look else False,
        "family": (look.family if look else "linear"),
        "coefficient": look.coefficient if look else 1.0,
        "window": {"min": min(low, start), "max": max(high, end), "start": start, "end": end},
    }


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, indent=1).encode()
