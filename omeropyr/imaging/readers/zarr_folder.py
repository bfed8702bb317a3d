"""Folders of Zarr, on this machine or in an object store: their small files and their arrays."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import zarr
from zarr.storage import LocalStore, StorePath

from omeropyr.errors import UnknownFormat, UnreadableFile
from omeropyr.imaging.address import Address, Place
from omeropyr.imaging.readers.file_set import require_file_inside
from omeropyr.imaging.readers.file_stamp import FileStamp, stamp_or_none
from omeropyr.imaging.readers.said import first_line

MAX_METADATA = 64 * 2**20
"""Bytes of one JSON or XML file; a plate of 1536 wells has about 200 kB."""
ARRAY = {2: ".zarray", 3: "zarr.json"}
"""Metadata of an array, by the Zarr format."""
EXTRA = "omeropyr[remote]"
TIMEOUTS = {"timeout": "60s", "connect_timeout": "10s"}
RETRIES = {"max_retries": 2, "retry_timeout": timedelta(seconds=20)}


class Folder(Protocol):
    """A group. `place` is what messages call it."""

    @property
    def place(self) -> Place: ...

    def read(self, name: str) -> bytes | None:
        """A small file; None if there is none. Raises UnreadableFile, also for a huge one."""

    def array(self, inside: str, zarr_format: int) -> Any:
        """A zarr array inside the group. Raises UnreadableFile if it is missing; zarr raises many kinds."""


def folder_of(place: Place) -> Folder:
    """Raises UnknownFormat for an address when the library for them is not installed."""
    return RemoteFolder(place) if isinstance(place, Address) else LocalFolder(place)


class PlainFiles(LocalStore):
    """Files below a folder, without pipes and devices, and without links that lead elsewhere."""

    async def get(self, key: str, *others: Any, **options: Any) -> Any:
        path = self.root / key
        if path.exists():
            require_file_inside(str(path), str(self.root))
        return await super().get(key, *others, **options)


class LocalFolder:
    """A folder on this machine. Links may not lead out of it."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.asked: dict[str, FileStamp | None] = {}
        """The files that `read` and `array` looked for, as they were; None for those that were not there."""
        self._root = os.path.realpath(place)

    def read(self, name: str) -> bytes | None:
        file = self._inside(name)
        stamp = self.asked[file] = stamp_or_none(file)
        try:
            if stamp is None or not os.path.isfile(file):
                return None
            if stamp.size > MAX_METADATA:
                raise _too_long(self.place, name)
            return Path(file).read_bytes()
        except OSError as error:
            raise UnreadableFile(self.place, f"its {name} cannot be read ({error.strerror or error}).") from error

    def array(self, inside: str, zarr_format: int) -> Any:
        """From its metadata alone: zarr's own way to open takes 0.9 ms, most of it between its threads."""
        said = _json(self, f"{inside}/{ARRAY[zarr_format]}")
        if said is None:
            raise UnreadableFile(self.place, f"its level {inside!r} is missing.")
        if said.get("zarr_format") != zarr_format:
            raise UnreadableFile(self.place, f"its level {inside!r} is no array of Zarr {zarr_format}.")
        store = PlainFiles(self._inside(inside), read_only=True)
        return zarr.Array.from_dict(StorePath(store), dict(said))

    def _inside(self, name: str) -> str:
        try:
            found = os.path.realpath(os.path.join(self._root, name))
            inside = os.path.commonpath((found, self._root)) == self._root
        except (OSError, ValueError) as error:
            raise UnreadableFile(self.place, f"its {name!r} cannot be found.") from error
        if not inside:
            raise UnreadableFile(
                self.place, f"its {name!r} is a link that leads outside the folder, and is not followed."
            )
        return found


class RemoteFolder:
    """A folder in an object store, read through obstore, which knows the protocols and reads without the GIL."""

    def __init__(self, place: Address) -> None:
        self.place = place
        self._store = _object_store(place)

    def read(self, name: str) -> bytes | None:
        try:
            found = self._store.get(name)
            if found.meta["size"] > MAX_METADATA:
                raise _too_long(self.place, name)
            return bytes(found.bytes())
        except FileNotFoundError:
            return None
        except UnreadableFile:
            raise
        except Exception as error:  # obstore has a class of errors for each kind of store
            raise UnreadableFile(self.place, f"its {name} cannot be fetched ({first_line(error)}).") from error

    def array(self, inside: str, zarr_format: int) -> Any:
        from zarr.storage import ObjectStore

        store = ObjectStore(_object_store(self.place / inside), read_only=True)
        try:
            return zarr.open_array(store, mode="r", zarr_format=_format(zarr_format))
        except FileNotFoundError as error:
            raise UnreadableFile(self.place, f"its level {inside!r} is missing.") from error


@cache
def _object_stores() -> Any:
    try:
        import obstore.store
    except ImportError:
        return None
    return obstore.store


def _object_store(place: Address) -> Any:
    stores = _object_stores()
    if stores is None:
        raise UnknownFormat(place, f"addresses need the package obstore, install it with: pip install '{EXTRA}'.")
    if place.url.startswith("s3://"):
        options = {"client_options": {**TIMEOUTS, "allow_http": True}, "retry_config": RETRIES}
        return stores.S3Store.from_url(place.url, skip_signature=not _has_credentials(), **options)
    options = {"client_options": {**TIMEOUTS, "allow_http": place.url.startswith("http://")}, "retry_config": RETRIES}
    return stores.HTTPStore.from_url(place.url, **options)


def _has_credentials() -> bool:
    """Buckets are read without a signature unless the environment brings one."""
    return any(name in os.environ for name in ("AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE"))


def _format(number: int) -> Any:
    """zarr has literal types for the numbers 2 and 3."""
    return number


# metadata


def attributes(folder: Folder) -> tuple[Mapping[str, Any], int]:
    """The OME metadata of a group and its Zarr format: `ome` of zarr.json (0.5, Zarr 3) or .zattrs (0.4, Zarr 2).

    Empty metadata for a folder that has neither. Raises UnreadableFile.
    """
    for name, zarr_format in (("zarr.json", 3), (".zattrs", 2)):
        content = _json(folder, name)
        if content is None:
            continue
        said = content if zarr_format == 2 else _mapping(_mapping(content.get("attributes")).get("ome"))
        return said, zarr_format
    return {}, 2


def _json(folder: Folder, name: str) -> Mapping[str, Any] | None:
    text = folder.read(name)
    if text is None:
        return None
    try:
        return _mapping(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(folder.place, f"its {name} cannot be read ({first_line(error)}).") from error


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _too_long(place: Place, name: str) -> UnreadableFile:
    return UnreadableFile(place, f"its {name} has more than {MAX_METADATA // 2**20} MB, which no metadata needs.")
