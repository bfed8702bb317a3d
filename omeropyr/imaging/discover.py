"""From folders and files to images: what can be imported, and one clear sentence for each thing that cannot."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from omeropyr.errors import ImagingError, Invalid
from omeropyr.imaging.address import Place
from omeropyr.imaging.grouping import Candidate, group
from omeropyr.imaging.inspection import inspect
from omeropyr.imaging.opening import SourceCache, open_source
from omeropyr.imaging.patterns import Pattern
from omeropyr.imaging.plates import well_positions
from omeropyr.imaging.readers.companion import first_image_of, is_companion
from omeropyr.imaging.selection import Source, selected
from omeropyr.imaging.source import SourceInfo, SourceSpec
from omeropyr.imaging.walk import Skipped, walk
from omeropyr.imaging.wells import WellPosition

__all__ = ["Found", "Refused", "SourceCache", "WellPosition", "discover", "open_source"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An image. `spec` opens it, `info` describes it (with the names read from file names), `well` is its place."""

    name: str
    spec: SourceSpec
    info: SourceInfo
    well: WellPosition | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A file or folder that gives no image; `reason` is one sentence."""

    path: Place
    reason: str


Looking = Callable[[Place], None]
"""Called with each file before it is looked into; what it raises stops the search."""


def discover(
    sources: Sequence[Source], *, pattern: str | None = None, looking: Looking = lambda place: None
) -> Iterator[Found | Refused]:
    """Images of files, folders, globs and addresses, folder by folder in natural order.

    Paths in the results are absolute. Files named explicitly are never skipped silently; inside folders hidden
    files and files that accompany images (texts, tables, ...) are. Nothing that is wrong with one file stops others.
    Raises Invalid for a wrong pattern.
    """
    parsed = Pattern(pattern) if pattern is not None else None
    return _discover(sources, parsed, looking)


def _discover(sources: Sequence[Source], pattern: Pattern | None, looking: Looking) -> Iterator[Found | Refused]:
    seen: set[Place] = set()
    chosen, refused = selected(sources)
    for together in chosen:
        anything = False
        for batch in _batches(together):
            # every entry gives an outcome, now or when it was seen before
            anything = True
            yield from _batch(batch, pattern, seen, looking)
        if not anything:
            yield Refused(together[0], "the folder holds no images.")
    yield from (Refused(one.path, one.reason) for one in refused)


def _batches(together: Sequence[Place]) -> Iterator[Sequence[Place | Skipped]]:
    first = together[0]
    return walk(first) if len(together) == 1 and isinstance(first, Path) else iter([together])


def _batch(
    batch: Sequence[Place | Skipped], pattern: Pattern | None, seen: set[Place], looking: Looking
) -> Iterator[Found | Refused]:
    """One folder: first every file is looked into, then those that belong together are joined."""
    candidates: list[Candidate] = []
    refused: list[Refused] = []
    for entry in batch:
        if isinstance(entry, Skipped):
            refused.append(Refused(entry.path, entry.reason))
        elif entry not in seen:
            seen.add(entry)
            looking(entry)
            outcome = _inspect(entry)
            if isinstance(outcome, Refused):
                refused.append(outcome)
                continue
            seen.update(outcome.files)
            candidates.append(outcome)
            refused += [Refused(fault.place, fault.reason) for fault in outcome.content.faults]
    images = group(candidates, pattern)
    for image, well in zip(images, well_positions(images), strict=True):
        yield Found(name=image.name, spec=image.spec, info=image.info, well=well)
    yield from refused


def _inspect(place: Place) -> Candidate | Refused:
    try:
        if isinstance(place, Path) and is_companion(place):
            place = first_image_of(place)
        content = inspect(place)
    except ImagingError as error:
        return Refused(place, error.reason)
    except Invalid as error:
        return Refused(place, str(error))
    except OSError as error:
        return Refused(place, f"the file cannot be read ({error.strerror or error}).")
    except Exception:  # a reader's own mistake must not stop the other files
        log.exception("Reading %s failed unexpectedly.", place)
        return Refused(place, "the reader failed unexpectedly; the log has the details.")
    if not content.infos and not content.faults:
        return Refused(place, "the file holds no image.")
    return Candidate(place, content)
