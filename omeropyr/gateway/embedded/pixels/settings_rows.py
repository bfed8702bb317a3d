"""The rows of saved settings: read for many images at once, written and taken away so that undo can bring them back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.codec import settings_from_json, settings_to_json
from omeropyr.gateway.embedded.history.rowchanges import delete_rows, insert_row, update_row
from omeropyr.gateway.embedded.people.persons import person_columns
from omeropyr.gateway.embedded.pixels.settings_check import Frame
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Sight, Viewer
from omeropyr.gateway.embedded.rows import experimenter
from omeropyr.gateway.embedded.schema import ChannelRow, ExperimenterRow, ImageRow, PixelsRow, RenderingRow, now
from omeropyr.gateway.embedded.statements import AnyRow
from omeropyr.gateway.embedded.targets import Target
from omeropyr.gateway.model import Kind, RenderingDef
from omeropyr.imaging.settings import RenderSettings
from omeropyr.imaging.statistics import ChannelRange

ACTION = "settings"


@dataclass(frozen=True, slots=True)
class Own:
    """A row of the user's own."""

    id: int
    version: int
    settings: RenderSettings


@dataclass(frozen=True, slots=True)
class Saved:
    """What is known of the looks of one image: the user's own, the owner's, and what was computed at import."""

    frame: Frame
    defaults: RenderSettings
    mine: Own | None
    owners: RenderSettings | None

    @property
    def shown(self) -> RenderSettings:
        return self.adopted if self.mine is None else self.mine.settings

    @property
    def adopted(self) -> RenderSettings:
        return self.owners or self.defaults


def saved_for(connection: Connection, viewer: Viewer, image_ids: Iterable[int]) -> Mapping[int, Saved]:
    """Of images that are known to be readable; two statements."""
    wanted = list(image_ids)
    image, pixels = ImageRow, PixelsRow
    facts = select(
        image.id, image.owner_id, image.size_z, image.size_c, image.size_t, pixels.pixel_type, pixels.defaults
    ).join(pixels, pixels.image_id == image.id)
    row = RenderingRow
    settings = select(row.image_id, row.owner_id, row.id, row.version, row.settings)
    by_owner = {
        (found.image_id, found.owner_id): Own(found.id, found.version, settings_from_json(found.settings))
        for found in connection.execute(settings.where(among(row.image_id, wanted)))
    }
    return {
        found.id: Saved(
            frame=Frame(found.size_z, found.size_c, found.size_t, found.pixel_type),
            defaults=settings_from_json(found.defaults),
            mine=by_owner.get((found.id, viewer.user_id)),
            owners=own.settings if (own := by_owner.get((found.id, found.owner_id))) else None,
        )
        for found in connection.execute(facts.where(among(image.id, wanted)))
    }


def ranges_of(connection: Connection, image_ids: Iterable[int]) -> Mapping[int, Sequence[ChannelRange]]:
    """Extremes of every channel, as found at import."""
    columns = select(ChannelRow.image_id, ChannelRow.minimum, ChannelRow.maximum)
    found: dict[int, list[ChannelRange]] = {}
    ordered = columns.where(among(ChannelRow.image_id, image_ids)).order_by(ChannelRow.image_id, ChannelRow.index)
    for image_id, minimum, maximum in connection.execute(ordered):
        found.setdefault(image_id, []).append(ChannelRange(minimum, maximum))
    return found


def save(writing: Writing, target: Target, own: Own | None, settings: RenderSettings) -> None:
    """As the user's own, in place of `own`; recorded so that undo brings that back. The same again changes nothing."""
    new, connection = settings_to_json(settings), writing.connection
    if own is None:
        columns = {"owner_id": writing.viewer.user_id, "group_id": target.group_id, "version": 1}
        _, change = insert_row(connection, RenderingRow, {"image_id": target.ref.id, "settings": new, **columns})
    elif own.settings == settings:
        return
    else:
        values = {"settings": new, "version": own.version + 1, "updated_at": now()}
        change = update_row(connection, RenderingRow, own.id, values)
    old = None if own is None else {"settings": settings_to_json(own.settings)}
    writing.record(ACTION, Kind.IMAGE, target.ref.id, old=old, new={"settings": new}, rows=[change])


def forget(writing: Writing, image_ids: Iterable[int]) -> None:
    """Take away the user's own settings of these images, where there are any."""
    mine = (among(RenderingRow.image_id, image_ids), RenderingRow.owner_id == writing.viewer.user_id)
    for change in delete_rows(writing.connection, RenderingRow, *mine):
        old = dict(change.old or {})
        writing.record(ACTION, Kind.IMAGE, old["image_id"], old={"settings": old["settings"]}, rows=[change])


def definitions(connection: Connection, viewer: Viewer, image_id: int) -> Sequence[RenderingDef]:
    """Everybody's whom the user may see: own first, then by id."""
    sight, row = Sight(viewer, RenderingRow), RenderingRow
    columns = select(row.id, row.image_id, row.settings, row.version, row.updated_at, row.owner_id)
    found = columns.add_columns(*person_columns(ExperimenterRow, "by_")).join(
        ExperimenterRow, ExperimenterRow.id == row.owner_id
    )
    rows = connection.execute(sight.restrict(found).where(row.image_id == image_id).order_by(row.id)).all()
    return [_definition(one) for one in sorted(rows, key=lambda one: one.owner_id != viewer.user_id)]


def _definition(row: AnyRow) -> RenderingDef:
    return RenderingDef(
        id=row.id,
        image_id=row.image_id,
        owner=experimenter(row, "by_"),
        settings=settings_from_json(row.settings),
        version=row.version,
        updated_at=row.updated_at,
    )
