"""Key-values as the inspector edits them: in one go for many objects, and never over what somebody else wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from omeropyr.api import CLIENT_MAP, Annotation, Invalid, KeyValues, Kind, ObjectRef, Session

from .answers import json_answer
from .json_views import json_view
from .marshal import Json
from .params import form_of, whole_number
from .targets import parse_refs
from .value_views import parse_pairs

CHANGED = "Somebody has changed these key-values meanwhile. Yours are still here."


@json_view(route_name="pairs", methods=("POST",))
def save_pairs(request: Request) -> Json | Response:
    """`pairs` become the values of the annotations `ids` (none left: they go), or are added to those of `refs`.

    `expected` is what the editor began with: when that is no longer there, nothing is changed, and the answer (409)
    has the `current` pairs. The answer to a change has the ids that hold the pairs now and its changes, newest first.
    """
    form, session = form_of(request), request.gateway
    pairs = parse_pairs(form.get("pairs", ""))
    ids = [whole_number("ids", text) for text in form.get("ids", "").split(",") if text]
    refs = parse_refs("refs", form.get("refs", ""))
    if not refs:
        raise Invalid("refs", "Name at least one object, as in image-1|image-2.")
    if not ids:
        return _added(session, refs, pairs)
    annotations = [session.annotations.get(id_) for id_ in ids]
    expected = parse_pairs(form.get("expected", ""))
    current = next((one for one in annotations if _plain(pairs_of(one)) != _plain(expected)), None)
    if current is not None:
        return json_answer({"message": CHANGED, "current": [list(pair) for pair in pairs_of(current)]}, 409)
    return _changed(session, annotations, refs, pairs)


def pairs_of(annotation: Annotation) -> KeyValues:
    """Raises Invalid for what are no key-values."""
    if annotation.kind is not Kind.MAP or not isinstance(annotation.value, tuple):
        raise Invalid("ids", f"Annotation {annotation.id} holds no key-values.")
    return annotation.value


def _plain(pairs: KeyValues) -> KeyValues:
    """With the line ends that pages have."""
    return tuple((key.replace("\r\n", "\n"), value.replace("\r\n", "\n")) for key, value in pairs)


def _changed(session: Session, annotations: Sequence[Annotation], refs: Sequence[ObjectRef], pairs: KeyValues) -> Json:
    """Several tables of one's own that say the same are changed in one transaction, others one by one."""
    ids = [annotation.id for annotation in annotations]
    if not pairs:
        session.annotations.delete(ids)
        return {"ids": [], "pairs": [], "changes": _latest(session)}
    if len(ids) > 1 and own_maps(session, refs).keys() >= set(refs):
        ids = list(session.annotations.edit_pairs(refs, pairs))
        return {"ids": ids, "pairs": pairs, "changes": _latest(session)}
    changes: list[int] = []
    for id_ in ids:
        session.annotations.update(id_, pairs)
        changes = [*_latest(session), *changes]
    return {"ids": ids, "pairs": pairs, "changes": changes}


def _added(session: Session, refs: Sequence[ObjectRef], pairs: KeyValues) -> Json:
    """Objects that have the same pairs so far are changed in one transaction."""
    if not pairs:
        raise Invalid("pairs", "Send at least one pair.")
    before = own_maps(session, refs)
    alike: dict[KeyValues, list[ObjectRef]] = {}
    for ref in refs:
        alike.setdefault(before.get(ref, ()), []).append(ref)
    ids: list[int] = []
    changes: list[int] = []
    for there, same in alike.items():
        ids += session.annotations.edit_pairs(same, (*there, *pairs))
        changes = [*_latest(session), *changes]
    shown = next(iter(alike)) if len(alike) == 1 else ()
    return {"ids": ids, "pairs": [*shown, *pairs], "changes": changes}


def own_maps(session: Session, refs: Sequence[ObjectRef]) -> Mapping[ObjectRef, KeyValues]:
    """The user's own key-values in the namespace of clients, of each object that has some."""
    links = session.annotations.of(refs, kinds=[Kind.MAP])
    user_id = session.context.user.id
    own = [link for link in links if link.annotation.namespace == CLIENT_MAP and link.annotation.owner.id == user_id]
    return {link.parent: pairs_of(link.annotation) for link in own}


def _latest(session: Session) -> list[int]:
    """The change just made, if it can be undone."""
    change: Any = session.history.latest()
    return [change.id] if change is not None and change.can_undo else []
