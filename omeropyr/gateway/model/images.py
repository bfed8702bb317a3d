"""Images as listings and as the inspector show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from omeropyr.gateway.model.files import OriginalFile
from omeropyr.gateway.model.people import Experimenter, Group
from omeropyr.gateway.model.tree import DataObject, Dataset, Project, WellField
from omeropyr.imaging.source import LevelSize


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageSummary(DataObject):
    """An image as listings show it; sizes in pixels."""

    size_x: int
    size_y: int
    size_z: int
    size_c: int
    size_t: int
    imported_at: datetime
    acquired_at: datetime | None = None
    fileset_id: int | None = None
    thumb_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """`index` is 0-based. `minimum` and `maximum` are the statistics over the image, in pixel values."""

    index: int
    label: str
    color: str
    minimum: float
    maximum: float
    emission_wavelength_nm: float | None = None
    excitation_wavelength_nm: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Image(ImageSummary):
    """Everything the inspector and `imgData` say of an image. `levels[0]` is full size."""

    pixel_type: str
    channels: tuple[Channel, ...]
    levels: tuple[LevelSize, ...]
    tile_width: int
    tile_height: int
    owner: Experimenter
    group: Group
    projects: tuple[Project, ...] = ()
    datasets: tuple[Dataset, ...] = ()
    fields: tuple[WellField, ...] = ()
    """The places in wells where this image sits; empty outside plates."""
    files: tuple[OriginalFile, ...] = ()
    physical_size_x_um: float | None = None
    physical_size_y_um: float | None = None
    physical_size_z_um: float | None = None
    nominal_magnification: float | None = None

    @property
    def is_tiled(self) -> bool:
        return len(self.levels) > 1
