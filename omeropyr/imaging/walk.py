"""Files below a path that may be images, folder by folder in natural order."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from omeropyr.imaging.names import is_thumbnail
from omeropyr.imaging.natural import natural_key
from omeropyr.imaging.readers.companion import is_companion

# what lies beside images and is not one; inside folders it is passed over without a word
SIDECARS = frozenset(
    (
        ".txt",
        ".csv",
        ".tsv",
        ".json",
        ".xml",
        ".md",
        ".rst",
        ".html",
        ".htm",
        ".pdf",
        ".doc",
        ".docx",
        ".xls",
        ".xlsx",
        ".ods",
        ".log",
        ".ini",
        ".cfg",
        ".yaml",
        ".yml",
        ".toml",
        ".py",
        ".ipynb",
        ".m",
        ".r",
        ".ijm",
        ".zip",
        ".gz",
        ".tar",
        ".7z",
        ".db",
        ".sqlite",
        ".mat",
        ".npy",
        ".npz",
        ".h5",
        ".pts",
        ".roi",
        ".thumb",
        ".lnk",
        ".url",
        ".md5",
        ".sha256",
    )
)
SIDECAR_NAMES = frozenset(("readme", "license", "licence", "thumbs.db", "desktop.ini", "makefile", "changelog"))


@dataclass(frozen=True, slots=True)
class Skipped:
    """An entry that is not looked into, with the sentence that says why."""

    path: Path
    reason: str


def walk(path: Path) -> Iterator[Sequence[Path | Skipped]]:
    """Batches of files that lie in one folder; a file or a .zarr folder is a batch of its own.

    Links are followed only as far as they stay inside `path`.
    """
    if not path.is_dir() or is_zarr(path):
        yield [path]
        return
    yield from _folder(path, path.resolve())


def is_zarr(path: Path) -> bool:
    """A folder that counts as one file."""
    return path.is_dir() and (
        path.name.lower().endswith(".zarr") or any((path / name).is_file() for name in (".zgroup", "zarr.json"))
    )


def _folder(folder: Path, root: Path) -> Iterator[Sequence[Path | Skipped]]:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: natural_key(entry.name))
    except OSError as error:
        yield [Skipped(folder, f"the folder cannot be read ({error.strerror}).")]
        return
    batch: list[Path | Skipped] = []
    folders: list[Path] = []
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_symlink() and not _stays_inside(entry, root):
            batch.append(Skipped(entry, "it is a link that leads outside the folder, and is not followed."))
        elif entry.is_dir() and not is_zarr(entry):
            folders.append(entry)
        elif entry.is_dir() or not is_sidecar(entry):
            batch.append(entry)
    if batch:
        yield batch
    for one in folders:
        # a linked folder is reached by its real place, once
        if not one.is_symlink():
            yield from _folder(one, root)


def _stays_inside(entry: Path, root: Path) -> bool:
    return Path(os.path.realpath(entry)).is_relative_to(root)


def is_sidecar(path: Path) -> bool:
    """What is passed over in folders: texts, tables, the metadata of filesets, and small pictures of other images."""
    by_name = path.name.lower() in SIDECAR_NAMES or path.stem.lower() in SIDECAR_NAMES
    return by_name or path.suffix.lower() in SIDECARS or is_companion(path) or is_thumbnail(path.stem)
