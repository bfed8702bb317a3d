"""Which images of a container are wanted and in what order, and what there is to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Comparison(StrEnum):
    """How a value of a key is looked at. LESS, GREATER and NUMBER read the number that the value begins with."""

    CONTAINS = "contains"
    EQUALS = "equals"
    LESS = "less"
    GREATER = "greater"
    NUMBER = "number"

    @property
    def is_numeric(self) -> bool:
        return self in (Comparison.LESS, Comparison.GREATER, Comparison.NUMBER)


@dataclass(frozen=True, slots=True)
class KeyCondition:
    """Upper and lower case are the same, in keys and in values. `value` is a number for the numeric comparisons."""

    key: str
    comparison: Comparison
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageFilter:
    """Everything that is given has to hold. `words` stand in the name, `rating` is that of any one person."""

    words: tuple[str, ...] = ()
    tag_ids: tuple[int, ...] = ()
    rating: int | None = None
    is_unrated: bool = False
    pairs: tuple[KeyCondition, ...] = ()


class ImageOrder(StrEnum):
    """What images are sorted by; RATING is the best that anybody gave."""

    NAME = "name"
    IMPORTED = "imported"
    ID = "id"
    RATING = "rating"
    SIZE_X = "size_x"
    SIZE_Y = "size_y"
    SIZE_Z = "size_z"
    SIZE_C = "size_c"
    SIZE_T = "size_t"


@dataclass(frozen=True, slots=True)
class Sorting:
    """Images that are equal in this stand in the order of their ids."""

    by: ImageOrder = ImageOrder.NAME
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class TagFacet:
    """A tag, and on how many images it is."""

    tag_id: int
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class KeyFacet:
    """A key of key-values, how many values it has, and how many of these begin with a number, from `low` to `high`."""

    key: str
    count: int
    numbers: int
    low: float | None = None
    high: float | None = None

    @property
    def is_numeric(self) -> bool:
        return self.numbers == self.count


@dataclass(frozen=True, slots=True)
class ImageFacets:
    """What the images of a container can be told apart by: tags by text, keys by name."""

    tags: Sequence[TagFacet]
    keys: Sequence[KeyFacet]
