"""Names of channels, of one image or of all its siblings in a dataset or on a plate."""

from __future__ import annotations

from collections.abc import Sequence

from pyramid.request import Request

from omeropyr.api import Forbidden, Image, Invalid, Kind, Session

from .answers import wrong_method
from .json_views import json_view
from .marshal import Json
from .params import form_of
from .targets import parse_refs

LONGEST_NAME = 255


@json_view(route_name="edit_channel_names", methods=("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"))
def only_posted(request: Request) -> object:
    return wrong_method("POST", "Need to POST the names of channels")


@json_view(route_name="edit_channel_names", request_method="POST", methods=("POST",))
def edit_channel_names(request: Request) -> Json:
    """`channel0`, `channel1`, ...; with `confirm_apply` for every image in `parentId` with as many channels."""
    form, session = form_of(request), request.gateway
    siblings = _siblings(request) if "confirm_apply" in form else None
    image = session.images.get(int(request.matchdict["id"]))
    if not image.rights.can_edit:
        raise Forbidden(f"You may not change image {image.id}.")
    names = _names(image, {name: text.strip()[:LONGEST_NAME] for name, text in form.items()})
    ids = [image.id] if siblings is None else siblings
    changed = session.edit.name_channels(list(dict.fromkeys([image.id, *ids])), names)
    shown = {f"channel{index}": name for index, name in enumerate(names)}
    if siblings is None:
        return {"channelNames": shown}
    return {"channelNames": shown, "imageCount": len(siblings), "updateCount": len(changed.done)}


def _names(image: Image, form: dict[str, str]) -> Sequence[str]:
    """A name for each channel: what is not given, or empty, stays as it is. Raises Invalid when none is given."""
    if not any(f"channel{channel.index}" in form for channel in image.channels):
        raise Invalid("channel0", "Give at least one channel a name.")
    return [form.get(f"channel{channel.index}") or channel.label or str(channel.index) for channel in image.channels]


def _siblings(request: Request) -> list[int]:
    """Ids of the images in the container that is named. Raises Invalid, NotFound."""
    parents = parse_refs("parentId", form_of(request).get("parentId", ""))
    if len(parents) != 1 or parents[0].kind not in (Kind.DATASET, Kind.PLATE):
        raise Invalid("parentId", "Name the container, as in dataset-19 or plate-66.")
    session: Session = request.gateway
    if parents[0].kind is Kind.DATASET:
        session.browse.dataset(parents[0].id)
    else:
        session.browse.plate(parents[0].id)
    return list(session.browse.images_in(parents))
