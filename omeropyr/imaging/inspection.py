"""What is in a file, or in a folder that counts as one: its images, its files, and where its images sit on plates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from omeropyr.errors import ImagingError, UnknownFormat, UnreadableFile
from omeropyr.imaging import pixel_types
from omeropyr.imaging.acquisition import AcquisitionMetadata
from omeropyr.imaging.address import Address, Place, place_of
from omeropyr.imaging.readers import registry
from omeropyr.imaging.source import (
    ChannelInfo,
    DescribingReader,
    Entry,
    FolderReader,
    PlateReader,
    SourceInfo,
    SourceSpec,
    SparseSource,
)
from omeropyr.imaging.statistics import sampled_level, sampled_planes
from omeropyr.imaging.wells import WellPosition

MAX_SIDE = 2**31 - 1
MAX_CHANNELS = 4096
MAX_ROW = 2**28
"""Bytes of one row of all channels: what has to be in memory at least."""
MAX_SMALLEST = 2**34
"""Pixels of the smallest level that is worth looking at: an image without smaller ones is read whole once."""
MAX_TILES = 2**18
"""Of the smallest level: so many files may have to be asked for, even if none of them is there."""


FEW_PARTS, FEW_PIXELS = 2**14, 2**30
"""What may be claimed without being there: it is looked at in seconds."""
PARTS_FOR_ONE = 100
"""Of more than that, one in so many has to be there. The file with the metadata counts for nothing."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A part that gives no image; `reason` is one sentence."""

    place: Place
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """`infos`, `inside` and `wells` go together; `inside` is empty for files, `wells` where there is no plate."""

    reader: str
    infos: tuple[SourceInfo, ...]
    files: tuple[Place, ...]
    inside: tuple[str, ...] = ()
    wells: tuple[WellPosition | None, ...] = ()
    faults: tuple[Fault, ...] = ()


def inspect(place: Place) -> Content:
    """Raises UnknownFormat or UnreadableFile with one sentence that says why there is nothing to be had."""
    name, reader = registry.reader_for(place)
    if isinstance(reader, FolderReader):
        return _folder(name, reader, place)
    if isinstance(place, Address):
        raise UnknownFormat(place, "only OME-Zarr can be read from an address.")
    name, infos, files = registry.inspect(place)
    for info in infos:
        _require_sensible(place, info)
    wells = tuple(reader.wells(place)) if isinstance(reader, PlateReader) else ()
    wells = wells if len(wells) == len(infos) else ()
    return Content(reader=name, infos=tuple(infos), files=tuple(files), wells=wells)


def _folder(name: str, reader: FolderReader, place: Place) -> Content:
    """One damaged image among many is a fault of its own; a folder whose only image is damaged is refused."""
    entries = reader.entries(place)
    found: list[tuple[Entry, SourceInfo]] = []
    faults: list[Fault] = []
    for entry in entries:
        try:
            found.append((entry, _info(reader, place, entry)))
        except ImagingError as error:
            if len(entries) == 1:
                raise
            faults.append(Fault(place / entry.inside, error.reason))
    wells = tuple(entry.well for entry, _ in found)
    return Content(
        reader=name,
        infos=tuple(info for _, info in found),
        files=(place,),
        inside=tuple(entry.inside for entry, _ in found),
        wells=wells if any(wells) else (),
        faults=tuple(faults),
    )


def _info(reader: FolderReader, place: Place, entry: Entry) -> SourceInfo:
    source, where = reader.open_entry(place, entry.inside), place / entry.inside if entry.inside else place
    try:
        info = source.info
        _require_sensible(where, info)
        if isinstance(source, SparseSource):
            _require_parts(where, source)
    finally:
        source.close()
    name = entry.name or info.name
    return replace(
        info,
        name=name,
        description=info.description or entry.description,
        acquired_at=info.acquired_at or entry.acquired_at,
        nominal_magnification=info.nominal_magnification or entry.nominal_magnification,
        channels=_merged(info.channels, entry.channels),
    )


