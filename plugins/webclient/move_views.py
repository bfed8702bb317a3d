"""Moving to another group and giving away, as OMERO.web's dialogs ask for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from omeropyr.api import Conflict, Forbidden, Invalid, Kind, NotFound, ObjectRef, Session

from .answers import wrong_method
from .filesets import keep_whole
from .job_json import job_key
from .json_views import json_view
from .marshal import Json
from .move_effects import tree_update
from .move_requests import destination, refused, required_refs
from .params import form_of, whole_number
from .targets import parse_refs

_NEW = {"project": Kind.PROJECT, "dataset": Kind.DATASET, "screen": Kind.SCREEN}
ALL_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


@json_view(route_name="chgrp", methods=ALL_METHODS)
@json_view(route_name="chown", methods=ALL_METHODS)
def post_only(request: Request) -> Response:
    return wrong_method("POST", "Need to POST what is to be moved")


@json_view(route_name="chgrp", request_method="POST", methods=("POST",))
def change_group(request: Request) -> Any:
    """Starts the job, and tells which nodes leave the tree and which become empty."""
    form, session = form_of(request), request.gateway
    group_id = destination(request, form, "group_id")
    if group_id is None:
        return refused("Need to specify group_id")
    refs = keep_whole(session, required_refs(form), [whole_number("fileset", one) for one in form.getall("fileset")])
    try:
        plan = session.edit.plan_move(refs, group_id, detailed=True)
        if plan.refusals:
            return refused(" ".join(dict.fromkeys(refusal.reason for refusal in plan.refusals)))
        update = tree_update(session, refs, plan)
        session.edit.move(refs, group_id, parent=_container(session, form, refs, group_id))
    except (Conflict, Forbidden, NotFound) as error:
        return refused(str(error))
    return update


def _container(session: Session, form: Mapping[str, str], refs: Sequence[ObjectRef], group_id: int) -> ObjectRef | None:
    """The one that is named, or a new one that belongs to whom the data belong."""
    if form.get("target_id"):
        return next(iter(parse_refs("target_id", form["target_id"])), None)
    name, kind = form.get("new_container_name", "").strip(), form.get("new_container_type", "")
    if not name:
        return None
    if kind not in _NEW:
        raise Invalid("new_container_type", "This is project, dataset or screen.")
    (first, *_) = session.browse.whereabouts(refs[:1])
    made = session.edit.create(_NEW[kind], name, group_id=group_id, owner_id=first.owner_id)
    return ObjectRef(_NEW[kind], made)


@json_view(route_name="chown", request_method="POST", methods=("POST",))
def change_owner(request: Request) -> Json | object:
    """Starts a job for each kind of object."""
    form, session = form_of(request), request.gateway
    owner_id = destination(request, form, "owner_id")
    if owner_id is None:
        return refused("Need to specify owner_id")
    refs = required_refs(form)
    kinds = dict.fromkeys(ref.kind for ref in refs)
    try:
        _require_all(session, refs, owner_id)
        jobs = [session.edit.give([ref for ref in refs if ref.kind is kind], owner_id) for kind in kinds]
    except (Conflict, Forbidden, NotFound) as error:
        return refused(str(error))
    return {"jobIds": [job_key(job) for job in jobs]}


def _require_all(session: Session, refs: Sequence[ObjectRef], owner_id: int) -> None:
    """Nothing is begun when one of them cannot be given away. Raises NotFound, Forbidden."""
    session.browse.experimenter(owner_id)
    found = {one.ref: one for one in session.browse.whereabouts(refs)}
    for ref in refs:
        if ref not in found:
            raise NotFound(ref.kind, ref.id)
        if not found[ref].rights.can_chown:
            raise Forbidden(f"You may not give away {ref.kind} {ref.id}.")
