"""Small names for render settings, so that caches need not hash and compare all their channels for each tile."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

from omeropyr.imaging import rgb_tables
from omeropyr.imaging.render import active_channels
from omeropyr.imaging.settings import ChannelSettings, Model, RenderSettings


@dataclass(frozen=True, slots=True)
class Look:
    """What tiles need to know of settings. `number` is equal for equal settings (until they are long forgotten)."""

    number: int
    chosen: tuple[int, ...]
    """Channels that are shown."""
    channels: tuple[ChannelSettings, ...]
    """Their settings."""
    model: Model
    is_untouched: bool
    """An 8 bit RGB image is shown with the colours it has."""


class _Last(threading.local):
    settings: RenderSettings | None = None
    look: Look | None = None


_last = _Last()
_numbers = count()


def look_of(settings: RenderSettings) -> Look:
    """Hashing settings takes 5 microseconds; whoever draws many tiles with the same ones pays that once."""
    if _last.settings is not settings or _last.look is None:
        _last.look = _look_of(settings)
        _last.settings = settings
    return _last.look


@lru_cache(maxsize=512)
def _look_of(settings: RenderSettings) -> Look:
    chosen = active_channels(settings.channels, settings.model)
    return Look(
        number=next(_numbers),
        chosen=chosen,
        channels=tuple(settings.channels[index] for index in chosen),
        model=settings.model,
        is_untouched=settings.model is Model.COLOR and rgb_tables.is_untouched(settings.channels),
    )
