"""The metadata of OME-Zarr (NGFF 0.4 and 0.5), checked and turned into our words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from omeropyr.imaging.lengths import micrometres
from omeropyr.imaging.source import ChannelInfo

AXES = ("t", "c", "z", "y", "x")


class NotAnImage(ValueError):
    """The group is no single image; the message says what it is."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """One level: its path inside the group and the size of its pixels along each axis."""

    path: str
    scale: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Multiscale:
    """`axes` are letters of AXES, slowest first; `units` belong to them."""

    name: str
    axes: tuple[str, ...]
    units: tuple[str | None, ...]
    datasets: tuple[Dataset, ...]
    omero: Mapping[str, Any]

    def physical_size_um(self, letter: str) -> float | None:
        if letter not in self.axes:
            return None
        index = self.axes.index(letter)
        return micrometres(self.datasets[0].scale[index], self.units[index])

    def channels(self, count: int) -> tuple[ChannelInfo, ...]:
        said = [_channel(entry) for entry in _list(self.omero.get("channels"))][:count]
        return (*said, *[ChannelInfo()] * (count - len(said)))


def multiscale(attributes: Mapping[str, Any]) -> Multiscale:
    """Raises NotAnImage for plates, labels without an image and groups that are no OME-Zarr."""
    if "plate" in attributes or "well" in attributes:
        raise NotAnImage("plates in OME-Zarr cannot be read yet; import the images inside the wells one by one.")
    if "bioformats2raw.layout" in attributes:
        raise NotAnImage("it is a collection of images; import the numbered folders inside it (0, 1, ...).")
    entries = _list(attributes.get("multiscales"))
    if not entries:
        raise NotAnImage("it is a Zarr folder without OME-Zarr image metadata (multiscales).")
    entry = entries[0]
    axes, units = _axes(entry)
    datasets = tuple(_dataset(one, len(axes)) for one in _list(entry.get("datasets")))
    if not datasets:
        raise NotAnImage("its multiscales metadata names no datasets.")
    return Multiscale(str(entry.get("name") or ""), axes, units, datasets, _mapping(attributes.get("omero")))


def _axes(entry: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
    said = entry.get("axes") or [{"name": letter} for letter in AXES]
    axes = [axis if isinstance(axis, dict) else {"name": axis} for axis in said]
    letters = tuple(str(axis.get("name", "")).lower() for axis in axes)
    if len(set(letters)) != len(letters) or not set(letters) <= set(AXES) or not {"x", "y"} <= set(letters):
        raise NotAnImage(f"its axes {', '.join(letters)} are not among t, c, z, y, x.")
    return letters, tuple(axis.get("unit") for axis in axes)


def _dataset(said: Mapping[str, Any], dimensions: int) -> Dataset:
    path = str(said.get("path", ""))
    if not path or path.startswith(("/", "\\")) or ".." in path.replace("\\", "/").split("/"):
        raise NotAnImage(f"its level {path!r} is not a path inside the folder.")
    scale = [1.0] * dimensions
    for transformation in _list(said.get("coordinateTransformations")):
        factors = transformation.get("scale")
        if transformation.get("type") == "scale" and isinstance(factors, list) and len(factors) == dimensions:
            scale = [one * float(factor) for one, factor in zip(scale, factors, strict=True)]
    return Dataset(path, tuple(scale))


def _channel(said: Mapping[str, Any]) -> ChannelInfo:
    color = str(said.get("color", "")).lstrip("#").upper()[:6]
    is_color = len(color) == 6 and set(color) <= set("0123456789ABCDEF")
    return ChannelInfo(name=str(said["label"]) if said.get("label") else None, color=color if is_color else None)


def _list(value: object) -> Sequence[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
