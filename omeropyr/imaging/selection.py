"""What people name for import, sorted out: files, folders, globs (`**` too) and addresses."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from omeropyr.errors import Invalid
from omeropyr.imaging.address import Address, Place, is_address
from omeropyr.imaging.natural import natural_key
from omeropyr.imaging.walk import Skipped, is_sidecar

Source = str | Path | Address
MAGIC = frozenset("*?[")


def selected(sources: Iterable[Source]) -> tuple[list[Sequence[Place]], list[Skipped]]:
    """Groups of absolute paths in natural order, and what names nothing.

    Files named one by one (or by a glob) are looked at together if they lie in one folder; each folder and each
    address stands alone.
    """
    places: set[Place] = set()
    refused: list[Skipped] = []
    for source in sources:
        try:
            places.update(_places(source))
        except Invalid as error:
            refused.append(Skipped(_shown(str(source)), f"{error}."))
    return _by_folder(places), refused


def _shown(text: str) -> Path:
    """What a refusal calls it; a wrong address may hold a password and is not repeated."""
    return Path(f"{text.partition('://')[0]}:...") if is_address(text) else Path(text)


def _places(source: Source) -> Iterable[Place]:
    """Raises Invalid for a glob that matches nothing and for a wrong address."""
    if isinstance(source, Address):
        return [source]
    text = str(source)
    if is_address(text):
        return [Address.of(text)]
    path = Path(os.path.abspath(text))
    if os.path.lexists(path) or not MAGIC & set(text):
        return [path]
    return _matching(text)


def _matching(pattern: str) -> Iterable[Place]:
    """What accompanies images is passed over, as it is in folders."""
    found = [Path(os.path.abspath(one)) for one in glob.iglob(os.path.expanduser(pattern), recursive=True)]
    images = [path for path in found if path.is_dir() or not is_sidecar(path)]
    if not images:
        raise Invalid("pattern", "no file or folder matches it")
    return _without_inner(images)


def _without_inner(paths: Sequence[Path]) -> Iterable[Place]:
    """`**` matches folders and all that is in them: the folders are enough, and Zarr folders must stay whole."""
    folders = {path for path in paths if path.is_dir()}
    return [path for path in paths if not folders.intersection(path.parents)]


def _by_folder(places: Iterable[Place]) -> list[Sequence[Place]]:
    files: dict[Path, list[Place]] = {}
    result: list[Sequence[Place]] = []
    for place in sorted(places, key=lambda place: natural_key(str(place))):
        if isinstance(place, Address) or place.is_dir():
            result.append([place])
        elif place.parent in files:
            files[place.parent].append(place)
        else:
            files[place.parent] = [place]
            result.append(files[place.parent])
    return result
