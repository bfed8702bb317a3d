"""From a row of the database to open pixels."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Integer, bindparam, select
from sqlalchemy.orm import aliased

from omeropyr.errors import NotFound, UnreadableFile
from omeropyr.gateway.embedded.codec import settings_from_json, source_from_json
from omeropyr.gateway.embedded.files.originals import Original, Originals
from omeropyr.gateway.embedded.query import among, is_id
from omeropyr.gateway.embedded.rights import VIEWER_ID, Sight, Viewer, any_viewer
from omeropyr.gateway.embedded.schema import ImageRow, OriginalFileRow, PixelsRow, RenderingRow
from omeropyr.gateway.embedded.statements import AnyRow, AnySelect
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.model import Kind
from omeropyr.imaging import luts
from omeropyr.imaging.address import located
from omeropyr.imaging.opening import SourceCache
from omeropyr.imaging.pyramid import SUFFIX
from omeropyr.imaging.settings import RenderSettings
from omeropyr.imaging.source import ImageSource, SourceSpec

REMEMBERED = 4096
"""How many images' ways to their files are kept in memory; they change when a pyramid has been made."""
UNKNOWN = ""
LUTS = "luts"
"""Folder of the store for look-up tables in files."""
IMAGE_ID = "image_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An image that the user may see: how big it is, how to open it."""

    image_id: int
    size_c: int
    size_z: int
    size_t: int
    spec: SourceSpec

    def require_plane(self, z: int, t: int) -> None:
        """Raises NotFound."""
        if not (0 <= z < self.size_z and 0 <= t < self.size_t):
            raise NotFound(f"plane of image {self.image_id} at", f"z={z}, t={t}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown(Placed):
    """And how it looks to them."""

    settings: RenderSettings
    defaults: RenderSettings


class Sources:
    """Open images of one store, shared by all sessions of this process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        luts.add_folder(store.path / LUTS)
        self._originals = Originals()
        self._cache = SourceCache(opener=self._originals.open)
        weakref.finalize(self, self._cache.close)
        self._specs: OrderedDict[int, SourceSpec] = OrderedDict()
        self._shown_from: dict[int, str | None] = {}
        self._lock = threading.Lock()

    def placed(self, connection: Connection, viewer: Viewer, image_id: int) -> Placed:
        """In one statement that is compiled once: every tile asks it, and may see the image or not at this moment.

        Raises NotFound.
        """
        row = self._one(connection, viewer, image_id, _placed_statement(viewer.is_admin))
        return Placed(**self._place(row))

    def shown(self, connection: Connection, viewer: Viewer, image_id: int) -> Shown:
        """In one statement. Raises NotFound."""
        return self._shown(self._one(connection, viewer, image_id, _one_statement(viewer.is_admin)))

    def _one(self, connection: Connection, viewer: Viewer, image_id: int, statement: AnySelect) -> AnyRow:
        if not is_id(image_id):
            raise NotFound(Kind.IMAGE, image_id)
        row = connection.execute(statement, {VIEWER_ID: viewer.user_id, IMAGE_ID: image_id}).one_or_none()
        if row is None:
            raise NotFound(Kind.IMAGE, image_id)
        self._learn(connection, [row] if self._shown_from.get(row.id, UNKNOWN) != row.pyramid else [])
        if row.id not in self._specs:  # deleted in between
            raise NotFound(Kind.IMAGE, image_id)
        return row

    def shown_many(self, connection: Connection, viewer: Viewer, image_ids: list[int]) -> dict[int, Shown]:
        """Those that the user may see, in one statement (and two more for those not met before)."""
        wanted = {VIEWER_ID: viewer.user_id, "ids": [image_id for image_id in image_ids if is_id(image_id)]}
        found = connection.execute(_shown_statement(viewer.is_admin), wanted).all()
        self._learn(connection, [row for row in found if self._shown_from.get(row.id, UNKNOWN) != row.pyramid])
        return {row.id: self._shown(row) for row in found if row.id in self._specs}

    def _place(self, row: AnyRow) -> dict[str, Any]:
        sizes = {"size_c": row.size_c, "size_z": row.size_z, "size_t": row.size_t}
        return {"image_id": row.id, "spec": self._specs[row.id], **sizes}

    def _shown(self, row: AnyRow) -> Shown:
        defaults = settings_from_json(row.defaults)
        saved = row.mine or row.owners
        settings = defaults if saved is None else settings_from_json(saved)
        return Shown(**self._place(row), settings=settings, defaults=defaults)

    def _learn(self, connection: Connection, rows: list[AnyRow]) -> None:
        if not rows:
            return
        file = OriginalFileRow
        filesets = {row.fileset_id for row in rows if row.fileset_id is not None}
        known = (file.size, file.modified_ns, file.checksum, file.content_mark)
        found = select(file.fileset_id, file.path, *known).where(among(file.fileset_id, filesets))
        files: dict[int | None, list[str]] = {}
        for one in connection.execute(found.order_by(file.position)):
            place = located(self._store.path, one.path)
            self._originals.learn(place, Original(one.size, one.modified_ns, one.checksum, one.content_mark))
            files.setdefault(one.fileset_id, []).append(place)
        said = select(PixelsRow.image_id, PixelsRow.source).where(among(PixelsRow.image_id, {row.id for row in rows}))
        sources = {one.image_id: one.source for one in connection.execute(said)}
        with self._lock:
            for row in (row for row in rows if row.id in sources):
                self._specs[row.id] = self._spec(row.pyramid, sources[row.id], files.get(row.fileset_id, []))
                self._shown_from[row.id] = row.pyramid
            while len(self._specs) > max(REMEMBERED, len(rows)):
                del self._shown_from[self._specs.popitem(last=False)[0]]

    def _spec(self, pyramid: str | None, source: dict[str, Any], files: list[str]) -> SourceSpec:
        if pyramid is not None:
            # stores of the first version have pyramids in TIFF
            reader = "zarr" if pyramid.endswith(SUFFIX) else "tiff"
            return SourceSpec(reader=reader, files=(str(self._store.path / pyramid),))
        return source_from_json(source, files)

    @contextmanager
    def open(self, shown: Placed) -> Iterator[ImageSource]:
        """The pixels for the time of a `with` block. Raises UnreadableFile if the file is gone, damaged or replaced."""
        with self._cache.lease(shown.spec) as source:
            info = source.info
            if (info.size_c, info.size_z, info.size_t) != (shown.size_c, shown.size_z, shown.size_t):
                raise UnreadableFile(shown.spec.files[0], "the file has changed since it was imported")
            try:
                yield source
            except UnreadableFile:
                # it may be in order again at the next try: then its files are asked anew
                self._cache.forget(shown.spec)
                raise

    def close(self) -> None:
        self._cache.close()


@cache
def _placed_statement(is_admin: bool) -> AnySelect:
    """A plain bound number: writing out a list of one takes SQLAlchemy 0.05 ms of the 0.2."""
    viewer = any_viewer(is_admin)
    return Sight(viewer, ImageRow).restrict(_places()).where(ImageRow.id == bindparam(IMAGE_ID, type_=Integer))


@cache
def _one_statement(is_admin: bool) -> AnySelect:
    return _looks(is_admin).where(ImageRow.id == bindparam(IMAGE_ID, type_=Integer))


@cache
def _shown_statement(is_admin: bool) -> AnySelect:
    ids = bindparam("ids", expanding=True, literal_execute=True, type_=Integer)
    return _looks(is_admin).where(ImageRow.id.in_(ids))


def _places() -> AnySelect:
    image = ImageRow
    found = select(image.id, image.fileset_id, image.size_c, image.size_z, image.size_t, PixelsRow.pyramid)
    return found.select_from(image).join(PixelsRow, PixelsRow.image_id == image.id)


def _looks(is_admin: bool) -> AnySelect:
    viewer = any_viewer(is_admin)
    mine, owners = aliased(RenderingRow), aliased(RenderingRow)
    found = (
        _places()
        .add_columns(PixelsRow.defaults, mine.settings.label("mine"), owners.settings.label("owners"))
        .join(mine, (mine.image_id == ImageRow.id) & (mine.owner_id == viewer.user_id), isouter=True)
        .join(owners, (owners.image_id == ImageRow.id) & (owners.owner_id == ImageRow.owner_id), isouter=True)
    )
    return Sight(viewer, ImageRow).restrict(found)
