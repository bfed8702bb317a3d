"""The search page, its results alone, and what is said while somebody types."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from omeropyr.api import Invalid, Page

from .params import whole_number
from .search_wishes import SearchWish, older_wish_of, wish_of
from .searching import pieces, search

Json = dict[str, Any]
LONGEST_HINT = 200
"""Letters of a query that is still being typed."""


@view_config(route_name="search", renderer="webclient/search.jinja2")
def search_page(request: Request) -> dict[str, Any]:
    return _found(request, wish_of(request.GET))


@view_config(route_name="load_searching", renderer="webclient/parts/search_results.jinja2")
def load_searching(request: Request) -> dict[str, Any]:
    """The results as a fragment, for the parameters of existing clients. Raises Invalid for a query without words."""
    wish = older_wish_of(request.GET)
    if wish.is_empty:
        raise Invalid("query", "Type at least one word to search for.")
    return _found(request, wish)


@view_config(route_name="search_hints", renderer="json")
def hints(request: Request) -> Json:
    """How many there are of each kind, and words that begin like the last one."""
    text = request.GET.get("search_query", "").strip()[:LONGEST_HINT]
    if not text.strip(" *"):
        return {"total": 0, "complete": True, "counts": {}, "words": []}
    last = text.rpartition(" ")[2]
    words = list(request.gateway.search.suggest(last, limit=5)) if last.isalnum() else []
    try:
        found = request.gateway.search.find(_begun(text), page=Page(limit=1))
    except Invalid as error:
        return {"total": 0, "complete": True, "counts": {}, "words": words, "problem": error.reason}
    counts = {str(kind): count for kind, count in found.counts.items()}
    return {"total": found.total, "complete": found.complete, "counts": counts, "words": words}


def _begun(text: str) -> str:
    """The last word may still go on."""
    return f"{text}*" if text[-1].isalnum() and not text.rpartition(" ")[2].startswith("-") else text


def _found(request: Request, wish: SearchWish) -> dict[str, Any]:
    number = whole_number("page", request.GET.get("page", "") or "1")
    return {"page": search(request.gateway, wish, number), "pieces": pieces}
