"""TIFF and its kin: OME-TIFF, ImageJ, pyramids, whole-slide files; tifffile finds the pages, we read the pixels."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from omeropyr.errors import UnreadableFile
from omeropyr.imaging.acquisition import AcquisitionMetadata
from omeropyr.imaging.readers import tiff_acquisition, tiff_check
from omeropyr.imaging.readers.tiff_parse import headers, parse_header
from omeropyr.imaging.readers.tiff_source import TiffSource
from omeropyr.imaging.source import ImageSource, SourceInfo
from omeropyr.imaging.wells import WellPosition


class TiffReader:
    """Reader of the entry point `tiff`."""

    name = "tiff"
    suffixes = (".tif", ".tiff", ".ome.tif", ".ome.tiff", ".btf", ".tf8", ".tf2", ".svs", ".scn", ".lsm", ".stk")

    def accepts(self, path: Path) -> bool:
        return path.is_file() and tiff_check.is_tiff(path)

    def series(self, path: Path) -> Sequence[SourceInfo]:
        """Checks that every strip and tile lies inside the file and that the first one decodes."""
        return self.inspect(path)[0]

    def inspect(self, path: Path) -> tuple[Sequence[SourceInfo], Sequence[Path]]:
        """The images, and the file with its siblings when an OME-TIFF is spread over several."""
        header = parse_header(path)
        for number in range(len(header.images)):
            with closing(TiffSource(header, number)) as source:
                source.require_whole()
        return [image.info for image in header.images], header.files

    def acquisitions(self, path: Path) -> Sequence[AcquisitionMetadata]:
        return tiff_acquisition.acquisitions(path)

    def wells(self, path: Path) -> Sequence[WellPosition | None]:
        return tiff_acquisition.wells(path)

    def open(self, path: Path, series: int) -> ImageSource:
        header = headers.get(path)
        if not 0 <= series < len(header.images):
            raise UnreadableFile(path, f"it has no image number {series}.")
        return TiffSource(header, series)
