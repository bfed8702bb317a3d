"""How an image is rendered: the setters work on this wrapper alone until `saveDefaults`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

from PIL import Image as Picture

from omeropyr.errors import Invalid
from omeropyr.gateway.conn.channels import BlitzChannel
from omeropyr.gateway.model import Image, RenderingDef
from omeropyr.imaging.settings import (
    ChannelSettings,
    Family,
    Model,
    Projection,
    ProjectionKind,
    RenderSettings,
)
from omeropyr.imaging.source import Region

if TYPE_CHECKING:
    from omeropyr.gateway.conn.connection import BlitzConnection

NORMAL = "normal"
Window = tuple[float | None, float | None]


class Rendering:
    """The part of `ImageWrapper` that renders. z and t are 0-based; channels of the setters count from 1."""

    _conn: BlitzConnection
    _edited: RenderSettings | None = None

    if TYPE_CHECKING:

        @property
        def id(self) -> int: ...
        def _details(self) -> Image: ...

    @property
    def _settings(self) -> RenderSettings:
        if self._edited is None:
            self._edited = self._conn.session.pixels.settings(self.id)
        return self._edited

    def _plane(self, z: int | None, t: int | None) -> tuple[int, int]:
        settings = self._settings
        return settings.z if z is None else z, settings.t if t is None else t

    def renderJpeg(self, z: int | None = None, t: int | None = None, compression: float | None = 0.9) -> bytes:
        """The whole plane; `compression` is the quality, 0..1. Raises NotFound, Invalid for one that is too large."""
        z, t = self._plane(z, t)
        return self._conn.session.pixels.render_plane(self.id, self._settings, z=z, t=t, quality=compression)

    def renderImage(self, z: int | None = None, t: int | None = None, compression: float | None = 0.9) -> Any:
        """As `renderJpeg`, as a picture of Pillow."""
        return Picture.open(BytesIO(self.renderJpeg(z, t, compression)))

    def renderJpegRegion(
        self,
        z: int | None,
        t: int | None,
        x: int,
        y: int,
        width: int,
        height: int,
        level: int | None = None,
        compression: float | None = 0.9,
    ) -> bytes:
        """A part of one level. As in OMERO `level` counts from the smallest; without one it is the full size."""
        levels = len(self._details().levels)
        region = Region(0 if level is None else levels - 1 - level, x, y, width, height)
        z, t = self._plane(z, t)
        draw = self._conn.session.pixels.render_region
        return draw(self.id, self._settings, region, z=z, t=t, quality=compression)

    def getThumbnail(
        self, size: tuple[int, ...] | int = (64, 64), z: int | None = None, t: int | None = None, **_: Any
    ) -> bytes:
        """A JPEG; `size` (longest side,) keeps the aspect, (width, height) does not."""
        sides = (size,) if isinstance(size, int) else tuple(size)[:2]
        return self._conn.session.pixels.thumbnail(self.id, *sides, z=z, t=t, settings=self._edited)

    def renderBirdsEyeView(self, size: int) -> bytes:
        """A thumbnail with this longest side."""
        return self._conn.session.pixels.thumbnail(self.id, size, settings=self._edited)

    def renderSplitChannel(
        self, z: int | None = None, t: int | None = None, compression: float | None = 0.9, border: int = 2
    ) -> bytes:
        """Every active channel by itself and then all together, a JPEG."""
        z, t = self._plane(z, t)
        draw = partial(self._conn.session.pixels.split_view, self.id, self._settings, z=z, t=t)
        return draw(greyscale=self.isGreyscaleRenderingModel(), border=border, quality=compression)

    def getChannels(self, noRE: bool = False) -> list[BlitzChannel]:
        """Channels with how they are shown; `noRE` is accepted and not used."""
        pairs = zip(self._details().channels, self._settings.channels, strict=True)
        return [BlitzChannel(channel, settings) for channel, settings in pairs]

    def setActiveChannels(
        self,
        channels: Sequence[int],
        windows: Sequence[Window] | None = None,
        colors: Sequence[str | None] | None = None,
        invertMaps: Sequence[bool | None] | None = None,
        reverseMaps: Sequence[bool | None] | None = None,
    ) -> bool:
        """Switch on the channels of these numbers (from 1) and all others off; the lists go along with `channels`.

        A colour is `RRGGBB`, with or without `#`, or the name of a look-up table ending in `.lut`.
        """
        chosen = {abs(number) - 1: place for place, number in enumerate(channels) if number > 0}
        maps = invertMaps if invertMaps is not None else reverseMaps
        changed = []
        for index, channel in enumerate(self._settings.channels):
            place = chosen.get(index)
            channel = replace(channel, active=place is not None)
            if place is not None:
                channel = _windowed(channel, _at(windows, place))
                channel = _colored(channel, _at(colors, place))
                inverted = _at(maps, place)
                channel = channel if inverted is None else replace(channel, inverted=bool(inverted))
            changed.append(channel)
        self._edited = replace(self._settings, channels=tuple(changed))
        return True

    def isGreyscaleRenderingModel(self) -> bool:
        return self._settings.model is Model.GREYSCALE

    def setGreyscaleRenderingModel(self) -> None:
        self._edited = replace(self._settings, model=Model.GREYSCALE)

    def setColorRenderingModel(self) -> None:
        self._edited = replace(self._settings, model=Model.COLOR)

    def getProjections(self) -> list[str]:
        return [NORMAL, *ProjectionKind]

    def getProjection(self) -> str:
        projection = self._settings.projection
        return NORMAL if projection is None else projection.kind.value

    def setProjection(self, proj: str) -> None:
        """One of `getProjections`; raises Invalid for others."""
        if proj not in self.getProjections():
            raise Invalid("proj", f"{proj!r} is none of {', '.join(self.getProjections())}")
        kept = self._settings.projection or Projection(ProjectionKind.MAXIMUM)
        projection = None if proj == NORMAL else replace(kept, kind=ProjectionKind(proj))
        self._edited = replace(self._settings, projection=projection)

    def setProjectionRange(self, projStart: int | None, projEnd: int | None) -> None:
        """First and last section, 0-based, both taken along; None is the end of the stack."""
        kept = self._settings.projection or Projection(ProjectionKind.MAXIMUM)
        self._edited = replace(self._settings, projection=replace(kept, start=projStart, end=projEnd))

    def setChannelInverted(self, channelIndex: int, inverted: bool = True) -> None:
        """`channelIndex` counts from 0."""
        self._change(channelIndex, inverted=inverted)

    setReverseIntensity = setChannelInverted

    def setQuantizationMap(self, channelIndex: int, family: str, coefficient: float) -> None:
        """`channelIndex` counts from 0; raises Invalid for an unknown family."""
        if family not in list(Family):
            raise Invalid("family", f"{family!r} is none of {', '.join(Family)}")
        self._change(channelIndex, family=Family(family), coefficient=coefficient)

    def _change(self, index: int, **values: Any) -> None:
        settings = self._settings
        if not 0 <= index < len(settings.channels):
            raise Invalid("channelIndex", f"{index} is none of the channels 0 to {len(settings.channels) - 1}")
        self._edited = settings.with_channel(index, replace(settings.channels[index], **values))

    def getDefaultZ(self) -> int:
        return self._settings.z

    def getDefaultT(self) -> int:
        return self._settings.t

    def setDefaultZ(self, z: int) -> None:
        self._edited = replace(self._settings, z=z)

    def setDefaultT(self, t: int) -> None:
        self._edited = replace(self._settings, t=t)

    def saveDefaults(self) -> None:
        """Save as the user's own settings. Raises Forbidden."""
        self._conn.session.pixels.save_settings(self.id, self._settings)

    def resetDefaults(self, save: bool = True) -> None:
        """Back to what was computed at import, and save that."""
        if save:
            self._conn.session.pixels.reset_settings([self.id])
        self._edited = self._conn.session.pixels.defaults(self.id)

    def getAllRenderingDefs(self) -> Sequence[RenderingDef]:
        """What everybody has saved for it, as the port gives it."""
        return self._conn.session.pixels.definitions(self.id)

    def getHistogram(
        self, channels: Sequence[int], binCount: int, globalRange: bool = True, theZ: int = 0, theT: int = 0
    ) -> dict[int, list[int]]:
        """Channel (from 0) to its counts, over the channel's range or, without `globalRange`, that of the plane."""
        count = self._conn.session.pixels.histogram
        found = {}
        for channel in channels:
            known = self._details().channels[channel]
            over = (known.minimum, known.maximum) if globalRange else None
            found[channel] = list(count(self.id, channel, z=theZ, t=theT, bins=binCount, over=over).counts)
        return found

    def getRow(self, z: int, t: int, y: int, channels: Sequence[int] = ()) -> dict[int, list[float]]:
        """Channel to the intensities along row `y`."""
        return self._line((0, y), (self._details().size_x - 1, y), z, t, channels)

    def getCol(self, z: int, t: int, x: int, channels: Sequence[int] = ()) -> dict[int, list[float]]:
        """Channel to the intensities along column `x`."""
        return self._line((x, 0), (x, self._details().size_y - 1), z, t, channels)

    def _line(
        self, start: tuple[int, int], end: tuple[int, int], z: int, t: int, channels: Sequence[int]
    ) -> dict[int, list[float]]:
        profiles = self._conn.session.pixels.profile(self.id, start, end, z=z, t=t, channels=channels)
        return {profile.channel: list(profile.values) for profile in profiles}


def _at(values: Sequence[Any] | None, place: int) -> Any:
    return values[place] if values is not None and place < len(values) else None


def _windowed(channel: ChannelSettings, window: Window | None) -> ChannelSettings:
    start, end = window or (None, None)
    return replace(channel, start=channel.start if start is None else start, end=channel.end if end is None else end)


def _colored(channel: ChannelSettings, color: str | None) -> ChannelSettings:
    if color is None:
        return channel
    if color.endswith(".lut"):
        return replace(channel, lut=color)
    return replace(channel, color=color.removeprefix("#").upper(), lut=None)
