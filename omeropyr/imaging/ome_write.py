"""OME-XML for the files we write ourselves: everything `SourceInfo` knows."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, tostring

from omeropyr.imaging.source import ChannelInfo, SourceInfo

FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NAMESPACE = "http://www.openmicroscopy.org/Schemas/OME/2016-06"


def ome_xml(info: SourceInfo) -> str:
    """ASCII text for the ImageDescription of a file whose pages are in the order Z, C, T (RGB: Z, T)."""
    root = Element("OME", xmlns=NAMESPACE, Creator="omeropyr")
    if info.nominal_magnification is not None:
        instrument = SubElement(root, "Instrument", ID="Instrument:0")
        SubElement(instrument, "Objective", ID="Objective:0", NominalMagnification=f"{info.nominal_magnification:g}")
    image = SubElement(root, "Image", ID="Image:0", Name=xml_text(info.name))
    if info.acquired_at is not None:
        SubElement(image, "AcquisitionDate").text = info.acquired_at.isoformat(timespec="seconds")
    if info.description:
        SubElement(image, "Description").text = xml_text(info.description)
    if info.nominal_magnification is not None:
        SubElement(image, "InstrumentRef", ID="Instrument:0")
        SubElement(image, "ObjectiveSettings", ID="Objective:0")
    _pixels(image, info)
    text: bytes = tostring(root, encoding="us-ascii", xml_declaration=True)
    return text.decode("ascii")


def _pixels(image: Element, info: SourceInfo) -> None:
    sizes = {f"Size{axis}": str(getattr(info, f"size_{axis.lower()}")) for axis in "XYZCT"}
    physical = {
        f"PhysicalSize{axis}": repr(value)
        for axis in "XYZ"
        if (value := getattr(info, f"physical_size_{axis.lower()}_um")) is not None
    }
    kind = {"ID": "Pixels:0", "DimensionOrder": "XYZCT", "Type": info.pixel_type}
    if info.pixel_type == "bit":
        # read and written as bytes of 0 and 1
        kind |= {"Type": "uint8", "SignificantBits": "1"}
    pixels = SubElement(image, "Pixels", {**kind, **sizes, **physical})
    samples = 3 if info.is_rgb else 1
    for number, channel in enumerate(info.channels[::samples]):
        SubElement(pixels, "Channel", _channel(channel, number, samples))
    planes = info.size_z * info.size_c * info.size_t // samples
    SubElement(pixels, "TiffData", IFD="0", PlaneCount=str(planes))


def _channel(channel: ChannelInfo, number: int, samples: int) -> dict[str, str]:
    said = {"ID": f"Channel:0:{number}", "SamplesPerPixel": str(samples)}
    if samples == 1:
        if channel.name:
            said["Name"] = xml_text(channel.name)
        if channel.color:
            said["Color"] = str(signed_color(channel.color))
        for kind in ("Emission", "Excitation"):
            if (value := getattr(channel, f"{kind.lower()}_wavelength_nm")) is not None:
                said[f"{kind}Wavelength"] = f"{value:g}"
    return said


def xml_text(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold, not even escaped (its production 2, Char)."""
    return FORBIDDEN.sub("", text)


def signed_color(color: str) -> int:
    """`RRGGBB` as OME's signed 32 bit RGBA integer, opaque."""
    rgba = int(color, 16) << 8 | 0xFF
    return rgba - 2**32 if rgba >= 2**31 else rgba
