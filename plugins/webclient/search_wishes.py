"""What the search page was asked, and the same in the query language of the port (see `port.Search.find`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from webob.multidict import MultiDict

from omeropyr.api import Invalid, Kind, Scope

from .params import whole_number

KINDS = (Kind.IMAGE, Kind.DATASET, Kind.PROJECT, Kind.PLATE, Kind.SCREEN, Kind.WELL, Kind.ACQUISITION)
"""Kinds that can be asked for, in the order of the form."""
FIELDS = {
    "name": ("name",),
    "description": ("description",),
    "tag": ("tag",),
    "comment": ("comment",),
    "file": ("file",),
    "annotation": ("tag", "comment", "file"),
}
"""Parts of an object that words may be looked for in, as filters of the query language."""
EVERYTHING = Scope()
_PIECE = re.compile(r'(?:"[^"]*"?|[^\s"])+')
"""A word, a phrase in quotes or a filter, which may hold quotes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchWish:
    """The form. `start` and `end` are days, both included; `by` is `imported` or `acquired`."""

    text: str
    kinds: Sequence[Kind] = ()
    fields: Sequence[str] = ()
    scope: Scope = EVERYTHING
    by: str = "imported"
    start: date | None = None
    end: date | None = None

    @property
    def is_empty(self) -> bool:
        """Nothing to look for: no words (a lone * finds everything), and no dates."""
        return not self.text.strip(" *") and self.start is None

    @property
    def query(self) -> str:
        pieces = [_in_fields(piece, self.fields) for piece in _PIECE.findall(self.text)]
        return " ".join([*pieces, *self._dates()])

    def _dates(self) -> list[str]:
        if self.start is None:
            return []
        return [f"{self.by}:{self.start.isoformat()}..{(self.end or date.today()).isoformat()}"]


def wish_of(query: MultiDict[str, str]) -> SearchWish:
    """From the address of the page. Raises Invalid naming the parameter."""
    return checked(
        SearchWish(
            text=query.get("search_query", "").strip(),
            kinds=[kind for kind in KINDS if kind in query.getall("type")],
            fields=[field for field in FIELDS if field in query.getall("field")],
            scope=Scope(group_id=_chosen(query, "group"), owner_id=_chosen(query, "experimenter")),
            by="acquired" if query.get("by") == "acquired" else "imported",
            start=_day(query, "from"),
            end=_day(query, "to"),
        )
    )


def older_wish_of(query: MultiDict[str, str]) -> SearchWish:
    """From the parameters that existing clients send to `load_searching/form/`."""
    kinds = {kind for kind in KINDS if f"{kind}s" in query.getall("datatype")}
    if Kind.PLATE in kinds:
        kinds.add(Kind.ACQUISITION)
    return checked(
        SearchWish(
            text=query.get("query", "").replace("+", " ").replace(" AND ", " ").strip(),
            kinds=[kind for kind in KINDS if kind in kinds] or [Kind.IMAGE],
            fields=[field for field in FIELDS if field in query.getall("field")],
            scope=Scope(group_id=_chosen(query, "searchGroup"), owner_id=_chosen(query, "ownedBy")),
            by="acquired" if query.get("useAcquisitionDate") == "true" else "imported",
            start=_day(query, "startdateinput"),
            end=_day(query, "enddateinput"),
        )
    )


def checked(wish: SearchWish) -> SearchWish:
    """Raises Invalid for days that cannot be meant."""
    if wish.end is not None and wish.start is None:
        raise Invalid("from", "Give the first day as well as the last.")
    if wish.start is not None and wish.start > (wish.end or date.today()):
        raise Invalid("from", "The first day must not be after the last, or in the future.")
    return wish


def _in_fields(piece: str, fields: Sequence[str]) -> str:
    """A word becomes `name:word OR tag:word`; what is a filter already, an exclusion or OR stays as it is."""
    if not fields or ":" in piece or piece.startswith("-") or piece == "OR":
        return piece
    filters = dict.fromkeys(name for field in fields for name in FIELDS[field])
    return " OR ".join(f"{name}:{piece}" for name in filters)


def _chosen(query: MultiDict[str, str], name: str) -> int | None:
    """-1, nothing and `all` mean everybody's."""
    text = query.get(name, "")
    number = None if text in ("", "all") else whole_number(name, text)
    return None if number == -1 else number


def _day(query: MultiDict[str, str], name: str) -> date | None:
    text = query.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid(name, f"{text[:40]} is no day: write it as 2026-01-31.") from None
