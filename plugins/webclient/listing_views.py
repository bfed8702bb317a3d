"""The images of a container as the grid asks for them: filtered and sorted over all of it, given out in pieces."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from pyramid.request import Request
from pyramid.view import view_config

from omeropyr.api import RATING, TIME_ZONE, ImageSummary, Invalid, Kind, Listing, ObjectRef

from . import marshal
from .listing_queries import ListingQuery, listing_query, place_of
from .marshal import Json
from .params import scope_of

json_view = partial(view_config, renderer="json")


@json_view(route_name="listing")
def listing(request: Request) -> Json:
    """`total` images there are, and a piece of them: `offset`, `limit`.

    `sort` is name, imported, id, rating or size_x.., with `-` for the opposite order; `name` words of the name, `tag`
    ids, `rating`, `unrated`, and conditions on key-values as `key`, `op`, `value`. All have to hold.
    """
    found = _found(request, listing_query(request))
    ratings = _ratings(request, found.items)
    images = [_image(request, image, ratings.get(image.id)) for image in found.items]
    return {"total": found.total, "images": images}


def _found(request: Request, query: ListingQuery) -> Listing[ImageSummary]:
    browse = request.gateway.browse
    if query.is_plain:
        plain: Listing[ImageSummary] = browse.images(query.scope, **query.place, page=query.page)
        return plain
    found: Listing[ImageSummary] = browse.matching_images(
        query.wanted, query.sorting, query.scope, **query.place, page=query.page
    )
    return found


def _ratings(request: Request, images: Sequence[ImageSummary]) -> dict[int, int]:
    """The best of each image that has any."""
    refs = [ObjectRef(Kind.IMAGE, image.id) for image in images]
    links = request.gateway.annotations.of(refs, kinds=[Kind.LONG]) if refs else []
    best: dict[int, int] = {}
    for link in links:
        if link.annotation.namespace == RATING:
            best[link.parent.id] = max(best.get(link.parent.id, 0), link.annotation.value)
    return best


def _image(request: Request, image: ImageSummary, rating: int | None) -> Json:
    return {
        **marshal.image(image, request.gateway.context.user.id),
        **marshal.sizes(image),
        **marshal.dates(image, request.config[TIME_ZONE]),
        "sizeC": image.size_c,
        "rating": rating,
    }


@json_view(route_name="listing_facets")
def facets(request: Request) -> Json:
    """What can be filtered by: tags and keys of all the images of the container."""
    found = request.gateway.browse.image_facets(scope_of(request, "experimenter"), **place_of(request))
    return {
        "tags": [{"id": tag.tag_id, "text": tag.text, "count": tag.count} for tag in found.tags],
        "keys": [
            {"key": key.key, "count": key.count, "isNumeric": key.is_numeric, "low": key.low, "high": key.high}
            for key in found.keys
        ],
    }


@json_view(route_name="listing_values")
def values(request: Request) -> list[str]:
    """Values of `key` that contain `text`."""
    key = request.GET.get("key", "")
    if not key:
        raise Invalid("key", "The key must be named.")
    found: Sequence[str] = request.gateway.browse.image_values(
        key, request.GET.get("text", ""), scope_of(request, "experimenter"), **place_of(request)
    )
    return list(found)
