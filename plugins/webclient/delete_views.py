"""Deleting from the tree: one job for each kind of object, told of among the activities."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pyramid.request import Request

from omeropyr.api import Contents, Forbidden, Invalid, Kind, NotFound, ObjectRef, Session

from .actions import DONE, action, ref_of_path, telling
from .marshal import Json
from .params import form_of, switch
from .targets import targets_in

IN_TREE = (
    Kind.IMAGE,
    Kind.DATASET,
    Kind.PROJECT,
    Kind.TAG,
    Kind.SCREEN,
    Kind.PLATE,
    Kind.WELL,
    Kind.ACQUISITION,
)
ALONE = (*IN_TREE, Kind.TAGSET, Kind.COMMENT, Kind.FILE)


@action(route_name="action_delete")
@telling
def delete(request: Request) -> Json:
    """Starts a job that moves one object to the trash."""
    ref = ref_of_path(request)
    if ref.kind not in ALONE:
        raise Invalid("type", f"A {ref.kind} is not deleted here.")
    start_deletes(request.gateway, [ref], contents_of_form(form_of(request)))
    return DONE


@action(route_name="action_deletemany")
@telling
def delete_many(request: Request) -> Json:
    """Starts a job for each kind among the objects named."""
    refs = targets_in(form_of(request), IN_TREE)
    if not refs:
        raise Invalid("image", "Name at least one object, as in image=1 or dataset=2.")
    start_deletes(request.gateway, refs, contents_of_form(form_of(request)))
    return DONE


def contents_of_form(form: Mapping[str, str]) -> Collection[Contents]:
    """`child`: with contents; `anns`: with tags, terms and files that then hang on nothing. Comments, ratings and
    other annotations always go with what they say something about."""
    contents = {Contents.OTHER}
    if switch(form, "child"):
        contents.add(Contents.CHILDREN)
    if switch(form, "anns"):
        contents |= {Contents.TAGS, Contents.FILES}
    return contents


def start_deletes(session: Session, refs: Sequence[ObjectRef], contents: Collection[Contents]) -> None:
    """Nothing is started when one of them cannot go. Raises NotFound, Forbidden."""
    deletable = _deletable(session, refs)
    for kind in dict.fromkeys(ref.kind for ref in deletable):
        session.edit.delete([ref for ref in deletable if ref.kind is kind], contents)


def _deletable(session: Session, refs: Sequence[ObjectRef]) -> list[ObjectRef]:
    """A tag may be a tag set: clients call both so."""
    either = [ObjectRef(kind, ref.id) for ref in refs for kind in _kinds_of(ref.kind)]
    found = session.browse.whereabouts(either)
    known = {(_kinds_of(one.ref.kind)[0], one.ref.id) for one in found}
    for ref in refs:
        if (_kinds_of(ref.kind)[0], ref.id) not in known:
            raise NotFound(ref.kind, ref.id)
    for one in found:
        if not one.rights.can_delete:
            raise Forbidden(f"You may not delete {one.ref.kind} {one.ref.id}.")
    return [one.ref for one in found]


def _kinds_of(kind: Kind) -> tuple[Kind, ...]:
    return (Kind.TAG, Kind.TAGSET) if kind in (Kind.TAG, Kind.TAGSET) else (kind,)
