"""The metadata of OME-Zarr images (NGFF 0.4 and 0.5), checked and turned into our words.

Format: https://ngff.openmicroscopy.org/0.5/ and https://ngff.openmicroscopy.org/0.4/.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from omeropyr.imaging.lengths import micrometres
from omeropyr.imaging.source import ChannelInfo

AXES = ("t", "c", "z", "y", "x")
MAX_LEVELS = 64
HUGE = 1e300


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
        said = [_channel(entry) for entry in mappings(self.omero.get("channels"))][:count]
        return (*said, *[ChannelInfo()] * (count - len(said)))


def is_image(attributes: Mapping[str, Any]) -> bool:
    return bool(mappings(attributes.get("multiscales")))


def multiscale(attributes: Mapping[str, Any]) -> Multiscale:
    """Raises NotAnImage for groups that are no OME-Zarr image, or one of other axes."""
    entries = mappings(attributes.get("multiscales"))
    if not entries:
        raise NotAnImage("it is a Zarr folder without OME-Zarr image metadata (multiscales).")
    entry = entries[0]
    axes, units = _axes(entry)
    outer = _scale(entry, len(axes))
    datasets = tuple(_dataset(one, outer) for one in mappings(entry.get("datasets"))[:MAX_LEVELS])
    if not datasets:
        raise NotAnImage("its multiscales metadata names no datasets.")
    return Multiscale(str(entry.get("name") or ""), axes, units, datasets, mapping(attributes.get("omero")))


def _axes(entry: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
    said = entry.get("axes")
    if said is None:
        said = list(AXES)  # 0.2 and earlier have these five, always
    if not isinstance(said, list):
        raise NotAnImage("its axes are not a list.")
    axes = [axis if isinstance(axis, dict) else {"name": axis} for axis in said]
    letters = tuple(str(axis.get("name", "")).lower() for axis in axes)
    if len(set(letters)) != len(letters) or not set(letters) <= set(AXES) or not {"x", "y"} <= set(letters):
        raise NotAnImage(f"its axes {', '.join(letters)[:80]} are not among t, c, z, y, x.")
    return letters, tuple(str(axis["unit"]) if axis.get("unit") else None for axis in axes)


def _dataset(said: Mapping[str, Any], outer: Sequence[float]) -> Dataset:
    inner = _scale(said, len(outer))
    return Dataset(safe_path(said.get("path"), "level"), tuple(a * b for a, b in zip(inner, outer, strict=True)))


def safe_path(said: object, what: str) -> str:
    """A path inside a group, as its metadata gives it. Raises NotAnImage for one that leads elsewhere."""
    path = str(said if said is not None else "")
    parts = path.replace("\\", "/").split("/")
    if not path or path.startswith(("/", "\\")) or ".." in parts or ":" in path or "\0" in path or len(path) > 255:
        raise NotAnImage(f"its {what} {path[:80]!r} is not a path inside the folder.")
    return "/".join(part for part in parts if part not in ("", "."))


def _scale(said: Mapping[str, Any], dimensions: int) -> Sequence[float]:
    """The product of all scales of a dataset, or of all datasets of an image; 1 where nothing sensible is said."""
    scale = [1.0] * dimensions
    for transformation in mappings(said.get("coordinateTransformations")):
        said_factors = transformation.get("scale")
        factors = [number(one) for one in said_factors] if isinstance(said_factors, list) else []
        if transformation.get("type") == "scale" and len(factors) == dimensions:
            scale = [
                one * factor if factor is not None and factor > 0 else one
                for one, factor in zip(scale, factors, strict=True)
            ]
    return scale


def number(said: object) -> float | None:
    """A number of JSON; None for anything else, for huge ones and for NaN."""
    if not isinstance(said, int | float) or isinstance(said, bool) or not abs(said) < HUGE:
        return None
    return float(said)


def _channel(said: Mapping[str, Any]) -> ChannelInfo:
    color = str(said.get("color", "")).lstrip("#").upper()[:6]
    is_color = len(color) == 6 and set(color) <= set("0123456789ABCDEF")
    window = mapping(said.get("window"))
    start, end = number(window.get("start")), number(window.get("end"))
    return ChannelInfo(
        name=str(said["label"])[:255] if said.get("label") else None,
        color=color if is_color else None,
        window=(start, end) if start is not None and end is not None and start < end else None,
    )


def mappings(value: object) -> Sequence[Mapping[str, Any]]:
    """The objects in a JSON list; empty for anything else."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
