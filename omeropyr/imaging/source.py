"""What a reader offers: images as regions of pixels, and a value that says how to open one again.

Shapes are (channels, height, width) everywhere, in the file's own data type.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from numpy.typing import NDArray

from omeropyr.imaging.acquisition import AcquisitionMetadata
from omeropyr.imaging.address import Place
from omeropyr.imaging.wells import WellPosition

Pixels = NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelInfo:
    """What the file says of a channel; None where it is silent. `color` is `RRGGBB`."""

    name: str | None = None
    color: str | None = None
    emission_wavelength_nm: float | None = None
    excitation_wavelength_nm: float | None = None
    window: tuple[float, float] | None = None
    """What the file says should be shown as black and as the full colour, in pixel values."""


@dataclass(frozen=True, slots=True)
class LevelSize:
    """Size of one resolution level in its own pixels."""

    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceInfo:
    """Facts of one image. `levels[0]` is full size. RGB files are three channels named R, G, B."""

    name: str
    size_x: int
    size_y: int
    size_z: int
    size_c: int
    size_t: int
    pixel_type: str
    """OME name: int8 uint8 int16 uint16 int32 uint32 float double bit."""
    channels: tuple[ChannelInfo, ...]
    levels: tuple[LevelSize, ...]
    tile_width: int
    tile_height: int
    is_rgb: bool = False
    description: str = ""
    acquired_at: datetime | None = None
    physical_size_x_um: float | None = None
    physical_size_y_um: float | None = None
    physical_size_z_um: float | None = None
    nominal_magnification: float | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle in the pixels of resolution `level` (0 = full size)."""

    level: int
    x: int
    y: int
    width: int
    height: int


@runtime_checkable
class ImageSource(Protocol):
    """An open image. `read` may be called from several threads at once."""

    @property
    def info(self) -> SourceInfo: ...

    def read(self, region: Region, *, z: int, t: int, channels: Sequence[int]) -> Pixels:
        """Pixels of `region`, shape (len(channels), height, width). The region must lie inside its level."""

    def close(self) -> None: ...


@runtime_checkable
class SparseSource(ImageSource, Protocol):
    """An image of parts that may be absent, all of one value then: its header may claim any number of them."""

    def count_parts(self, level: int, most: int) -> int | None:
        """How many of a level are there, counted up to `most`; None where that is not known, e.g. far away."""


@runtime_checkable
class Reader(Protocol):
    """A file format; installed through the entry-point group `omeropyr.readers`."""

    name: str
    suffixes: tuple[str, ...]
    """Lower case, with the dot: ('.tif', '.ome.tiff')."""

    def accepts(self, path: Path) -> bool:
        """True if the content (not only the name) looks like this format."""

    def series(self, path: Path) -> Sequence[SourceInfo]:
        """The images in a file. Raises UnreadableFile when it is damaged."""

    def open(self, path: Path, series: int) -> ImageSource: ...


@runtime_checkable
class MultiFileReader(Reader, Protocol):
    """A reader whose images may be spread over several files."""

    def inspect(self, path: Path) -> tuple[Sequence[SourceInfo], Sequence[Path]]:
        """What `series` gives, and every file of the fileset, `path` first."""


@runtime_checkable
class DescribingReader(Reader, Protocol):
    """A reader whose files tell how their images were taken."""

    def acquisitions(self, path: Path) -> Sequence[AcquisitionMetadata]:
        """One for each of `series`, in the same order; silent ones where the file says nothing."""


@runtime_checkable
class PlateReader(Reader, Protocol):
    """A reader whose files may hold wells of a plate."""

    def wells(self, path: Path) -> Sequence[WellPosition | None]:
        """For each of `series`, in the same order, the place on its plate; empty if there is no plate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One image inside a folder that counts as one file, and what the folder says of it beside its own metadata.

    `name` None = the image's own word, or the folder's name. `channels` may be shorter than the image's.
    """

    inside: str
    name: str | None = None
    well: WellPosition | None = None
    description: str = ""
    acquired_at: datetime | None = None
    channels: tuple[ChannelInfo, ...] = ()
    nominal_magnification: float | None = None


@runtime_checkable
class FolderReader(Protocol):
    """A reader of folders that count as one file, also in object stores, with one or many images inside."""

    def entries(self, place: Place) -> Sequence[Entry]:
        """The images inside; opened with `open_entry`. Raises UnknownFormat, UnreadableFile."""

    def open_entry(self, place: Place, inside: str) -> ImageSource: ...

    def entry_acquisitions(self, place: Place) -> Sequence[AcquisitionMetadata]:
        """One for each of `entries`, in the same order."""

    def digest(self, place: Place) -> str:
        """Of the metadata: changes when the image is another. For addresses, whose files have no times."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of an image that is spread over several: where its planes go."""

    file: int
    """Position in `SourceSpec.files`."""
    c: int
    z: int
    t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSpec:
    """How to open an image again. `parts` is empty for an image that sits in one file.

    Files are paths, or addresses (`https://...`) of folders that count as one file; `inside` is the place of the image
    within such a folder, e.g. of a field in a plate.
    """

    reader: str
    files: tuple[str, ...]
    series: int = 0
    parts: tuple[Part, ...] = ()
    inside: str = ""
