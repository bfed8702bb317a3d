"""Images of a container by what they are annotated with, in any order; and what there is to choose from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, true

from omeropyr.errors import Invalid
from omeropyr.gateway.embedded.browse import listings
from omeropyr.gateway.embedded.browse.leading_number import leading_number
from omeropyr.gateway.embedded.levels import Asked, within
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Sight, Viewer
from omeropyr.gateway.embedded.rows import image_summary
from omeropyr.gateway.embedded.schema import AnnotationLinkRow, AnnotationRow, ImageRow, KeyValueRow, sort_key
from omeropyr.gateway.embedded.statements import AnySelect
from omeropyr.gateway.model import (
    RATING,
    Comparison,
    ImageFacets,
    ImageFilter,
    ImageOrder,
    ImageSummary,
    KeyCondition,
    KeyFacet,
    Kind,
    Listing,
    Page,
    Sorting,
    TagFacet,
)

MOST_FACETS = 500
"""Tags, and keys, that are offered; the most frequent ones."""

Conditions = list[ColumnElement[bool]]

_COLUMNS: dict[ImageOrder, Any] = {
    ImageOrder.NAME: ImageRow.sort_name,
    ImageOrder.IMPORTED: ImageRow.created_at,
    ImageOrder.ID: ImageRow.id,
    ImageOrder.SIZE_X: ImageRow.size_x,
    ImageOrder.SIZE_Y: ImageRow.size_y,
    ImageOrder.SIZE_Z: ImageRow.size_z,
    ImageOrder.SIZE_C: ImageRow.size_c,
    ImageOrder.SIZE_T: ImageRow.size_t,
}


def conditions(viewer: Viewer, wanted: ImageFilter) -> Conditions:
    """On ImageRow. Raises Invalid for a comparison with what is no number."""
    words = [ImageRow.sort_name.contains(sort_key(word), autoescape=True) for word in wanted.words]
    tags = [ImageRow.id.in_(_annotated(viewer, [among(AnnotationRow.id, [tag])])) for tag in wanted.tag_ids]
    pairs = [ImageRow.id.in_(_with_pair(viewer, pair)) for pair in wanted.pairs]
    return [*words, *tags, *_rated(viewer, wanted), *pairs]


def _annotated(viewer: Viewer, where: Sequence[ColumnElement[bool]]) -> AnySelect:
    """Ids of images with such an annotation that the viewer may see."""
    link = AnnotationLinkRow
    found = select(link.image_id).join(AnnotationRow, AnnotationRow.id == link.annotation_id)
    return Sight(viewer, AnnotationRow).restrict(found).where(link.image_id.is_not(None), *where)


def _rated(viewer: Viewer, wanted: ImageFilter) -> Conditions:
    if wanted.is_unrated:
        return [ImageRow.id.not_in(_annotated(viewer, _is_rating()))]
    if wanted.rating is None:
        return []
    return [ImageRow.id.in_(_annotated(viewer, [*_is_rating(), AnnotationRow.long_value == wanted.rating]))]


def _is_rating() -> Conditions:
    return [AnnotationRow.kind == Kind.LONG, AnnotationRow.namespace == RATING]


def _with_pair(viewer: Viewer, condition: KeyCondition) -> AnySelect:
    pairs = select(KeyValueRow.annotation_id).where(KeyValueRow.sort_key == sort_key(condition.key), _holds(condition))
    return _annotated(viewer, [AnnotationRow.id.in_(pairs)])


def _holds(condition: KeyCondition) -> ColumnElement[bool]:
    if condition.comparison.is_numeric:
        return _compares(condition.comparison, _number(condition))
    wanted = sort_key(condition.value)
    if condition.comparison is Comparison.EQUALS:
        return KeyValueRow.sort_value == wanted
    return KeyValueRow.sort_value.contains(wanted, autoescape=True) if wanted else true()


def _number(condition: KeyCondition) -> float:
    try:
        number = float(condition.value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise Invalid("value", f"'{condition.value}' is no number to compare {condition.key} with.")
    return number


def _compares(comparison: Comparison, number: float) -> ColumnElement[bool]:
    value: ColumnElement[Any] = leading_number(KeyValueRow.sort_value)
    if comparison is Comparison.LESS:
        return value < number
    return value > number if comparison is Comparison.GREATER else value == number


def in_order(viewer: Viewer, sorting: Sorting) -> list[ColumnElement[Any]]:
    """For statements over ImageRow."""
    column = _best_rating(viewer) if sorting.by is ImageOrder.RATING else _COLUMNS[sorting.by]
    return [column.desc() if sorting.is_descending else column.asc(), ImageRow.id.asc()]


def _best_rating(viewer: Viewer) -> ColumnElement[Any]:
    """Of an image; 0 without any."""
    link = AnnotationLinkRow
    best = select(func.max(AnnotationRow.long_value)).join(link, AnnotationRow.id == link.annotation_id)
    best = Sight(viewer, AnnotationRow).restrict(best).where(*_is_rating(), link.image_id == ImageRow.id)
    return func.coalesce(best.correlate(ImageRow).scalar_subquery(), 0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the images of a container."""

    filter: ImageFilter
    sorting: Sorting
    page: Page


