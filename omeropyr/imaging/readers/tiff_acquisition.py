"""How the images of a TIFF were taken: from its OME-XML, or from the tags of its maker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tifffile

from omeropyr.errors import ImagingError, UnreadableFile
from omeropyr.imaging.acquisition import AcquisitionMetadata
from omeropyr.imaging.readers.companion import companion_of, text_of
from omeropyr.imaging.readers.ome_acquisition import parse_acquisitions
from omeropyr.imaging.readers.ome_plate import parse_wells
from omeropyr.imaging.readers.tiff_directories import require_believable
from omeropyr.imaging.readers.tiff_vendors import described, vendor_lines
from omeropyr.imaging.wells import WellPosition


def acquisitions(path: Path) -> Sequence[AcquisitionMetadata]:
    """One for each image of an OME-TIFF; one for all images of any other. Raises UnreadableFile."""
    with _parsed(path) as tif:
        text = _ome_xml(path, tif)
        if text is not None:
            return parse_acquisitions(text)
        return [described(vendor_lines(tif))]


def wells(path: Path) -> Sequence[WellPosition | None]:
    """For each image of an OME-TIFF its place; empty if there is no plate. Raises UnreadableFile."""
    with _parsed(path) as tif:
        text = _ome_xml(path, tif)
        return parse_wells(text) if text is not None and "Plate" in text else []


@contextmanager
def _parsed(path: Path) -> Iterator[Any]:
    """tifffile raises many kinds on damaged files; here they are one."""
    try:
        require_believable(path)
        with tifffile.TiffFile(path) as tif:
            _forbid_entities(path, tif)
            yield tif
    except ImagingError:
        raise
    except Exception as error:
        raise UnreadableFile(path, f"its metadata cannot be read ({error}).") from error


def _forbid_entities(path: Path, tif: Any) -> None:
    """tifffile parses the XML of several vendors itself: no document type may reach it."""
    text = tif.pages.first.description.upper()
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise UnreadableFile(path, "its XML is refused: a document type or entities are not allowed.")


def _ome_xml(path: Path, tif: Any) -> str | None:
    """The document itself, or that of the companion file it refers to."""
    if not tif.is_ome:
        return None
    companion = companion_of(path, tif.pages.first.description)
    return tif.pages.first.description if companion is None else text_of(companion)
