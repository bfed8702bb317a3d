"""Dates as people type them: `2026`, `2026-01`, `2026-01-15`, `today`, and ranges of them, in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from omeropyr.errors import Invalid
from omeropyr.gateway.embedded.searching.query import Moments

DATE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{1,2}))?(?:-(?P<day>[0-9]{1,2}))?")
NAMED = {"today": 0, "yesterday": 1}
"""Days ago."""
HELP = "dates look like 2026-01-15, 2026-01 or 2026; also 2026-01..2026-03, <2026-02-01, today"


def moments(column: str, value: str, written: str) -> Moments:
    """Whole days, months or years. Raises Invalid."""
    bare = value.strip('"')
    if ".." in bare:
        first, _, last = bare.partition("..")
        if not first and not last:
            raise Invalid("query", f"{written}: {HELP}")
        start = _span(first, written)[0] if first else None
        return Moments(column, start, _span(last, written)[1] if last else None)
    sign = re.match(r"[<>]=?", bare)
    start, end = _span(bare[sign.end() :] if sign else bare, written)
    return _compared(column, sign.group() if sign else "", start, end)


def _compared(column: str, sign: str, start: datetime, end: datetime) -> Moments:
    return {
        "": Moments(column, start, end),
        "<": Moments(column, None, start),
        "<=": Moments(column, None, end),
        ">": Moments(column, end, None),
        ">=": Moments(column, start, None),
    }[sign]


def _span(text: str, written: str) -> tuple[datetime, datetime]:
    """From its first moment to the first after it."""
    if text.casefold() in NAMED:
        midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        start = midnight - timedelta(days=NAMED[text.casefold()])
        return start, start + timedelta(days=1)
    found = DATE.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        year, month, day = (int(part) if part else None for part in found.group("year", "month", "day"))
        return _of_calendar(year or 0, month, day)
    except (ValueError, OverflowError):
        raise Invalid("query", f"{written}: {HELP}") from None


def _of_calendar(year: int, month: int | None, day: int | None) -> tuple[datetime, datetime]:
    start = datetime(year, month or 1, day or 1, tzinfo=UTC)
    if day is not None:
        return start, start + timedelta(days=1)
    if month is None or month == 12:
        return start, datetime(year + 1, 1, 1, tzinfo=UTC)
    return start, datetime(year, month + 1, 1, tzinfo=UTC)
