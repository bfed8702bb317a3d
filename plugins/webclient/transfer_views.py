"""Deleting, moving to another group and giving away: first what it would do, then the doing, as one job.

Each takes a form: `ref` repeated (`image-12`), and what it needs beside. `plan=1` answers with the plan alone.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from omeropyr.api import Contents, Invalid, ObjectRef, Plan

from .job_facts import job_facts
from .params import form_of, whole_number
from .targets import group_of_object, parse_refs

Json = dict[str, Any]
MOST_LOOKED_AT = 50
"""Objects whose group is looked up before people are offered; the job itself checks them all."""
transfer = partial(view_config, renderer="json", methods=("POST",))


@transfer(route_name="delete_objects")
def delete(request: Request) -> Json:
    """`contents`, repeated: what goes along (children, tags, files, other)."""
    edit, refs, contents = request.gateway.edit, _refs(request), _contents(request)
    if _is_plan(request):
        return plan_json(edit.plan_delete(refs, contents))
    return job_facts(edit.delete(refs, contents))


@transfer(route_name="move_objects")
def move(request: Request) -> Json:
    """To the group `group`; `parent` is a container there that they are put into."""
    edit, refs, group = request.gateway.edit, _refs(request), _number(request, "group")
    if _is_plan(request):
        return plan_json(edit.plan_move(refs, group))
    parents = parse_refs("parent", form_of(request).get("parent", ""))
    return job_facts(edit.move(refs, group, parent=parents[0] if parents else None))


@transfer(route_name="give_objects")
def give(request: Request) -> Json:
    """To the person `owner`."""
    edit, refs, owner = request.gateway.edit, _refs(request), _number(request, "owner")
    return plan_json(edit.plan_give(refs, owner)) if _is_plan(request) else job_facts(edit.give(refs, owner))


@view_config(route_name="give_people", renderer="json")
def people(request: Request) -> Json:
    """Who could own the objects `ref`: the members of their group."""
    refs = [ref for text in request.GET.getall("ref") for ref in parse_refs("ref", text)]
    groups = {group_of_object(request.gateway, ref) for ref in refs[:MOST_LOOKED_AT]}
    if len(groups) != 1:
        raise Invalid("ref", "Name objects of one group, as in ref=image-1.")
    found = request.gateway.browse.members(groups.pop())
    return {"people": [{"id": person.id, "name": person.full_name} for person in found]}


def _refs(request: Request) -> list[ObjectRef]:
    refs = [ref for text in form_of(request).getall("ref") for ref in parse_refs("ref", text)]
    if not refs:
        raise Invalid("ref", "Name at least one object, as in ref=image-1.")
    return list(dict.fromkeys(refs))


def _contents(request: Request) -> Collection[Contents]:
    words = form_of(request).getall("contents")
    unknown = next((word for word in words if word not in set(Contents)), None)
    if unknown is not None:
        raise Invalid("contents", f"This is one of {', '.join(Contents)}.")
    return [Contents(word) for word in words]


def _number(request: Request, name: str) -> int:
    return whole_number(name, form_of(request).get(name, ""))


def _is_plan(request: Request) -> bool:
    return bool(form_of(request).get("plan") == "1")


def plan_json(plan: Plan) -> Json:
    return {
        "included": {str(kind): count for kind, count in plan.included.items()},
        "unlinked": {str(kind): count for kind, count in plan.unlinked.items()},
        "refusals": [{"ref": str(refusal.ref), "reason": refusal.reason} for refusal in plan.refusals],
        "bytes": plan.bytes,
    }
