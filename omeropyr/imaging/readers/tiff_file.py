"""A TIFF that tifffile has parsed: its images and its metadata."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import tifffile

from omeropyr.errors import ImagingError, UnreadableFile
from omeropyr.imaging.readers import tiff_metadata, tiff_series
from omeropyr.imaging.readers.companion import companion_of, text_of
from omeropyr.imaging.readers.file_set import siblings
from omeropyr.imaging.readers.ome_xml import ImageMetadata, OmeDocument, parse_ome
from omeropyr.imaging.readers.tiff_check import is_tiff
from omeropyr.imaging.readers.tiff_directories import require_believable
from omeropyr.imaging.readers.tiff_plane import first_line

# tifffile reports what it works around to its logger; what matters to us we check ourselves
logging.getLogger("tifffile").addHandler(logging.NullHandler())


def readable(path: Path, error: Exception) -> ImagingError:
    """One of our errors for whatever went wrong; tifffile raises many kinds on damaged files."""
    if isinstance(error, ImagingError):
        return error
    if isinstance(error, OSError):
        return UnreadableFile(path, f"the file cannot be read ({error.strerror or error}).")
    return UnreadableFile(path, f"it is not a readable TIFF ({first_line(error)}).")


class OpenTiff:
    """A parsed file: for each image its levels as tifffile names them (`images`), and their metadata."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tif: Any = None
        try:
            require_believable(path)
            self._tif = tifffile.TiffFile(path)
            self._parse()
        except Exception as error:
            self.close()
            raise readable(path, error) from error

    def _parse(self) -> None:
        # our own parser sees the XML first: it refuses entities, and names that lead elsewhere
        self._forbid_entities()
        companion = self._companion()
        self.ome = self._ome()
        names = [*([companion.name] if companion else []), *(self.ome.files if self.ome else ())]
        self.others = siblings(self.path, names)
        for other in filter(is_tiff, self.others):
            require_believable(other)
        self.images = tiff_series.images(self._tif.series)
        if not self.images:
            raise UnreadableFile(self.path, "this TIFF holds no image.")

    def _forbid_entities(self) -> None:
        """tifffile parses the XML of several vendors itself: no document type may reach it."""
        text = self._tif.pages.first.description.upper()
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise UnreadableFile(self.path, "its OME-XML is refused: a document type or entities are not allowed.")

    def _companion(self) -> Path | None:
        """The file with the OME-XML where this TIFF has none of its own; tifffile then reads that instead."""
        if not self._tif.is_ome:
            return None
        try:
            companion = companion_of(self.path, self._tif.pages.first.description)
            if companion is None:
                return None
            text = text_of(companion)
            parse_ome(text)
        except ValueError as error:
            raise UnreadableFile(self.path, f"its OME-XML is refused: {error}.") from error
        self._tif.close()
        self._tif = tifffile.TiffFile(self.path, omexml=text)
        return companion

    def _ome(self) -> OmeDocument | None:
        if not self._tif.is_ome:
            return None
        try:
            return parse_ome(self._tif.ome_metadata or self._tif.pages.first.description)
        except ValueError as error:
            raise UnreadableFile(self.path, f"its OME-XML is refused: {error}.") from error

    def metadata(self, number: int, keyframe: Any) -> ImageMetadata:
        return tiff_metadata.describe(self._tif, self.ome, number, keyframe)

    def name_of(self, number: int, said: str | None) -> str:
        if len(self.images) == 1:
            return self.path.name
        return f"{self.path.name} [{said or self.images[number][0].name or number + 1}]"

    def __enter__(self) -> OpenTiff:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._tif is not None:
            self._tif.close()
