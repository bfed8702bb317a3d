"""Search on the embedded store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from omeropyr.errors import Invalid
from omeropyr.gateway.embedded.access import Access
from omeropyr.gateway.embedded.query import check_page, is_id
from omeropyr.gateway.embedded.searching.documents import NUMBERS
from omeropyr.gateway.embedded.searching.finding import LIMIT, Search
from omeropyr.gateway.embedded.searching.parser import parse
from omeropyr.gateway.embedded.searching.query import Query
from omeropyr.gateway.embedded.searching.showing import shown
from omeropyr.gateway.embedded.searching.suggestions import suggestions
from omeropyr.gateway.embedded.statements import AnyRow
from omeropyr.gateway.model import Found, Hit, Kind, ObjectRef, Page, Scope
from omeropyr.gateway.port import ANYWHERE, EVERYTHING


class EmbeddedSearch:
    """See `port.Search`."""

    def __init__(self, access: Access) -> None:
        self._access, self._viewer = access, access.viewer

    def find(
        self,
        query: str,
        *,
        kinds: Sequence[Kind] = (),
        scope: Scope = ANYWHERE,
        page: Page = EVERYTHING,
    ) -> Found:
        check_page(page)
        _check_kinds(kinds)
        parsed = parse(query)
        if not all(is_id(number) for number in (scope.group_id, scope.owner_id) if number is not None):
            return Found([], 0, {})
        with self._access.reading() as connection:
            search = Search(connection, self._viewer, parsed, kinds, scope)
            found = search.rows(page)
            if not found and (page.offset or page.limit == 0):
                whole = search.rows(Page(0, 1))
                return _found(parsed, [], whole)
        return _found(parsed, found, found)

    def suggest(self, prefix: str, *, limit: int = 10) -> Sequence[str]:
        if limit < 0:
            raise Invalid("limit", "must be 0 or more")
        with self._access.reading() as connection:
            return suggestions(connection, self._viewer, prefix, limit)


def _check_kinds(kinds: Iterable[Kind]) -> None:
    for kind in kinds:
        if kind not in NUMBERS:
            raise Invalid("kinds", f"a {kind} cannot be searched for; there are {', '.join(NUMBERS)}")


def _found(query: Query, hits: Sequence[AnyRow], counted: Sequence[AnyRow]) -> Found:
    if not counted:
        return Found([], 0, {})
    total, values = counted[0].total, counted[0]._mapping
    counts = Counter({kind: values[f"count_{kind}"] for kind in NUMBERS if values[f"count_{kind}"]})
    return Found([_hit(query, row) for row in hits], total, dict(counts), complete=total <= LIMIT)


def _hit(query: Query, row: AnyRow) -> Hit:
    field, snippet = shown(query, row)
    return Hit(
        ref=ObjectRef(Kind(row.kind), row.object_id),
        name=row.name,
        owner_id=row.owner_id,
        group_id=row.group_id,
        created_at=row.created_at,
        acquired_at=row.acquired_at,
        snippet=snippet,
        field=field,
        score=float(row.tier),
    )
