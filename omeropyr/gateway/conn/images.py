"""Images: sizes, channels, files, parents. How they are rendered is in `rendering`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from omeropyr.gateway.conn.files import BlitzFileset, BlitzOriginalFile
from omeropyr.gateway.conn.objects import BlitzObject
from omeropyr.gateway.conn.pixels import BlitzPixels
from omeropyr.gateway.conn.rendering import Rendering
from omeropyr.gateway.conn.rois import BlitzRoi
from omeropyr.gateway.model import Acquisition, Fileset, Image, ImageSummary, Kind


class BlitzImage(Rendering, BlitzObject[ImageSummary]):
    """An image. Listings bring a summary along; the rest is looked up when it is asked for."""

    OMERO_CLASS, KIND = "Image", Kind.IMAGE

    def _details(self) -> Image:
        if not isinstance(self._item, Image):
            self._item = self._session.images.get(self.getId())
        assert isinstance(self._item, Image)  # noqa: S101 - for the type checker
        return self._item

    def getSizeX(self) -> int:
        return self._item.size_x

    def getSizeY(self) -> int:
        return self._item.size_y

    def getSizeZ(self) -> int:
        return self._item.size_z

    def getSizeC(self) -> int:
        return self._item.size_c

    def getSizeT(self) -> int:
        return self._item.size_t

    def getDate(self) -> datetime:
        """When it was acquired, else when it was imported; aware, UTC."""
        return self._item.acquired_at or self._item.imported_at

    def creationEventDate(self) -> datetime:
        """When it was imported."""
        return self._item.imported_at

    def getAcquisitionDate(self) -> datetime | None:
        return self._item.acquired_at

    def getPixelsType(self) -> str:
        """OME name: int8 uint8 int16 uint16 int32 uint32 float double bit."""
        return self._details().pixel_type

    def getPixelSizeX(self) -> float | None:
        """Micrometres, None when unknown."""
        return self._details().physical_size_x_um

    def getPixelSizeY(self) -> float | None:
        """Micrometres, None when unknown."""
        return self._details().physical_size_y_um

    def getPixelSizeZ(self) -> float | None:
        """Micrometres, None when unknown."""
        return self._details().physical_size_z_um

    def requiresPixelsPyramid(self) -> bool:
        """Whether it has several resolution levels, and is asked for in tiles."""
        return self._details().is_tiled

    def getZoomLevelScaling(self) -> dict[int, float] | None:
        """Level (0 = full size) to its width as a part of the full width; None for an image of one level."""
        levels = self._details().levels
        return {index: level.width / levels[0].width for index, level in enumerate(levels)} if len(levels) > 1 else None

    def getChannelLabels(self) -> list[str]:
        return [channel.label for channel in self._details().channels]

    def getPrimaryPixels(self) -> BlitzPixels:
        """Raw planes and tiles."""
        return BlitzPixels(self._conn, self._details())

    def getPixelsId(self) -> int:
        """That of the image: the port numbers pixels no further."""
        return self.getId()

    def getThumbVersion(self) -> int | None:
        return self._item.thumb_version

    def getAcquisition(self) -> Acquisition:
        """Microscope, objective, light path and environment, as the port gives them."""
        found: Acquisition = self._session.images.acquisition(self.getId())
        return found

    def getAuthor(self) -> str | None:
        """Full name of the owner."""
        return self.getOwnerFullName()

    def listParents(self) -> list[BlitzObject[Any]]:
        """Its datasets; for an image in a well, the plate."""
        details = self._details()
        if details.datasets:
            return list(self._conn.wrapped(details.datasets))
        plates = [step.id for path in self._session.browse.paths(self._ref) for step in path if step.kind == "plate"]
        found = (self._conn.getObject("Plate", plate) for plate in dict.fromkeys(plates))
        return [plate for plate in found if isinstance(plate, BlitzObject)]

    def getProject(self) -> BlitzObject[Any] | None:
        """The first project it is in."""
        projects = self._details().projects
        return self._conn.wrap(projects[0]) if projects else None

    def getDataset(self) -> BlitzObject[Any] | None:
        """The first dataset it is in."""
        datasets = self._details().datasets
        return self._conn.wrap(datasets[0]) if datasets else None

    def getFileset(self) -> BlitzFileset | None:
        """The files it was imported from."""
        fileset = self._fileset()
        return BlitzFileset(self._conn, fileset) if fileset else None

    def _fileset(self) -> Fileset | None:
        return next(iter(self._session.images.filesets([self.getId()])), None)

    def getImportedImageFiles(self) -> Iterator[BlitzOriginalFile]:
        fileset = self._fileset()
        return (BlitzOriginalFile(self._conn, file) for file in (fileset.files if fileset else ()))

    def countImportedImageFiles(self) -> int:
        fileset = self._fileset()
        return len(fileset.files) if fileset else 0

    countFilesetFiles = countImportedImageFiles

    def getImportedFilesInfo(self) -> dict[str, Any]:
        """`{"count", "size", "fileset", "annotations"}`: number and bytes of its files."""
        return self._conn.getFilesetFilesInfo([self.getId()])

    def getImportedImageFilePaths(self) -> dict[str, list[str]]:
        """`{"server_paths": [...], "client_paths": [...]}`."""
        fileset = self._fileset()
        files = fileset.files if fileset else ()
        return {
            "server_paths": [f"{file.path}/{file.name}" for file in files],
            "client_paths": [file.client_path for file in files],
        }

    def getInplaceImport(self) -> str | None:
        """`ln_s` for files that stay where they were, None for copies."""
        fileset = self._fileset()
        return "ln_s" if fileset and fileset.in_place else None

    def getROICount(self) -> int:
        counts: dict[int, int] = self._session.rois.counts([self.getId()])
        return counts.get(self.getId(), 0)

    def getROIs(self) -> list[BlitzRoi]:
        return [BlitzRoi(self._conn, roi) for roi in self._session.rois.of(self.getId()).items]
