"""What OME-XML says of the images in a file: names, colours, sizes, objective."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from xml.etree.ElementTree import Element

from omeropyr.imaging.lengths import micrometres, nanometres
from omeropyr.imaging.readers.xml_safe import parse_xml
from omeropyr.imaging.source import ChannelInfo

MAX_PLANES = 2_000_000
MAX_SAMPLES = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageMetadata:
    """One image's description; None or empty where the file is silent. `channels` may be shorter than the image."""

    name: str | None = None
    description: str = ""
    acquired_at: datetime | None = None
    channels: tuple[ChannelInfo, ...] = ()
    physical_size_x_um: float | None = None
    physical_size_y_um: float | None = None
    physical_size_z_um: float | None = None
    nominal_magnification: float | None = None


@dataclass(frozen=True, slots=True)
class OmeDocument:
    """`images` in document order; `files` are the names of all files of the set, as written."""

    images: tuple[ImageMetadata, ...]
    files: tuple[str, ...] = field(default=())


def parse_ome(text: str) -> OmeDocument:
    """Raises ValueError for text that is no XML or declares entities."""
    root = parse_xml(text)
    for pixels in root.iter("Pixels"):
        _require_sensible(pixels)
    magnifications = {
        objective.get("ID"): number(objective.get("NominalMagnification")) for objective in root.iter("Objective")
    }
    images = tuple(_image(image, magnifications) for image in root.findall("Image"))
    return OmeDocument(images, tuple(dict.fromkeys(_file_names(root))))


def _require_sensible(pixels: Element) -> None:
    """What a document claims is believed by libraries that reserve memory for it."""
    planes = 1
    for axis in "ZCT":
        size = _count(pixels, f"Size{axis}")
        if not 1 <= size <= MAX_PLANES:
            raise ValueError(f"it claims {size} planes along {axis}")
        planes *= size
    if planes > MAX_PLANES:
        raise ValueError(f"it claims {planes:,} planes; more than {MAX_PLANES:,} are not believed")
    for data in pixels.findall("TiffData"):
        claimed = [_count(data, name, 0) for name in ("IFD", "PlaneCount", "NumPlanes", "FirstZ", "FirstC", "FirstT")]
        if not all(0 <= one <= MAX_PLANES for one in claimed):
            raise ValueError("it places planes where none can be")


def _count(element: Element, name: str, default: int = 1) -> int:
    text = element.get(name)
    if text is None:
        return default
    if not re.fullmatch(r"\s*[0-9]{1,12}\s*", text):
        raise ValueError(f"its {name} is {text[:20]!r}, which is no number of planes")
    return int(text)


def _file_names(root: Element) -> Iterator[str]:
    for uuid in root.iter("UUID"):
        if name := uuid.get("FileName"):
            yield name
    for binary in root.iter("BinaryOnly"):
        if name := binary.get("MetadataFile"):
            yield name


def _image(image: Element, magnifications: dict[str | None, float | None]) -> ImageMetadata:
    pixels = image.find("Pixels")
    pixels = Element("Pixels") if pixels is None else pixels
    objective = image.find("ObjectiveSettings")
    return ImageMetadata(
        name=image.get("Name"),
        description=(image.findtext("Description") or "").strip(),
        acquired_at=moment(image.findtext("AcquisitionDate") or image.findtext("AcquiredDate")),
        channels=tuple(_channels(pixels)),
        physical_size_x_um=_physical_size(pixels, "X"),
        physical_size_y_um=_physical_size(pixels, "Y"),
        physical_size_z_um=_physical_size(pixels, "Z"),
        nominal_magnification=None if objective is None else magnifications.get(objective.get("ID")),
    )


def _channels(pixels: Element) -> Iterator[ChannelInfo]:
    for channel in pixels.findall("Channel"):
        info = ChannelInfo(
            name=channel.get("Name") or channel.get("Fluor"),
            color=color_of(channel.get("Color")),
            emission_wavelength_nm=_wavelength(channel, "Emission"),
            excitation_wavelength_nm=_wavelength(channel, "Excitation"),
        )
        yield from [info] * max(1, min(int(number(channel.get("SamplesPerPixel")) or 1), MAX_SAMPLES))


def _wavelength(channel: Element, kind: str) -> float | None:
    return nanometres(number(channel.get(f"{kind}Wavelength")), channel.get(f"{kind}WavelengthUnit"))


def _physical_size(pixels: Element, axis: str) -> float | None:
    return micrometres(number(pixels.get(f"PhysicalSize{axis}")), pixels.get(f"PhysicalSize{axis}Unit", "µm"))


def color_of(text: str | None) -> str | None:
    """`RRGGBB` from OME's signed 32 bit RGBA integer."""
    try:
        rgba = int(text or "") & 0xFFFFFFFF
    except ValueError:
        return None
    return f"{rgba >> 8:06X}"


def number(text: str | None) -> float | None:
    """None for text that is no finite number."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