def matching_page(connection: Connection, viewer: Viewer, asked: Asked, wanted: Wanted) -> Listing[ImageSummary]:
    """Raises Invalid."""
    where = [*within(viewer, asked), *conditions(viewer, wanted.filter)]
    query = listings.images(viewer, where, order=in_order(viewer, wanted.sorting))
    return query.fetch(connection, wanted.page, lambda row: image_summary(row, viewer))


def ids_of_images(viewer: Viewer, asked: Asked) -> AnySelect:
    """The ids of the images that are asked for and readable, as a statement."""
    return Sight(viewer, ImageRow).restrict(select(ImageRow.id)).where(*within(viewer, asked))


def facets(connection: Connection, viewer: Viewer, images: AnySelect) -> ImageFacets:
    """Of the images whose ids `images` selects; two statements."""
    return ImageFacets(tags=_tags(connection, viewer, images), keys=_keys(connection, viewer, images))


def values_of(connection: Connection, viewer: Viewer, images: AnySelect, key: str, text: str, limit: int) -> list[str]:
    """Values of a key that contain a text, the most frequent first."""
    count = func.count()
    found = select(func.min(KeyValueRow.value)).select_from(KeyValueRow)
    found = _of_images(found, viewer, images, AnnotationRow.id == KeyValueRow.annotation_id)
    found = found.where(
        KeyValueRow.sort_key == sort_key(key), KeyValueRow.sort_value.contains(sort_key(text), autoescape=True)
    )
    found = found.group_by(KeyValueRow.sort_value).order_by(count.desc(), KeyValueRow.sort_value).limit(limit)
    return list(connection.execute(found).scalars())


def _of_images(statement: AnySelect, viewer: Viewer, images: AnySelect, *on: Any) -> AnySelect:
    """Joins visible annotations of the images to a statement."""
    link = AnnotationLinkRow
    joined = statement.join(AnnotationRow, *on) if on else statement.select_from(AnnotationRow)
    joined = joined.join(link, link.annotation_id == AnnotationRow.id).where(link.image_id.in_(images))
    return Sight(viewer, AnnotationRow).restrict(joined)


def _tags(connection: Connection, viewer: Viewer, images: AnySelect) -> list[TagFacet]:
    count = func.count(AnnotationLinkRow.image_id.distinct()).label("images")
    found = _of_images(select(AnnotationRow.id, AnnotationRow.text, count), viewer, images)
    found = found.where(AnnotationRow.kind == Kind.TAG).group_by(AnnotationRow.id, AnnotationRow.text)
    tags = [TagFacet(*row) for row in connection.execute(found.order_by(count.desc()).limit(MOST_FACETS))]
    return sorted(tags, key=lambda tag: (tag.text.casefold(), tag.tag_id))


def _keys(connection: Connection, viewer: Viewer, images: AnySelect) -> list[KeyFacet]:
    number, count = leading_number(KeyValueRow.sort_value), func.count().label("pairs")
    found = select(func.min(KeyValueRow.key), count, func.count(number), func.min(number), func.max(number))
    found = _of_images(found.select_from(KeyValueRow), viewer, images, AnnotationRow.id == KeyValueRow.annotation_id)
    found = found.group_by(KeyValueRow.sort_key).order_by(count.desc()).limit(MOST_FACETS)
    keys = [_key(*row) for row in connection.execute(found)]
    return sorted(keys, key=lambda key: key.key.casefold())


def _key(key: str, count: int, numbers: int, low: float | None, high: float | None) -> KeyFacet:
    return KeyFacet(key, count, numbers, _finite(low), _finite(high))


def _finite(number: float | None) -> float | None:
    """A value may be a number that no computer holds."""
    return number if number is not None and math.isfinite(number) else None
