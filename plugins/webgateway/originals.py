"""Original files of images: what they are called inside an archive, and what the archive is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from omeropyr.api import Fileset, OriginalFile, saved_name


@dataclass(frozen=True, slots=True)
class Packed:
    """A file and its name in the archive."""

    name: str
    file: OriginalFile


def packed(filesets: Sequence[Fileset]) -> list[Packed]:
    """Files as they lie to each other in each fileset.

    When two filesets have something of the same name at the top, each goes to a folder of its own: 1/, 2/ and so on.
    """
    named = [_relative_names(fileset) for fileset in filesets]
    tops = [{name.split("/", 1)[0].lower() for name in names} for names in named]
    clash = sum(map(len, tops)) > len(set().union(*tops))
    return [
        Packed(f"{number}/{name}" if clash else name, file)
        for number, (fileset, names) in enumerate(zip(filesets, named, strict=True), start=1)
        for name, file in zip(names, fileset.files, strict=True)
    ]


def _relative_names(fileset: Fileset) -> list[str]:
    """Below the folder that the files have in common; names that are taken get a number."""
    paths = [_parts(file) for file in fileset.files]
    folders = [path[:-1] for path in paths]
    common = 0
    while folders and all(len(folder) > common and folder[common] == folders[0][common] for folder in folders):
        common += 1
    return distinct(["/".join(map(saved_name, path[common:])) for path in paths])


def _parts(file: OriginalFile) -> tuple[str, ...]:
    """Folders and name where it came from, on whatever system."""
    path = PurePosixPath((file.client_path or file.name).replace("\\", "/"))
    return tuple(part for part in path.parts if part not in ("/", "..")) or (file.name,)


def distinct(names: Sequence[str]) -> list[str]:
    """The same names; repeated ones become `name_(1).png`, `name_(2).png`."""
    taken = {name.lower() for name in names}
    seen: set[str] = set()
    found = []
    for name in names:
        number, one = 0, name
        while one.lower() in seen or (number and one.lower() in taken):
            number += 1
            stem, dot, suffix = name.rpartition(".")
            one = f"{stem}_({number}).{suffix}" if dot and "/" not in suffix else f"{name}_({number})"
        seen.add(one.lower())
        found.append(one)
    return found


def archive_name(wanted: str, contained: Sequence[str]) -> str:
    """With `.zip`; `_folder` before it if the folder that it unpacks to would be called like a file in it."""
    name = plain_name(wanted)
    name = name if name.lower().endswith(".zip") else f"{name}.zip"
    stem = name[: -len(".zip")]
    return f"{stem}_folder.zip" if stem in contained else name


def plain_name(name: str) -> str:
    """What clients know downloads by: no blanks and no commas."""
    return name.replace(" ", "_").replace(",", ".")
