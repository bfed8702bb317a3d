"""What a rendering request means for one image: stored settings in, settings to render out. Nothing is saved."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from omeropyr.api import ChannelSettings, Invalid, Model, Projection, RenderSettings

from .channels import ChannelEntry
from .grammar import RenderingRequest


@lru_cache(256)
def apply(request: RenderingRequest, stored: RenderSettings, size_z: int) -> RenderSettings:
    """`stored` changed as asked. Raises Invalid "p" if the projection lies outside a stack of `size_z` planes."""
    return replace(
        stored,
        channels=stored.channels if request.channels is None else _channels(request.channels, stored.channels),
        model=request.model or stored.model,
        projection=_projection(request.projection, size_z),
    )


def apply_all(channels: tuple[ChannelEntry, ...] | None, model: Model | None, stored: RenderSettings) -> RenderSettings:
    """`stored` changed for saving: what entries say of channels that are off counts too, because it will be seen when
    they are switched on. Channels that are not listed are switched off and keep the rest."""
    asked = {entry.channel: entry for entry in channels or ()}
    changed = tuple(
        _changed(asked[number], channel) if number in asked else replace(channel, active=False)
        for number, channel in enumerate(stored.channels, start=1)
    )
    return replace(stored, channels=stored.channels if channels is None else changed, model=model or stored.model)


def _channels(entries: tuple[ChannelEntry, ...], stored: tuple[ChannelSettings, ...]) -> tuple[ChannelSettings, ...]:
    """Each entry goes to its own channel, whatever the order; channels that are not listed are off."""
    asked = {entry.channel: entry for entry in entries}
    return tuple(_channel(asked.get(number), channel) for number, channel in enumerate(stored, start=1))


def _channel(entry: ChannelEntry | None, stored: ChannelSettings) -> ChannelSettings:
    """A channel that is off keeps the rest of its settings: nothing else of its entry would be seen."""
    if entry is None or not entry.active:
        return replace(stored, active=False)
    return _changed(entry, stored)


def _changed(entry: ChannelEntry, stored: ChannelSettings) -> ChannelSettings:
    """Everything that the entry says."""
    changed = replace(stored, active=entry.active)
    if entry.window is not None:
        changed = replace(changed, start=entry.window.start, end=entry.window.end)
    if entry.color is not None:
        changed = replace(changed, color=entry.color, lut=None)
    if entry.lut is not None:
        changed = replace(changed, lut=entry.lut)
    if entry.inverted is not None:
        changed = replace(changed, inverted=entry.inverted)
    if entry.quantization is not None:
        family, coefficient = entry.quantization.family, entry.quantization.coefficient
        changed = replace(changed, family=family, coefficient=coefficient)
    return changed


def _projection(asked: Projection | None, size_z: int) -> Projection | None:
    """The range cut to the stack, always with both ends, so that equal pictures have equal settings."""
    if asked is None:
        return None
    last = size_z - 1
    start = max(asked.start or 0, 0)
    end = last if asked.end is None else min(asked.end, last)
    if not start <= end:
        raise Invalid("p", f"The range must begin within the stack, 0 to {last}, and not end before it begins.")
    return Projection(asked.kind, start, end)
