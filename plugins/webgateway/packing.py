"""Archives of things that are made one after the other while the archive is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from omeropyr.api import ArchiveEntry, ImageSummary, ImagingError, Invalid, NotFound, OmeropyrError

from .families import message

NOTE = "not_included.txt"
SKIPPED = (ImagingError, Invalid, NotFound)
"""Why one image can be left out while the others are sent."""


def made_in_turn(
    images: Sequence[tuple[str, ImageSummary]], make: Callable[[ImageSummary], Iterable[bytes]]
) -> Iterator[ArchiveEntry]:
    """An entry for each image under its name, made when its turn has come.

    An image that cannot be made is left out, and a note at the end says why.
    """
    left: list[str] = []
    for name, image in images:
        try:
            pieces = make(image)
        except SKIPPED as error:
            left.append(_note(name, error))
            continue
        yield ArchiveEntry(name=name, read=partial(iter, pieces), size=getattr(pieces, "size", None))
    if left:
        text = "".join(left).encode()
        yield ArchiveEntry(name=NOTE, read=lambda: [text], size=len(text))


def _note(name: str, error: OmeropyrError) -> str:
    return f"{name}: {message(error)}\n"
