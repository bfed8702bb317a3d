"""Rendering engines of the server, kept open: making one costs five round trips, a tile of an open one two.

An engine belongs to one client, one image and one look; one thread uses it at a time.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import Ice
import omero
from omero.romio import XY, PlaneDef, RegionDef

from omeropyr.gateway.model import RenderingDef
from omeropyr.gateway.omero.joined import Joined
from omeropyr.imaging.settings import ChannelSettings, Model, Projection, ProjectionKind, RenderSettings
from omeropyr.imaging.source import LevelSize, Region

log = logging.getLogger(__name__)

T = TypeVar("T")
MOST = 8
SECONDS = 300.0
"""After which an engine is made anew: it would not notice that its image has gone."""
DEFAULT_QUALITY = 0.85
ALGORITHMS = {
    ProjectionKind.MAXIMUM: "MAXIMUMINTENSITY",
    ProjectionKind.MEAN: "MEANINTENSITY",
    ProjectionKind.SUM: "SUMINTENSITY",
}
"""Names of omero.constants.projection.ProjectionType."""
MODELS = {Model.COLOR: "rgb", Model.GREYSCALE: "greyscale"}


@dataclass(frozen=True, slots=True)
class Opening:
    """What an engine is opened on; calls are made in the group of the image."""

    image_id: int
    pixels_id: int
    group_id: int

    @property
    def call(self) -> dict[str, str]:
        return {"omero.group": str(self.group_id)}


@dataclass(frozen=True, slots=True)
class Look:
    """How an engine shows the image, and the saved settings that it begins with."""

    settings: RenderSettings
    saved: RenderingDef | None


@dataclass
class Engine:
    """An open engine, and what it was last told."""

    proxy: Any
    opening: Opening
    opened_at: float = field(default_factory=time.monotonic)
    lock: threading.Lock = field(default_factory=threading.Lock)
    level: int | None = None
    quality: float | None = None

    def use_level(self, level: int, levels: int) -> None:
        """0 is full size; the server counts from the smallest of `levels`."""
        if self.level != level:
            self.proxy.setResolutionLevel(levels - 1 - level, self.opening.call)
            self.level = level

    def use_quality(self, quality: float | None) -> None:
        wanted = DEFAULT_QUALITY if quality is None else quality
        if self.quality != wanted:
            self.proxy.setCompressionLevel(wanted, self.opening.call)
            self.quality = wanted

    def jpeg(self, z: int, t: int, region: Region | None, quality: float | None) -> bytes:
        self.use_quality(quality)
        return bytes(self.proxy.renderCompressed(plane_def(z, t, region), self.opening.call))

    def projected(self, projection: Projection, last_z: int, t: int, quality: float | None) -> bytes:
        self.use_quality(quality)
        algorithm = getattr(omero.constants.projection.ProjectionType, ALGORITHMS[projection.kind])
        start = 0 if projection.start is None else projection.start
        end = last_z if projection.end is None else projection.end
        jpeg = self.proxy.renderProjectedCompressed(algorithm, t, 1, start, end, self.opening.call)
        return bytes(jpeg)

    def close(self) -> None:
        try:
            self.proxy.close()
        except (Ice.Exception, omero.ClientError) as error:
            log.info("a rendering engine could not be closed: %s", type(error).__name__)


def plane_def(z: int, t: int, region: Region | None) -> Any:
    made = PlaneDef(XY)
    made.z, made.t = z, t
    if region is not None:
        made.region = RegionDef(region.x, region.y, region.width, region.height)
    return made


class Engines:
    """The open ones of one client; the longest unused is closed first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: OrderedDict[Hashable, Engine] = OrderedDict()

    def use(self, joined: Joined, opening: Opening, look: Look | None, act: Callable[[Engine], T]) -> T:
        """Do something with the engine of this image that shows it like this, opened if need be."""
        key = (opening, look)
        engine = self._get(joined, key, opening, look)
        with engine.lock:
            try:
                return act(engine)
            except (Ice.Exception, omero.ClientError):
                self._forget(key, engine)
                raise

    def _get(self, joined: Joined, key: Hashable, opening: Opening, look: Look | None) -> Engine:
        with self._lock:
            engine = self._open.get(key)
            if engine is not None and time.monotonic() - engine.opened_at < SECONDS:
                self._open.move_to_end(key)
                return engine
        opened = open_engine(joined, opening, look)
        with self._lock:
            replaced = self._open.pop(key, None)
            self._open[key] = opened
            surplus = [self._open.popitem(last=False)[1] for _ in range(len(self._open) - MOST)]
        for engine in (*surplus, *([replaced] if replaced is not None else ())):
            with engine.lock:
                engine.close()
        return opened

    def _forget(self, key: Hashable, engine: Engine) -> None:
        """What has failed once may be in any state."""
        with self._lock:
            if self._open.get(key) is engine:
                del self._open[key]
        engine.close()


