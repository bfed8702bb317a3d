"""Wells of a plate, read from the names of images."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from omeropyr.imaging import names
from omeropyr.imaging.address import place_of
from omeropyr.imaging.grouping import Image
from omeropyr.imaging.natural import natural_key
from omeropyr.imaging.wells import WellPosition, parse_row, parse_well


@dataclass(frozen=True, slots=True)
class _Place:
    """`field` as written; `sure` if the name can hardly mean anything else."""

    plate: str
    row: int
    column: int
    field: str
    sure: bool

    @property
    def well(self) -> tuple[str, int, int]:
        return self.plate, self.row, self.column


def well_positions(images: Sequence[Image]) -> list[WellPosition | None]:
    """For each image of a folder its place, or None. What a file tells of its images goes before all names.

    Without a pattern a name is believed only if it tells the field as well, or if its plate has at least two wells.
    Fields are numbered from 0 in the natural order of what the names say.
    """
    places = [None if image.well else _place(image) for image in images]
    wells: dict[str, set[tuple[str, int, int]]] = defaultdict(set)
    fields: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    for index, place in enumerate(places):
        if place is not None:
            wells[place.plate].add(place.well)
            fields[place.well].append(index)
    result: list[WellPosition | None] = [image.well for image in images]
    for members in fields.values():
        ordered = sorted(members, key=lambda index: _field_key(places[index], images[index]))
        for number, index in enumerate(ordered):
            place = places[index]
            if place is not None and (place.sure or len(wells[place.plate]) > 1):
                result[index] = WellPosition(place.plate, place.row, place.column, number)
    return result


def _field_key(place: _Place | None, image: Image) -> tuple[object, ...]:
    return natural_key(place.field if place else ""), natural_key(image.name)


def _place(image: Image) -> _Place | None:
    folder = place_of(image.spec.files[0]).parent.name
    if image.values:
        return _said(image, folder)
    found = names.well_of(image.stem)
    well = parse_well(found[1]) if found else None
    if found is None or well is None:
        return None
    field = names.field_of(image.stem)
    return _Place(found[0] or folder, *well, field or "", field is not None)


def _said(image: Image, folder: str) -> _Place | None:
    """The place an explicit pattern tells."""
    values = image.values
    well = parse_well(values.get("well", ""))
    if "row" in values and (row := parse_row(values["row"])) is not None:
        well = row, int(values["column"]) - 1
    if well is None:
        return None
    return _Place(values.get("plate") or folder, *well, values.get("field", ""), True)
