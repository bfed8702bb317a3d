"""How people look at an image: the settings they have saved, and what is shown before anybody has."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from omeropyr.gateway.model import Channel, Image, RenderingDef
from omeropyr.gateway.omero import rows
from omeropyr.gateway.omero.lease import Lease
from omeropyr.gateway.omero.queries import images
from omeropyr.gateway.omero.queries.running import Row
from omeropyr.gateway.omero.queries.running import rows as ask_rows
from omeropyr.imaging.settings import ChannelSettings, Family, Model, RenderSettings

SHOWN_AT_FIRST = 3
"""Channels that are on when nobody has said anything."""
GREYSCALE = "greyscale"


def definitions_of(lease: Lease, viewer_id: int, image: Image) -> Sequence[RenderingDef]:
    """Own first, then by id; one projection."""
    found = ask_rows(lease, images.DEFINITIONS, {"id": image.id})
    made = [_definition(image.id, list(group)) for _, group in groupby(found, key=lambda row: row["id"])]
    return sorted(made, key=lambda one: (one.owner.id != viewer_id, one.id))


def settings_of(lease: Lease, viewer_id: int, image: Image) -> RenderSettings:
    """The user's own, else the owner's, else those that anybody has, else what is computed."""
    found = chosen_of(lease, viewer_id, image)
    return computed(image) if found is None else found.settings


def chosen_of(lease: Lease, viewer_id: int, image: Image) -> RenderingDef | None:
    """The settings that somebody has saved and that the user sees; remembered for some seconds."""

    def find() -> RenderingDef | None:
        found = definitions_of(lease, viewer_id, image)
        return min(found, key=lambda one: (one.owner.id != viewer_id, one.owner.id != image.owner_id), default=None)

    chosen: RenderingDef | None = lease.joined.memory.get(("settings", image.id), find)
    return chosen


def computed(image: Image) -> RenderSettings:
    """From the range of each channel."""
    channels = tuple(_at_first(channel) for channel in image.channels)
    model = Model.COLOR if len(channels) > 1 else Model.GREYSCALE
    return RenderSettings(channels=channels, model=model, z=image.size_z // 2, t=0)


def _at_first(channel: Channel) -> ChannelSettings:
    return ChannelSettings(
        active=channel.index < SHOWN_AT_FIRST, start=channel.minimum, end=channel.maximum, color=channel.color
    )


def _definition(image_id: int, bindings: list[Row]) -> RenderingDef:
    first = bindings[0]
    return RenderingDef(
        id=first["id"],
        image_id=image_id,
        owner=rows.experimenter(first, "owner_"),
        settings=RenderSettings(
            channels=tuple(_channel(row) for row in bindings),
            model=Model.GREYSCALE if first["model"] == GREYSCALE else Model.COLOR,
            z=first["z"],
            t=first["t"],
        ),
        version=first["version"] or 0,
        updated_at=rows.known_moment(first["updated"]),
    )


def _channel(row: Row) -> ChannelSettings:
    return ChannelSettings(
        active=bool(row["active"]),
        start=row["start"],
        end=row["end"],
        color=rows.color(row),
        lut=row["lut"] or None,
        inverted=row["reversals"] > 0,
        family=Family(row["family"]),
        coefficient=row["coefficient"],
    )
