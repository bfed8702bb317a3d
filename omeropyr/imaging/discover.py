"""From folders and files to images: what can be imported, and one clear sentence for each thing that cannot."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from omeropyr.errors import ImagingError
from omeropyr.imaging.grouping import Candidate, group
from omeropyr.imaging.natural import natural_key
from omeropyr.imaging.opening import SourceCache, open_source
from omeropyr.imaging.patterns import Pattern
from omeropyr.imaging.plates import well_positions
from omeropyr.imaging.readers import registry
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

    path: Path
    reason: str


def discover(paths: Sequence[Path], *, pattern: str | None = None) -> Iterator[Found | Refused]:
    """Images of files and folders, folder by folder in natural order. Raises Invalid for a wrong pattern.

    Paths in the results are absolute. Files named explicitly are never skipped silently; inside folders hidden
    files and files that accompany images (texts, tables, ...) are. Nothing that is wrong with one file stops others.
    """
    parsed = Pattern(pattern) if pattern is not None else None
    return _discover(paths, parsed)


def _discover(paths: Sequence[Path], pattern: Pattern | None) -> Iterator[Found | Refused]:
    seen: set[Path] = set()
    for together in _by_folder(paths):
        anything = False
        for batch in walk(together[0]) if len(together) == 1 else [together]:
            # every entry gives an outcome, now or when it was seen before
            anything = True
            yield from _batch(batch, pattern, seen)
        if not anything:
            yield Refused(together[0], "the folder holds no images.")


def _by_folder(paths: Sequence[Path]) -> list[list[Path]]:
    """Absolute paths in natural order; files named one by one are looked at together if they lie in one folder."""
    files: dict[Path, list[Path]] = {}
    result: list[list[Path]] = []
    for path in sorted({Path(os.path.abspath(path)) for path in paths}, key=lambda path: natural_key(str(path))):
        if path.is_dir():
            result.append([path])
        elif path.parent in files:
            files[path.parent].append(path)
        else:
            files[path.parent] = [path]
            result.append(files[path.parent])
    return result


def _batch(batch: Sequence[Path | Skipped], pattern: Pattern | None, seen: set[Path]) -> Iterator[Found | Refused]:
    """One folder: first every file is looked into, then those that belong together are joined."""
    candidates: list[Candidate] = []
    refused: list[Refused] = []
    for entry in batch:
        if isinstance(entry, Skipped):
            refused.append(Refused(entry.path, entry.reason))
        elif entry not in seen:
            outcome = _inspect(entry)
            seen.add(entry)
            if isinstance(outcome, Refused):
                refused.append(outcome)
            else:
                seen.update(outcome.files)
                candidates.append(outcome)
    images = group(candidates, pattern)
    for image, well in zip(images, well_positions(images), strict=True):
        yield Found(name=image.name, spec=image.spec, info=image.info, well=well)
    yield from refused


def _inspect(path: Path) -> Candidate | Refused:
    try:
        name, infos, files = registry.inspect(path)
    except ImagingError as error:
        return Refused(path, error.reason)
    except OSError as error:
        return Refused(path, f"the file cannot be read ({error.strerror or error}).")
    except Exception:  # a reader's own mistake must not stop the other files
        log.exception("Reading %s failed unexpectedly.", path)
        return Refused(path, "the reader failed unexpectedly; the log has the details.")
    if not infos:
        return Refused(path, "the file holds no image.")
    return Candidate(path, name, tuple(infos), tuple(files))
