"""Which images an OME-TIFF export is of, and what its file is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pyramid.request import Request

from omeropyr.api import ImageSummary, Invalid, Kind, NotFound, ObjectRef, Session

from .numbers import integer
from .settings import MAX_PLANE_HEIGHT, MAX_PLANE_WIDTH

SUFFIX = ".ome.tiff"
LONGEST = 255
"""Bytes of a file's name."""


@dataclass(frozen=True, slots=True)
class Export:
    """Images in the order of the tree, and the name of their archive without `.zip`."""

    images: Sequence[ImageSummary]
    name: str


def requested_export(request: Request) -> Export:
    """Without images whose planes are larger than the site takes as a whole, as clients of this address know it.

    Raises NotFound for a container that is not there, Invalid for a `selection` that cannot be read.
    """
    context, text = request.matchdict["ctx"], request.matchdict["cid"]
    number = integer(text)
    if number is None:
        raise NotFound("export of", text)
    found = FINDERS.get(context, _image)(request.gateway, number, _selection(request))
    largest = request.config[MAX_PLANE_WIDTH] * request.config[MAX_PLANE_HEIGHT]
    small = [image for image in found.images if image.size_x * image.size_y <= largest]
    return Export([image for image in small if image.rights.can_download], found.name)


def export_name(image: ImageSummary) -> str:
    """`ID-NAME.ome.tiff`; a long name is cut."""
    room = LONGEST - len(SUFFIX)
    return f"{image.id}-{image.name}".encode()[:room].decode(errors="ignore") + SUFFIX


def _selection(request: Request) -> frozenset[int] | None:
    text = request.GET.get("selection", "")
    if not text:
        return None
    numbers = [integer(piece) for piece in text.split(",") if piece.strip()]
    if None in numbers:
        raise Invalid("selection", "Name images by whole numbers with commas between, as in selection=1,2,3.")
    return frozenset(number for number in numbers if number is not None)


def _project(session: Session, project_id: int, selection: frozenset[int] | None) -> Export:
    project = session.browse.project(project_id)
    datasets = session.browse.datasets(project_id=project_id).items
    images = [image for dataset in datasets for image in session.browse.images(dataset_id=dataset.id).items]
    return Export(list({image.id: image for image in images}.values()), project.name)


def _dataset(session: Session, dataset_id: int, selection: frozenset[int] | None) -> Export:
    dataset = session.browse.dataset(dataset_id)
    images = session.browse.images(dataset_id=dataset_id).items
    chosen = [image for image in images if selection is None or image.id in selection]
    projects = _names(session, Kind.DATASET, dataset_id, {Kind.PROJECT: lambda id_: session.browse.project(id_).name})
    return Export(chosen, "-".join([*projects, dataset.name]))


def _well(session: Session, well_id: int, selection: frozenset[int] | None) -> Export:
    fields = session.browse.well(well_id)
    if not fields:
        raise NotFound(Kind.WELL, well_id)
    above = _names(
        session,
        Kind.WELL,
        well_id,
        {
            Kind.SCREEN: lambda id_: session.browse.screen(id_).name,
            Kind.PLATE: lambda id_: session.browse.plate(id_).plate.name,
        },
    )
    place = f"{row_letters(fields[0].row)}{fields[0].column + 1}"
    return Export(session.images.many([field.image_id for field in fields]), "-".join([*above, place]))


def _image(session: Session, image_id: int, selection: frozenset[int] | None) -> Export:
    return Export(session.images.many([image_id]), "")


FINDERS: Mapping[str, Callable[[Session, int, frozenset[int] | None], Export]] = {
    "p": _project,
    "d": _dataset,
    "w": _well,
}


def _names(session: Session, kind: Kind, object_id: int, names: Mapping[str, Callable[[int], str]]) -> list[str]:
    """Of the containers on the first way down to the object."""
    paths = session.browse.paths(ObjectRef(kind, object_id))
    return [names[step.kind](step.id) for step in paths[0] if step.kind in names] if paths else []


def row_letters(row: int) -> str:
    """A, B, ... Z, AA for rows from 0."""
    letters = ""
    row += 1
    while row:
        row, letter = divmod(row - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
