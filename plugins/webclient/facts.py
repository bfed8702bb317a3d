"""What the inspector and the viewer say of an object in a line each: sizes, times, counts, with their units."""

from __future__ import annotations

from collections.abc import Sequence

from omeropyr.api import DataObject, Image, Kind, Run, WellField

from .contexts import Fact
from .plates import row_name
from .quantities import length

_COUNTED = {
    Kind.PROJECT: "Datasets",
    Kind.DATASET: "Images",
    Kind.SCREEN: "Plates",
    Kind.PLATE: "Runs",
    Kind.TAGSET: "Tags",
}


def facts_of(kind: Kind, target: DataObject) -> list[Fact]:
    """Of whatever has an inspector."""
    if isinstance(target, Image):
        return image_facts(target)
    if isinstance(target, Run):
        return run_facts(target)
    count: int = getattr(target, "child_count", 0)
    return [Fact(label=_COUNTED[kind], value=f"{count:,}")] if count and kind in _COUNTED else []


def run_facts(run: Run) -> list[Fact]:
    moments = (("Started", run.started_at), ("Ended", run.ended_at))
    facts = [Fact(label=label, value="", moment=moment) for label, moment in moments if moment]
    fields = [Fact(label="Fields in a well", value=f"{run.field_count:,}")] if run.field_count else []
    return [*facts, *fields]


def well_facts(fields: Sequence[WellField]) -> list[Fact]:
    return [Fact(label="Fields", value=f"{len(fields):,}")]


def image_facts(image: Image) -> list[Fact]:
    facts = [
        *_wells(image),
        Fact(label="Size", value=f"{image.size_x:,} × {image.size_y:,} pixels"),
        *_extent(image),
        *_pixel_size(image),
        Fact(label="Stack", value=f"Z {image.size_z} · T {image.size_t} · C {image.size_c}"),
        Fact(label="Pixel type", value=image.pixel_type),
    ]
    if image.is_tiled:
        facts.append(Fact(label="Pyramid", value=f"{len(image.levels)} levels"))
    if image.nominal_magnification:
        facts.append(Fact(label="Objective", value=f"{image.nominal_magnification:g}×"))
    return facts


def _wells(image: Image) -> list[Fact]:
    places = [f"{row_name(place.row)}{place.column + 1}, field {place.field + 1}" for place in image.fields]
    return [Fact(label="Well", value=" · ".join(places))] if places else []


def _extent(image: Image) -> list[Fact]:
    x, y = image.physical_size_x_um, image.physical_size_y_um
    if not x or not y:
        return []
    return [Fact(label="Field", value=f"{length(x * image.size_x)} × {length(y * image.size_y)}")]


def _pixel_size(image: Image) -> list[Fact]:
    sizes = (image.physical_size_x_um, image.physical_size_y_um, image.physical_size_z_um)
    known = [size for size in sizes if size]
    if not known:
        return []
    shown = " × ".join(length(size) for size in known)
    return [Fact(label="Pixel size", value=shown, exact=" × ".join(f"{size!r} µm" for size in known))]
