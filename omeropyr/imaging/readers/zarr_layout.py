"""What is inside an OME-Zarr folder: one image, a collection of images, a well, or a plate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from omeropyr.errors import UnknownFormat, UnreadableFile
from omeropyr.imaging.readers import ngff, ngff_plate
from omeropyr.imaging.readers.ome_xml import ImageMetadata, parse_ome
from omeropyr.imaging.readers.zarr_folder import Folder, attributes, folder_of
from omeropyr.imaging.source import Entry
from omeropyr.imaging.wells import WellPosition, well_name

METADATA = "OME/METADATA.ome.xml"
"""Written by bioformats2raw: everything the original file said. Format: NGFF 0.5, bioformats2raw.layout."""
MAX_IMAGES = 100_000


def entries(folder: Folder) -> Sequence[Entry]:
    """The images inside. Raises UnknownFormat for a folder that is no OME-Zarr, UnreadableFile for a damaged one."""
    said, _ = attributes(folder)
    try:
        if "plate" in said:
            return list(_fields_of_plate(folder, said))
        if "well" in said:
            return [Entry(inside=field.path) for field in ngff_plate.well_fields(said)]
        if ngff.is_image(said) or "bioformats2raw.layout" not in said:
            ngff.multiscale(said)
            return [Entry(inside="")]
        return _collection(folder)
    except ngff.NotAnImage as error:
        raise UnknownFormat(folder.place, str(error)) from error


# plates


def _fields_of_plate(folder: Folder, said: Mapping[str, Any]) -> Iterator[Entry]:
    layout = ngff_plate.plate_layout(said)
    plate = layout.name or _stem(folder)
    for well in sorted(layout.wells, key=lambda well: (well.row, well.column)):
        group = folder_of(_local_part(folder, well.path))
        for number, field in enumerate(ngff_plate.well_fields(attributes(group)[0])):
            yield Entry(
                inside=f"{well.path}/{field.path}",
                name=f"{plate} [Well {well_name(well.row, well.column)}, Field {number + 1}]",
                well=WellPosition(
                    plate=plate,
                    row=well.row,
                    column=well.column,
                    field=number,
                    run=None if field.run is None else layout.runs.get(field.run),
                    rows=layout.rows,
                    columns=layout.columns,
                ),
            )


def _stem(folder: Folder) -> str:
    name = folder.place.name
    for suffix in (".zarr", ".ome"):
        name = name[: -len(suffix)] if name.lower().endswith(suffix) else name
    return name or "Plate"


def _local_part(folder: Folder, inside: str) -> Any:
    """A group inside; a local one may not be reached through a link that leads out. Raises UnreadableFile."""
    place = folder.place / inside
    if isinstance(place, Path) and not place.resolve().is_relative_to(Path(str(folder.place)).resolve()):
        raise UnreadableFile(folder.place, f"its part {inside!r} lies outside the folder.")
    return place


# collections


def _collection(folder: Folder) -> Sequence[Entry]:
    said = described_images(folder)
    paths = series_paths(folder, len(said))
    if not paths:
        raise ngff.NotAnImage("it is a collection without images.")
    return [_member(folder, path, number, said, len(paths)) for number, path in enumerate(paths)]


def _member(folder: Folder, path: str, number: int, said: Sequence[ImageMetadata], total: int) -> Entry:
    metadata = said[number] if number < len(said) else ImageMetadata()
    name = folder.place.name if total == 1 else f"{folder.place.name} [{metadata.name or path}]"
    return Entry(
        inside=path,
        name=name,
        description=metadata.description,
        acquired_at=metadata.acquired_at,
        channels=metadata.channels,
        nominal_magnification=metadata.nominal_magnification,
    )


def series_paths(folder: Folder, described: int) -> Sequence[str]:
    """Paths of the images in the order of the original file: listed in the group OME, else numbered from 0."""
    listed = _listed(folder)
    if listed:
        return listed
    return [str(number) for number in range(described)] if described else list(_numbered(folder))


def _listed(folder: Folder) -> Sequence[str]:
    try:
        said, _ = attributes(folder_of(_local_part(folder, "OME")))
    except UnreadableFile:
        return []
    series = said.get("series")
    if not isinstance(series, list):
        return []
    return [ngff.safe_path(path, "image") for path in series[:MAX_IMAGES]]


def _numbered(folder: Folder) -> Iterator[str]:
    """0, 1, ... as long as there is a group of that name."""
    for number in count():
        names = (f"{number}/{name}" for name in ("zarr.json", ".zattrs"))
        if number > MAX_IMAGES or not any(folder.read(name) for name in names):
            return
        yield str(number)


def described_images(folder: Folder) -> Sequence[ImageMetadata]:
    """What METADATA.ome.xml says of the images; empty if there is none."""
    text = metadata_text(folder)
    if text is None:
        return []
    try:
        return parse_ome(text).images
    except ValueError as error:
        raise UnreadableFile(folder.place, f"its {METADATA} is refused: {error}.") from error


def metadata_text(folder: Folder) -> str | None:
    """The OME-XML of the original file. Raises UnreadableFile."""
    found = folder.read(METADATA)
    return None if found is None else found.decode("utf-8", "replace")
