"""Plates in OME-XML: which image is which field of which well, and in which run it was taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from omeropyr.imaging.readers.ome_acquisition import FRAME
from omeropyr.imaging.readers.ome_values import index, quantity, whole_number, word
from omeropyr.imaging.readers.ome_xml import moment
from omeropyr.imaging.readers.xml_safe import parse_xml
from omeropyr.imaging.wells import MAX_COLUMNS, MAX_ROWS, Run, WellPosition


def parse_wells(text: str) -> Sequence[WellPosition | None]:
    """For each image of the document its place; empty if there is no plate. Raises ValueError."""
    return wells(parse_xml(text))


def wells(root: Element) -> Sequence[WellPosition | None]:
    """See `parse_wells`. An image that is in several wells is found in the first."""
    places: dict[str, WellPosition] = {}
    for number, plate in enumerate(root.findall("Plate")):
        for image, place in _fields(plate, word(plate, "Name") or f"Plate {number + 1}"):
            places.setdefault(image, place)
    if not places:
        return []
    return [places.get(image.get("ID") or "") for image in root.findall("Image")]


def _fields(plate: Element, name: str) -> Iterator[tuple[str, WellPosition]]:
    runs = _runs(plate)
    rows, columns = whole_number(plate, "Rows") or 0, whole_number(plate, "Columns") or 0
    for well in plate.findall("Well"):
        row, column = index(well, "Row"), index(well, "Column")
        if row >= MAX_ROWS or column >= MAX_COLUMNS:
            raise ValueError(f"its well in row {row}, column {column} is on no plate")
        samples = [one for one in well.findall("WellSample") if one.find("ImageRef") is not None]
        for field, sample in enumerate(samples):
            reference = sample.find("ImageRef")
            place = WellPosition(
                plate=name,
                row=row,
                column=column,
                field=field,
                run=runs.get(sample.get("ID") or ""),
                x=quantity(sample, "PositionX", FRAME),
                y=quantity(sample, "PositionY", FRAME),
                rows=min(rows, MAX_ROWS),
                columns=min(columns, MAX_COLUMNS),
            )
            yield ("" if reference is None else reference.get("ID") or ""), place


def _runs(plate: Element) -> Mapping[str, Run]:
    """By the ids of the well samples they refer to."""
    found: dict[str, Run] = {}
    for number, said in enumerate(plate.findall("PlateAcquisition")):
        run = Run(
            name=word(said, "Name") or f"Run {number + 1}",
            description=(said.findtext("Description") or "").strip(),
            started_at=moment(said.get("StartTime")),
            ended_at=moment(said.get("EndTime")),
        )
        found.update({reference.get("ID") or "": run for reference in said.findall("WellSampleRef")})
    return found
