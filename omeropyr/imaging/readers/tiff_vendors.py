"""What the makers of microscopes write into TIFF tags: all of it as lines, and the microscope as far as they tell it.

tifffile decodes the tags of some twenty dialects (https://github.com/cgohlke/tifffile, `TiffFile.*_metadata`); here
they are flattened into names such as `ndpi.Magnification`, and WORDS says which of these names mean what.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from omeropyr.imaging.acquisition import AcquisitionMetadata, Microscope, Objective
from omeropyr.imaging.readers.flatten import MAX_LINES, Line, flat, flat_xml, keyed_lines
from omeropyr.imaging.readers.xml_safe import parse_xml

log = logging.getLogger(__name__)

DIALECTS = (
    "stk",
    "metaseries",
    "lsm",
    "fluoview",
    "sis",
    "fei",
    "sem",
    "tvips",
    "nih",
    "mdgel",
    "andor",
    "epics",
    "micromanager",
    "scanimage",
    "astrotiff",
    "nuvu",
    "eer",
    "pilatus",
    "streak",
)
PLAIN_TAGS = (
    "Make",
    "Model",
    "Software",
    "Artist",
    "HostComputer",
    "DateTime",
    "Copyright",
    "DocumentName",
    "PageName",
)

WORDS: Mapping[str, Sequence[str]] = {
    "nominal_magnification": (
        "aperio.AppMag",
        "ndpi.Magnification",
        "ndpi.SourceLens",
        "scn.*.objective",
        "qpi.*.Magnification",
        "sis.magnification",
        "fluoview.*Magnification",
        "metaseries.*_MagNA_",
        "micromanager.*Magnification",
    ),
    "lens_na": ("scn.*.numericalAperture", "metaseries.*_MagRI_", "lsm.*.NumericalAperture", "sis.*NumericalAperture"),
    "objective": ("lsm.*ScanInformation.Objective", "qpi.*.Objective", "micromanager.*Objective-Label"),
    "model": ("scn.*@model", "ndpi.Model", "sem.*dp_type", "fei.System.SystemType", "Model", "aperio.ScanScope ID"),
    "manufacturer": ("ndpi.Make", "Make"),
    "serial_number": ("ndpi.SerialNumber", "fei.System.Dnumber", "ndpi.ScannerSerialNumber"),
}
"""What is known, and the names that tell it; * is any text."""
MAKERS = {
    "aperio": "Leica Aperio",
    "ndpi": "Hamamatsu",
    "scn": "Leica",
    "qpi": "PerkinElmer",
    "lsm": "Zeiss",
    "sem": "Zeiss",
    "fei": "FEI",
    "sis": "Olympus",
    "fluoview": "Olympus",
    "andor": "Andor",
}
MAGNIFICATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*[xX×]")
APERTURE = re.compile(r"[0-9]\s*[xX×]?\s*/\s*([01]\.[0-9]+)")
IMMERSION = re.compile(r"\b(oil|water|glycerol|glycerin|air)\b", re.IGNORECASE)


def vendor_lines(tif: Any) -> list[Line]:
    """Everything the tags say, without what is binary or endless. Damaged tags are passed over."""
    found: list[Line] = []
    for read in (_dialects, _ndpi, _aperio, _xml_descriptions, _imagej, _plain):
        found += _guarded(read, tif)
    return list(dict.fromkeys(found))[:MAX_LINES]


def _guarded(read: Callable[[Any], Iterable[Line]], tif: Any) -> list[Line]:
    """Each dialect is decoded by code of its own, which a damaged tag may bring down in many ways."""
    try:
        return list(read(tif))
    except Exception as error:
        log.info("Tags of %s cannot be read (%s).", tif.filename, type(error).__name__)
        return []


def _dialects(tif: Any) -> list[Line]:
    said = ((name, getattr(tif, f"{name}_metadata", None)) for name in DIALECTS)
    return [line for name, value in said if value for line in flat(name, value)]


def _ndpi(tif: Any) -> list[Line]:
    return flat("ndpi", tif.pages.first.ndpi_tags) if tif.is_ndpi else []


def _aperio(tif: Any) -> list[Line]:
    if not tif.is_svs:
        return []
    return [(f"aperio.{key}", value) for key, value in keyed_lines(tif.pages.first.description.replace("|", "\n"))]


def _xml_descriptions(tif: Any) -> list[Line]:
    """Leica SCN, PerkinElmer QPTIFF and Philips describe themselves in XML."""
    for name in ("scn", "qpi", "philips"):
        if getattr(tif, f"is_{name}"):
            lines = flat_xml(parse_xml(tif.pages.first.description.strip("\0 \r\n")))
            return [(f"{name}.{key}", value) for key, value in lines]
    return []


def _imagej(tif: Any) -> list[Line]:
    if not tif.is_imagej:
        return []
    said = {key: value for key, value in (tif.imagej_metadata or {}).items() if key not in ("LUTs", "Overlays", "ROI")}
    info = keyed_lines(str(said.pop("Info", "")))
    return [*flat("imagej", said), *info]


def _plain(tif: Any) -> list[Line]:
    tags = tif.pages.first.tags
    return [line for name in PLAIN_TAGS for line in flat(name, tags.valueof(name))]


# the microscope


def described(lines: Sequence[Line]) -> AcquisitionMetadata:
    """The microscope and its objective, as far as the lines tell; the lines themselves are kept."""
    objective_name = _first(lines, "objective")
    magnification = _number(_first(lines, "nominal_magnification")) or _found(MAGNIFICATION, objective_name)
    immersion = IMMERSION.search(objective_name or "")
    objective = Objective(
        model=objective_name,
        nominal_magnification=magnification,
        lens_na=_number(_first(lines, "lens_na")) or _found(APERTURE, objective_name),
        immersion=immersion.group(1).capitalize() if immersion else None,
    )
    microscope = Microscope(
        model=_first(lines, "model"),
        manufacturer=_first(lines, "manufacturer") or _maker(lines),
        serial_number=_first(lines, "serial_number"),
    )
    return AcquisitionMetadata(
        microscope=None if microscope == Microscope() else microscope,
        objective=None if objective == Objective() else objective,
        original_metadata=tuple(sorted(lines)),
    )


def _first(lines: Sequence[Line], what: str) -> str | None:
    for pattern in WORDS[what]:
        wanted = re.compile(".*".join(re.escape(part) for part in pattern.split("*")))
        for name, value in lines:
            if wanted.fullmatch(name):
                return value[:255]
    return None


def _maker(lines: Sequence[Line]) -> str | None:
    names = {name.partition(".")[0] for name, _ in lines}
    return next((maker for name, maker in MAKERS.items() if name in names), None)


def _number(text: str | None) -> float | None:
    found = re.match(r"\s*([0-9]+(?:\.[0-9]+)?)", text or "")
    return (float(found.group(1)) or None) if found else None


def _found(pattern: re.Pattern[str], text: str | None) -> float | None:
    found = pattern.search(text or "")
    return float(found.group(1)) if found else None
