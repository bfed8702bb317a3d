"""Formats the built-in readers do not know, and what reads them."""

from __future__ import annotations

from pathlib import Path

BIOFORMATS = "bioio-bioformats"

PLUGINS = {
    ".oib": ("Olympus FluoView", BIOFORMATS),
    ".oif": ("Olympus FluoView", BIOFORMATS),
    ".oir": ("Olympus", BIOFORMATS),
    ".czi": ("Zeiss CZI", "bioio-czi"),
    ".zvi": ("Zeiss AxioVision", BIOFORMATS),
    ".lif": ("Leica LIF", "bioio-lif"),
    ".lof": ("Leica LOF", BIOFORMATS),
    ".nd2": ("Nikon ND2", "bioio-nd2"),
    ".dv": ("DeltaVision", "bioio-dv"),
    ".r3d": ("DeltaVision", "bioio-dv"),
    ".sldy": ("3i SlideBook", "bioio-sldy"),
    ".sld": ("3i SlideBook", BIOFORMATS),
    ".ims": ("Imaris", BIOFORMATS),
    ".ics": ("Image Cytometry Standard", BIOFORMATS),
    ".ids": ("Image Cytometry Standard", BIOFORMATS),
    ".mrxs": ("3DHISTECH MIRAX", BIOFORMATS),
    ".nd": ("MetaMorph", BIOFORMATS),
    ".mrc": ("MRC", BIOFORMATS),
    ".dm3": ("Gatan DigitalMicrograph", BIOFORMATS),
    ".dm4": ("Gatan DigitalMicrograph", BIOFORMATS),
    ".dcm": ("DICOM", BIOFORMATS),
    ".vsi": ("Olympus cellSens", BIOFORMATS),
    ".lei": ("Leica LEI", BIOFORMATS),
    ".xlef": ("Leica XLEF", BIOFORMATS),
    ".obf": ("Imspector OBF", BIOFORMATS),
    ".msr": ("Imspector MSR", BIOFORMATS),
    ".ipw": ("Image-Pro", BIOFORMATS),
    ".flex": ("Opera FLEX", BIOFORMATS),
    ".mov": ("QuickTime movie", "bioio-imageio"),
    ".avi": ("AVI movie", "bioio-imageio"),
    ".mp4": ("MPEG-4 movie", "bioio-imageio"),
}


def reason(path: Path) -> str:
    """Why no installed reader opens this file, and what would."""
    if known := PLUGINS.get(path.suffix.lower()):
        title, plugin = known
        return f"{title} files need the reader {plugin}, which is not installed: pip install {plugin}."
    return "no installed reader knows this format."


def is_known(path: Path) -> bool:
    """True if the suffix is that of an image format, though none we can read."""
    return path.suffix.lower() in PLUGINS
