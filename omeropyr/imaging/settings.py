"""How an image is shown: values only, hashable, so that (image, settings, place) identifies a picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Model(StrEnum):
    """Names as in the OME rendering model; `COLOR` adds the active channels, `GREYSCALE` shows the first."""

    COLOR = "color"
    GREYSCALE = "greyscale"


class Family(StrEnum):
    """Quantization families of the OME rendering model."""

    LINEAR = "linear"
    POLYNOMIAL = "polynomial"
    EXPONENTIAL = "exponential"
    LOGARITHMIC = "logarithmic"


class ProjectionKind(StrEnum):
    MAXIMUM = "intmax"
    MEAN = "intmean"
    SUM = "intsum"


@dataclass(frozen=True, slots=True)
class Projection:
    """Z projection over `start`..`end`, 0-based, both inclusive; None means the end of the stack."""

    kind: ProjectionKind
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """One channel. `start` and `end` are pixel values; `color` is `RRGGBB`, upper case, no `#`."""

    active: bool
    start: float
    end: float
    color: str
    lut: str | None = None
    inverted: bool = False
    family: Family = Family.LINEAR
    coefficient: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderSettings:
    """Everything that decides what a plane looks like; `z` and `t` are the default plane, 0-based."""

    channels: tuple[ChannelSettings, ...]
    model: Model = Model.COLOR
    z: int = 0
    t: int = 0
    projection: Projection | None = None

    @property
    def active(self) -> tuple[int, ...]:
        """0-based numbers of the channels that are on, ascending."""
        return tuple(index for index, channel in enumerate(self.channels) if channel.active)

    def with_channel(self, index: int, channel: ChannelSettings) -> RenderSettings:
        channels = (*self.channels[:index], channel, *self.channels[index + 1 :])
        return replace(self, channels=channels)


class PictureFormat(StrEnum):
    """What a rendered picture is written as; the values are those of `format=` on the wire."""

    JPEG = "jpeg"
    PNG = "png"
    TIFF = "tif"
    WEBP = "webp"

    @property
    def media_type(self) -> str:
        return "image/tiff" if self is PictureFormat.TIFF else f"image/{self}"


class ExportFormat(StrEnum):
    """What a whole image is exported as: one OME-TIFF, or an OME-Zarr in an uncompressed ZIP."""

    OME_TIFF = "ome-tiff"
    OME_ZARR = "ome-zarr"


class MovieFormat(StrEnum):
    """What a movie is written as: MP4 (H.264) for everything, WebM (VP9) for browsers without licensed codecs."""

    MP4 = "mp4"
    WEBM = "webm"


@dataclass(frozen=True, slots=True, kw_only=True)
class MovieRequest:
    """Frames over `axis` ('t' or 'z') from `first` to `last` (0-based, both inclusive), the other plane at `at`."""

    axis: str = "t"
    first: int = 0
    last: int | None = None
    at: int = 0
    frames_per_second: float = 4.0
    longest_side: int | None = None
    """Scaled down to this many pixels; None = as it is, but not over 1920."""
    shortest_side: int = 0
    """Smaller frames are shown in the middle of a black canvas with sides of at least this, up to 1920 pixels."""
    format: MovieFormat = MovieFormat.MP4
