"""Attachments that are there already, for a dialog that puts them on other things too."""

from __future__ import annotations

from itertools import islice

from pyramid.request import Request

from omeropyr.api import Annotation, Kind, OriginalFile, Page, Scope

from .annotated import HIDDEN
from .json_views import json_view
from .marshal import Json
from .params import group_of
from .tag_data import usable_tags
from .targets import targets_in

MOST_SHOWN = 500
MOST_SEARCHED = 20_000


@json_view(route_name="attachments")
def list_attachments(request: Request) -> Json:
    """The newest that the user may put on the objects named and that are not on all of them; `q`: words of the name."""
    session, words = request.gateway, request.GET.get("q", "").casefold().split()
    scope = usable_tags(session, group_of(request))
    targets = targets_in(request.GET)
    there: dict[int, int] = {}
    for link in session.annotations.of(targets, kinds=[Kind.FILE]) if targets else ():
        there[link.annotation.id] = there.get(link.annotation.id, 0) + 1
    found = session.annotations.all([Kind.FILE], Scope(scope.group_id, scope.owner_id), page=Page(0, MOST_SEARCHED))
    fitting = (
        one
        for one in found.items
        if one.namespace not in HIDDEN
        and there.get(one.id, 0) < max(len(targets), 1)
        and all(word in one.text.casefold() for word in words)
    )
    shown = list(islice(fitting, MOST_SHOWN + 1))
    return {"files": [_file(one) for one in shown[:MOST_SHOWN]], "more": len(shown) > MOST_SHOWN, "total": found.total}


def _file(annotation: Annotation) -> Json:
    file = annotation.value
    return {
        "id": annotation.id,
        "name": annotation.text,
        "size": file.size if isinstance(file, OriginalFile) else 0,
        "owner": annotation.owner.full_name,
        "date": annotation.created_at.isoformat(),
    }
