"""Container actions: make, rename, describe, take out. Success is {"bad": "false"}, with the word as a text."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config
from webob import html_escape

from omeropyr.api import ANNOTATION_KINDS, Conflict, Forbidden, Invalid, Kind, ObjectRef, Session

from .active_group import active_group
from .answers import wrong_method
from .inspected import inspected
from .marshal import Json
from .params import form_of, whole_number
from .targets import parse_refs

View = Callable[[Request], Json]
DONE: Json = {"bad": "false"}
_FORM_FIELDS = ("name", "description")
_ANNOTATIONS = ANNOTATION_KINDS - {Kind.TAGSET}
_CONTAINED = (Kind.DATASET, Kind.PLATE, Kind.IMAGE)
_NEW_CHILD = {Kind.PROJECT: Kind.DATASET, Kind.TAGSET: Kind.TAG}
_NEW = (Kind.PROJECT, Kind.DATASET, Kind.SCREEN, Kind.TAG, Kind.TAGSET)

action = partial(view_config, renderer="json", plain_errors=True, methods=("POST",))


def telling(view: View) -> View:
    """What the user may not do or wrote wrongly is told in the answer, as clients of these addresses expect it."""

    @wraps(view)
    def answer(request: Request) -> Json:
        try:
            return view(request)
        except (Conflict, Forbidden) as error:
            return {"bad": "true", "errs": str(error)}
        except Invalid as error:
            if error.name not in _FORM_FIELDS:
                raise
            return {"bad": "true", "errs": {error.name: _error_list(error.reason)}}

    return answer


def _error_list(reason: str) -> str:
    return f'<ul class="errorlist"><li>{html_escape(reason)}</li></ul>'


@view_config(route_name="action_add", methods=("GET", "HEAD"), request_method=("GET", "HEAD"))
@view_config(route_name="action_add_in", methods=("GET", "HEAD"), request_method=("GET", "HEAD"))
def post_only(request: Request) -> Response:
    return wrong_method("POST", "Need to POST a new container")


@action(route_name="action_add")
@action(route_name="action_add_in")
@telling
def add_container(request: Request) -> Json:
    """A new project, dataset, screen, tag or tag set; inside the parent that the path names, if it names one."""
    parent = _parent(request)
    new_id = _create(request.gateway, _new_kind(request, parent), request, parent)
    return {"bad": "false", "id": new_id}


def _parent(request: Request) -> ObjectRef | None:
    return ref_of_path(request) if "kind" in request.matchdict else None


def _new_kind(request: Request, parent: ObjectRef | None) -> Kind:
    word = form_of(request).get("folder_type", "")
    kind = _kind("folder_type", word)
    if kind not in _NEW:
        raise Invalid("folder_type", "This is project, dataset, screen, tag or tagset.")
    if parent is not None and _NEW_CHILD.get(parent.kind) is not kind:
        raise Invalid("folder_type", f"A {kind} cannot be made inside a {parent.kind}.")
    if kind is not Kind.DATASET and "image" in form_of(request):
        raise Invalid("image", "Only a dataset holds images.")
    return kind


def _create(session: Session, kind: Kind, request: Request, parent: ObjectRef | None) -> int:
    """In the group of the parent, else of the images that go in, else the one that the user works in."""
    name, description = _name(request), form_of(request).get("description", "").strip()
    owner = form_of(request).get("owner", "").strip()
    new: Json = {
        "description": description,
        "group_id": active_group(request),
        "owner_id": whole_number("owner", owner) if owner else None,
    }
    if kind is Kind.TAG:
        tagset = parent.id if parent else None
        return session.annotations.create_tag(name, tagset_id=tagset, **new)
    if kind is Kind.TAGSET:
        return session.annotations.create_tagset(name, **new)
    images = [ObjectRef(Kind.IMAGE, whole_number("image", text)) for text in form_of(request).getall("image")]
    return session.edit.create(kind, name, parent=parent, children=images, **new)


@action(route_name="action_savename")
@telling
def save_name(request: Request) -> Json:
    """A new name; of a tag its text. With `expected` only if that is still the old one."""
    ref, name = ref_of_path(request), _name(request)
    return _overwritten(request, ref, "name") or _renamed(request.gateway, ref, name)


def _renamed(session: Session, ref: ObjectRef, name: str) -> Json:
    session.edit.rename(ref, name)
    return {**DONE, "o_type": str(ref.kind)}


def _overwritten(request: Request, ref: ObjectRef, field: str) -> Json | None:
    """Why a text is not replaced: it is another one by now than the `expected` one, which the user has seen."""
    form = form_of(request)
    if "expected" not in form:
        return None
    current: str = getattr(inspected(request.gateway, ref), field)
    if _plain(current) == _plain(form["expected"]):
        return None
    errs = f"Somebody has changed the {field} meanwhile. Yours is still here: save again to replace theirs."
    return {"bad": "true", "errs": errs, "current": current}


def _plain(text: str) -> str:
    """As it comes out of a page."""
    return "\n".join(text.strip().splitlines())


@action(route_name="action_savedescription")
@telling
def save_description(request: Request) -> Json:
    """A new description; an empty one clears it. With `expected` only if that is still the old one."""
    ref = ref_of_path(request)
    overwritten = _overwritten(request, ref, "description")
    if overwritten is None:
        request.gateway.edit.describe(ref, form_of(request).get("description", "").strip())
    return overwritten or DONE


@action(route_name="action_remove")
@telling
def remove(request: Request) -> Json:
    """Takes an annotation off the `parent` objects, or an object out of its `parent` containers."""
    ref, session = ref_of_path(request), request.gateway
    parents = parse_refs("parent", form_of(request).get("parent", ""))
    if not parents:
        raise Invalid("parent", "Name what it is taken from, as in image-501|dataset-19.")
    if ref.kind in _ANNOTATIONS:
        session.annotations.unlink(ref.id, parents)
    elif ref.kind in _CONTAINED:
        session.edit.unlink_all([(parent, ref) for parent in parents])
    else:
        raise Invalid("type", f"A {ref.kind} is not taken out of anything here.")
    return DONE


def ref_of_path(request: Request) -> ObjectRef:
    """The object `{kind}/{id}`. Raises Invalid for a kind that nobody knows."""
    return ObjectRef(_kind("type", request.matchdict["kind"]), int(request.matchdict["id"]))


def _kind(parameter: str, word: str) -> Kind:
    if word not in set(Kind):
        raise Invalid(parameter, "There is no such kind of object.")
    return Kind(word)


def _name(request: Request) -> str:
    name: str = form_of(request).get("name", "").strip()
    if not name:
        raise Invalid("name", "This field is required.")
    return name
