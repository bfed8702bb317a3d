"""What the search page shows: the hits with the names of their owners and groups, and how many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from omeropyr.api import Experimenter, Found, Group, Hit, Invalid, Page, Session

from .contexts import ScopeChoice
from .search_wishes import KINDS, SearchWish
from .service import scope_choice

SHOWN = 100
"""Hits of one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """`webclient/search.jinja2`. `problem` is why there are no results: what of the query is not understood."""

    wish: SearchWish
    choice: ScopeChoice
    found: Found | None = None
    owners: Mapping[int, Experimenter]
    groups: Mapping[int, Group]
    page: int = 1
    problem: str = ""

    kinds = KINDS

    @property
    def last(self) -> int:
        """Pages that can be looked at."""
        return max(1, -(-(self.found.total if self.found else 0) // SHOWN))

    def link(self, page: int) -> str:
        """Query string of another page of the same search."""
        return "?" + urlencode([*_fields(self.wish), ("page", str(page))])


def search(session: Session, wish: SearchWish, page: int = 1) -> SearchPage:
    """Never raises Invalid for the query: what is wrong with it is part of the page."""
    choice = scope_choice(session, wish.scope)
    found, problem = _find(session, wish, page)
    owners = {person.id: person for person in session.browse.people(_owner_ids(found))} if found else {}
    return SearchPage(
        wish=wish,
        choice=choice,
        found=found,
        owners=owners,
        groups={group.id: group for group in choice.groups},
        page=page,
        problem=problem,
    )


def _find(session: Session, wish: SearchWish, page: int) -> tuple[Found | None, str]:
    if wish.is_empty:
        return None, ""
    try:
        at = Page((max(page, 1) - 1) * SHOWN, SHOWN)
        return session.search.find(wish.query, kinds=wish.kinds, scope=wish.scope, page=at), ""
    except Invalid as error:
        return None, error.reason


def _owner_ids(found: Found) -> Sequence[int]:
    return sorted({hit.owner_id for hit in found.hits})


def pieces(hit: Hit) -> list[tuple[str, bool]]:
    """The snippet, and which of its pieces matched."""
    marked: list[tuple[str, bool]] = []
    for index, part in enumerate(hit.snippet.split("«")):
        inside, closed, after = part.partition("»")
        if index and closed:
            marked += [(inside, True), (after, False)]
        else:
            marked.append((part, False))
    return [piece for piece in marked if piece[0]]


def _fields(wish: SearchWish) -> list[tuple[str, str]]:
    chosen = [("search_query", wish.text), *(("type", kind.value) for kind in wish.kinds)]
    chosen += [("field", field) for field in wish.fields]
    named = {"group": wish.scope.group_id, "experimenter": wish.scope.owner_id, "from": wish.start, "to": wish.end}
    chosen += [(name, str(value)) for name, value in named.items() if value is not None]
    return [*chosen, ("by", wish.by)] if wish.start else chosen
