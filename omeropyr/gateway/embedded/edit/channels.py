"""What channels are called. Called inside an open transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, select, update

from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.history.rowchanges import updated
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Act
from omeropyr.gateway.embedded.schema import ChannelRow
from omeropyr.gateway.embedded.targets import find_targets
from omeropyr.gateway.model import Applied, Kind, ObjectRef


def name_channels(writing: Writing, image_ids: Sequence[int], names: Sequence[str]) -> Applied:
    """Images with another number of channels, and those that the user may not change, are refused."""
    asked = list(dict.fromkeys(image_ids))
    refs = [ObjectRef(Kind.IMAGE, image_id) for image_id in asked]
    targets = find_targets(writing.connection, writing.viewer, refs).values()
    editable = [target.ref.id for target in targets if Act.EDIT in target.acts]
    labels = _labels(writing, editable)
    fitting = [image_id for image_id in editable if len(labels.get(image_id, ())) == len(names)]
    for image_id in fitting:
        _rename(writing, image_id, labels[image_id], names)
    done = set(fitting)
    return Applied(done=fitting, refused=[image_id for image_id in asked if image_id not in done])


def _labels(writing: Writing, image_ids: Sequence[int]) -> Mapping[int, Mapping[int, str]]:
    """The label of each channel of each image."""
    found = select(ChannelRow.image_id, ChannelRow.index.label("number"), ChannelRow.label)
    found = found.where(among(ChannelRow.image_id, image_ids)).order_by(ChannelRow.image_id, ChannelRow.index)
    labels: dict[int, dict[int, str]] = {}
    for row in writing.connection.execute(found):
        labels.setdefault(row.image_id, {})[row.number] = row.label
    return labels


def _rename(writing: Writing, image_id: int, before: Mapping[int, str], names: Sequence[str]) -> None:
    changed = [(index, old, new) for (index, old), new in zip(before.items(), names, strict=True) if old != new]
    if not changed:
        return
    channel = ChannelRow.__table__
    this = update(channel).where(channel.c.image_id == image_id, channel.c.index == bindparam("which"))  # type: ignore[arg-type]
    values = [{"which": index, "name": new} for index, _, new in changed]
    writing.connection.execute(this.values(label=bindparam("name")), values)
    rows = [
        updated(ChannelRow, {"image_id": image_id, "index": index}, {"label": old}, {"label": new})
        for index, old, new in changed
    ]
    told = {str(index): new for index, _, new in changed}
    writing.record("edit", Kind.IMAGE, image_id, new={"channels": told}, rows=rows)
