"""History: a month as a calendar that tells how much came in on each day, and leads to it."""

from __future__ import annotations

import re
from calendar import Calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from pyramid.request import Request
from pyramid.view import view_config

from omeropyr.api import Invalid, Kind, Page, Scope, Session

from .contexts import ScopeChoice
from .search_wishes import wish_of
from .service import scope_choice

KINDS = (Kind.IMAGE, Kind.DATASET, Kind.PROJECT)
WEEK = Calendar(firstweekday=0)
_MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPage:
    """`webclient/history.jinja2`. Days are those of UTC, as in searches; weeks start on Monday."""

    first: date
    weeks: Sequence[Sequence[date]]
    counts: Mapping[date, Mapping[Kind, int]]
    today: date
    choice: ScopeChoice

    @property
    def before(self) -> str:
        return f"{self.first - timedelta(days=1):%Y-%m}"

    @property
    def after(self) -> str:
        """Empty where nothing can have happened yet."""
        month = self.first + timedelta(days=31)
        return f"{month:%Y-%m}" if month.replace(day=1) <= self.today else ""

    def query(self, **more: str) -> str:
        """The query string of this page, for the same person and group."""
        return "?" + urlencode({**_scope_fields(self.choice.scope), **more})

    def search(self, day: date) -> str:
        """The query string of the search for what came in on that day."""
        fields: list[tuple[str, str]] = [("type", kind.value) for kind in KINDS]
        fields += [("from", day.isoformat()), ("to", day.isoformat()), *_scope_fields(self.choice.scope).items()]
        return "?" + urlencode(fields)


@view_config(route_name="history", renderer="webclient/history.jinja2")
def history(request: Request) -> dict[str, Any]:
    """`month` is 2026-11; `experimenter` whose (one's own, -1: everybody's), `group` as everywhere."""
    today = datetime.now(UTC).date()
    asked = wish_of(request.GET).scope
    own = None if "experimenter" in request.GET else request.gateway.context.user.id
    scope = Scope(group_id=asked.group_id, owner_id=own or asked.owner_id)
    return {"page": history_page(request.gateway, _month(request.GET.get("month", ""), today), scope, today)}


def history_page(session: Session, first: date, scope: Scope, today: date) -> HistoryPage:
    weeks = WEEK.monthdatescalendar(first.year, first.month)
    days = [day for week in weeks for day in week if day.month == first.month and day <= today]
    return HistoryPage(
        first=first,
        weeks=weeks,
        counts=_counts(session, days, scope),
        today=today,
        choice=scope_choice(session, scope),
    )


def _counts(session: Session, days: Sequence[date], scope: Scope) -> dict[date, Mapping[Kind, int]]:
    """Days without anything are left out; a month without anything is asked for once."""
    if not days or not _found(session, days[0], days[-1], scope):
        return {}
    counted = {day: _found(session, day, day, scope) for day in days}
    return {day: counts for day, counts in counted.items() if counts}


def _found(session: Session, first: date, last: date, scope: Scope) -> Mapping[Kind, int]:
    query = f"imported:{first.isoformat()}..{last.isoformat()}"
    return session.search.find(query, kinds=KINDS, scope=scope, page=Page(limit=1)).counts


def _month(text: str, today: date) -> date:
    """Its first day; that of today without a text. Raises Invalid."""
    if not text:
        return today.replace(day=1)
    if not _MONTH.fullmatch(text):
        raise Invalid("month", "Write the month as 2026-01.")
    return date.fromisoformat(f"{text}-01")


def _scope_fields(scope: Scope) -> dict[str, str]:
    fields = {"experimenter": str(-1 if scope.owner_id is None else scope.owner_id)}
    return fields if scope.group_id is None else {**fields, "group": str(scope.group_id)}