def _require_sensible(place: Place, info: SourceInfo) -> None:
    """Headers may claim anything. Raises UnreadableFile for what no computer could show."""
    sizes = (info.size_x, info.size_y, info.size_z, info.size_c, info.size_t)
    smallest = info.levels[sampled_level(info)]
    row = info.size_x * info.size_c * pixel_types.dtype_of(info.pixel_type).itemsize
    shown = f"{info.size_x:,} x {info.size_y:,}"
    if not all(1 <= size <= MAX_SIDE for size in sizes):
        raise UnreadableFile(place, f"it claims an impossible size: {' x '.join(map(str, sizes))}.")
    if info.size_c > MAX_CHANNELS:
        raise UnreadableFile(place, f"it claims {info.size_c:,} channels; more than {MAX_CHANNELS:,} are not shown.")
    if row > MAX_ROW:
        raise UnreadableFile(place, f"it claims {shown} pixels: one row of them is more than can be read at once.")
    if smallest.width * smallest.height > MAX_SMALLEST or _tiles(info) > MAX_TILES:
        raise UnreadableFile(place, f"it claims {shown} pixels and has no smaller levels: save it as a pyramid.")


def _tiles(info: SourceInfo) -> int:
    """Of one plane and channel of the level that is read when an image comes in."""
    level = info.levels[sampled_level(info)]
    return -(-level.width // info.tile_width) * -(-level.height // info.tile_height)


def _require_parts(place: Place, source: SparseSource) -> None:
    """Much may be claimed only where some of it is there. Raises UnreadableFile."""
    info, level = source.info, sampled_level(source.info)
    planes = len(sampled_planes(info)) * info.size_c
    pixels = planes * info.levels[level].width * info.levels[level].height
    parts = planes * _tiles(info)
    if parts <= FEW_PARTS and pixels <= FEW_PIXELS:
        return
    least = -(-parts // PARTS_FOR_ONE)
    found = source.count_parts(level, least + 1)
    if found is not None and found <= least:
        raise UnreadableFile(place, f"it claims {parts:,} chunks to look at, of which hardly any is there.")


def _merged(own: Sequence[ChannelInfo], beside: Sequence[ChannelInfo]) -> tuple[ChannelInfo, ...]:
    """What the image says itself goes first."""
    if len(own) != len(beside):
        return tuple(own)
    return tuple(
        ChannelInfo(
            name=one.name or other.name,
            color=one.color or other.color,
            emission_wavelength_nm=one.emission_wavelength_nm or other.emission_wavelength_nm,
            excitation_wavelength_nm=one.excitation_wavelength_nm or other.excitation_wavelength_nm,
            window=one.window or other.window,
        )
        for one, other in zip(own, beside, strict=True)
    )


def acquisitions_of(specs: Sequence[SourceSpec]) -> list[AcquisitionMetadata]:
    """For images of one fileset how they were taken; silent where the reader or the file says nothing.

    An image that is spread over several files is described by the first. Raises UnreadableFile.
    """
    first = specs[0]
    reader = registry.reader_named(first.reader)
    if isinstance(reader, FolderReader) and not first.parts:
        return _of_folder(reader, specs)
    if not isinstance(reader, DescribingReader):
        return [AcquisitionMetadata()] * len(specs)
    said = reader.acquisitions(Path(first.files[0]))
    return [_one_of(said, spec.series) for spec in specs]


def _of_folder(reader: FolderReader, specs: Sequence[SourceSpec]) -> list[AcquisitionMetadata]:
    place = place_of(specs[0].files[0])
    said = reader.entry_acquisitions(place)
    if all(one.is_silent for one in said):
        return [AcquisitionMetadata()] * len(specs)
    numbers = {entry.inside: number for number, entry in enumerate(reader.entries(place))}
    return [_one_of(said, numbers.get(spec.inside, len(said))) for spec in specs]


def _one_of(said: Sequence[AcquisitionMetadata], number: int) -> AcquisitionMetadata:
    """Files that describe all of their images in one go mean each of them."""
    if number < len(said):
        return said[number]
    return said[0] if len(said) == 1 else AcquisitionMetadata()