def open_engine(joined: Joined, opening: Opening, look: Look | None) -> Engine:
    """On saved settings, of which only what is different in `look` is changed."""
    proxy, call = joined.factory.createRenderingEngine(), opening.call
    engine = Engine(proxy, opening)
    try:
        proxy.lookupPixels(opening.pixels_id, call)
        if look is not None and look.saved is not None:
            proxy.loadRenderingDef(look.saved.id, call)
        elif not proxy.lookupRenderingDef(opening.pixels_id, call):
            proxy.resetDefaultSettings(True, call)
            proxy.lookupRenderingDef(opening.pixels_id, call)
        proxy.load(call)
        if look is not None:
            _show(joined, engine, look)
    except BaseException:
        engine.close()
        raise
    return engine


def _show(joined: Joined, engine: Engine, look: Look) -> None:
    """Tell the engine what is not in the saved settings."""
    before = None if look.saved is None else look.saved.settings
    if before is None or before.model is not look.settings.model:
        engine.proxy.setModel(joined.enumeration("RenderingModel", MODELS[look.settings.model]), engine.opening.call)
    for index, channel in enumerate(look.settings.channels):
        _show_channel(joined, engine, index, channel, None if before is None else before.channels[index])


def _show_channel(
    joined: Joined, engine: Engine, index: int, channel: ChannelSettings, before: ChannelSettings | None
) -> None:
    """A channel that is off needs no more than that."""
    proxy, call = engine.proxy, engine.opening.call
    if before is None or before.active is not channel.active:
        proxy.setActive(index, channel.active, call)
    if not channel.active:
        return
    if before is None or (before.start, before.end) != (channel.start, channel.end):
        proxy.setChannelWindow(index, channel.start, channel.end, call)
    if before is None or before.color != channel.color:
        red, green, blue = bytes.fromhex(channel.color)
        proxy.setRGBA(index, red, green, blue, 255, call)
    if before is None or before.lut != channel.lut:
        proxy.setChannelLookupTable(index, channel.lut, call)
    if before is None or (before.family, before.coefficient) != (channel.family, channel.coefficient):
        family = joined.enumeration("Family", str(channel.family))
        proxy.setQuantizationMap(index, family, channel.coefficient, False, call)
    if channel.inverted != (before is not None and before.inverted):
        change = proxy.addCodomainMapToChannel if channel.inverted else proxy.removeCodomainMapFromChannel
        change(omero.romio.ReverseIntensityMapContext(), index, call)


def describe(joined: Joined, opening: Opening) -> tuple[tuple[LevelSize, ...], tuple[int, int]]:
    """The levels of an image, full size first, and the size of its tiles."""

    def ask(engine: Engine) -> tuple[tuple[LevelSize, ...], tuple[int, int]]:
        sizes = engine.proxy.getResolutionDescriptions(opening.call)
        width, height = engine.proxy.getTileSize(opening.call)
        return tuple(LevelSize(size.sizeX, size.sizeY) for size in sizes), (width, height)

    return joined.engines.use(joined, opening, None, ask)
