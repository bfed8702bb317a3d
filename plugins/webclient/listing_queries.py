"""What a query string asks of the images of a container: which, in what order, which piece of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypedDict

from pyramid.request import Request

from omeropyr.api import (
    PAGE_SIZE,
    Comparison,
    ImageFilter,
    ImageOrder,
    Invalid,
    KeyCondition,
    Kind,
    NotFound,
    Page,
    Scope,
    Sorting,
)

from .params import number, page_from, scope_of, switch, whole_number

MOST_IMAGES = 1000
"""In one answer."""
MOST_CONDITIONS = 20
"""Of each sort; more of them would only make the server sweat."""
RATINGS = range(1, 6)


class Place(TypedDict):
    """The images of one container, as the port wants to hear it."""

    dataset_id: int | None
    orphaned: bool
    tag_id: int | None


@dataclass(frozen=True, slots=True)
class ListingQuery:
    """`place` and `scope` say where, the rest what and how."""

    place: Place
    scope: Scope
    wanted: ImageFilter
    sorting: Sorting
    page: Page

    @property
    def is_plain(self) -> bool:
        """Everything by name: what listings give anyway."""
        return self.wanted == ImageFilter() and self.sorting == Sorting()


def place_of(request: Request) -> Place:
    """Raises NotFound for kinds of containers whose images are not listed."""
    kind, object_id = request.matchdict["kind"], int(request.matchdict["id"])
    if kind not in (Kind.DATASET, Kind.TAG, "orphaned"):
        raise NotFound(kind, object_id)
    return Place(
        dataset_id=object_id if kind == Kind.DATASET else None,
        orphaned=kind == "orphaned",
        tag_id=object_id if kind == Kind.TAG else None,
    )


def listing_query(request: Request) -> ListingQuery:
    """Raises Invalid naming the parameter, NotFound as `place_of` does."""
    query = request.GET
    limit = min(number(query, "limit", request.config[PAGE_SIZE]), MOST_IMAGES)
    return ListingQuery(
        place=place_of(request),
        scope=scope_of(request, "experimenter"),
        wanted=_filter(query),
        sorting=_sorting(query.get("sort", ImageOrder.NAME)),
        page=page_from(number(query, "offset", 0), limit),
    )


def _filter(query: Any) -> ImageFilter:
    words, tags = query.get("name", "").split(), query.getall("tag")
    if max(len(words), len(tags), len(query.getall("key"))) > MOST_CONDITIONS:
        raise Invalid("filter", f"At most {MOST_CONDITIONS} words, tags and keys at once; remove some.")
    return ImageFilter(
        words=tuple(words),
        tag_ids=tuple(whole_number("tag", tag) for tag in tags),
        rating=_rating(query),
        is_unrated=switch(query, "unrated"),
        pairs=_pairs(query),
    )


def _rating(query: Any) -> int | None:
    if not query.get("rating"):
        return None
    rating = number(query, "rating", 0)
    if rating not in RATINGS:
        raise Invalid("rating", "Ratings go from 1 to 5.")
    return rating


def _pairs(query: Any) -> tuple[KeyCondition, ...]:
    """`key`, `op` and `value` stand in the same order, as many of each."""
    keys, operations, values = (query.getall(name) for name in ("key", "op", "value"))
    if not len(keys) == len(operations) == len(values):
        raise Invalid("key", "Every key needs an op and a value: key=dose&op=greater&value=5.")
    return tuple(
        KeyCondition(key, _comparison(operation), value)
        for key, operation, value in zip(keys, operations, values, strict=True)
    )


def _comparison(text: str) -> Comparison:
    try:
        return Comparison(text)
    except ValueError:
        raise Invalid("op", f"'{text}' is none of {', '.join(Comparison)}.") from None


def _sorting(text: str) -> Sorting:
    """`name`, or `-name` for the opposite order."""
    try:
        return Sorting(ImageOrder(text.removeprefix("-")), is_descending=text.startswith("-"))
    except ValueError:
        raise Invalid("sort", f"'{text}' is none of {', '.join(ImageOrder)}.") from None
