"""`request.conn` where there is no OMERO.server: the methods of omero-py's BlitzGateway that apps use, over the port.

Names, arguments and results are those of BlitzGateway 5.x (`getObject` gives None for what is not there, ids may be
texts, values come through getters), so that a page written for OMERO.web's `conn` runs on the embedded store. What is
not here raises `NotOffered`, which names the port's way. docs/conn.md lists everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from omeropyr.gateway.conn.absent import Guided
from omeropyr.gateway.conn.annotations import BlitzAnnotation, FileAnnotationWrapper, wrap_annotation
from omeropyr.gateway.conn.attachments import Attachments
from omeropyr.gateway.conn.changes import Changes
from omeropyr.gateway.conn.scope import ServiceOptions
from omeropyr.gateway.conn.who import Who
from omeropyr.gateway.model import Kind, ObjectRef

MAX_PLANE_SIZE = (3192, 3192)
"""OMERO's own default: planes above this area are asked for in tiles."""


class BlitzConnection(Changes, Attachments, Who, Guided):
    """One request's connection."""

    def __repr__(self) -> str:
        return f"<BlitzConnection of {self.session.context.user.ome_name}>"

    def createServiceOptsDict(self) -> ServiceOptions:
        """A copy of `SERVICE_OPTS`."""
        return self.SERVICE_OPTS.copy()

    def isConnected(self) -> bool:
        return True

    def keepAlive(self) -> bool:
        """The request that holds this connection has just used the session."""
        return True

    def close(self, hard: bool = False) -> None:
        """Give the connection back; with `hard` the user is signed out as well."""
        if hard:
            self.session.end()
        self.session.release()

    def getMaxPlaneSize(self) -> tuple[int, int]:
        return MAX_PLANE_SIZE

    def annotations_on(self, ref: ObjectRef, ns: str | None = None) -> Iterator[BlitzAnnotation]:
        """What hangs on one object, or of that what is in a namespace."""
        links = self.session.annotations.of([ref])
        matching = (link for link in links if ns in (None, link.annotation.namespace))
        return (wrap_annotation(self, link.annotation, link) for link in matching)

    def getThumbnailSet(self, image_ids: Iterable[int], max_size: int = 64) -> Mapping[int, bytes | None]:
        """Image id to a JPEG of this longest side; None for what cannot be read. One call for all of them."""
        return self.session.pixels.thumbnails(list(image_ids), max_size)

    def listFileAnnotations(self) -> Iterator[FileAnnotationWrapper]:
        """Every attachment the user can read, newest first."""
        found = self.session.annotations.all([Kind.FILE], self.SERVICE_OPTS.scope)
        return (FileAnnotationWrapper(self, annotation) for annotation in found.items)

    def searchObjects(self, obj_types: Sequence[str] | None, text: str, **_: Any) -> list[Any]:
        """Objects that match, best first; `text` is in the language of `Search.find`. Other arguments are ignored."""
        kinds = [self.kind_of(name) for name in obj_types or ()]
        found = self.session.search.find(text, kinds=kinds, scope=self.SERVICE_OPTS.scope)
        objects = (self.getObject(hit.ref.kind, hit.ref.id) for hit in found.hits)
        return [item for item in objects if item is not None]

    def getFilesetFilesInfo(self, imageIds: Iterable[int]) -> dict[str, Any]:
        """`{"fileset", "annotations", "count", "size"}`: number and bytes of the files of these images."""
        filesets = self.session.images.filesets(list(imageIds))
        files = [file for fileset in filesets for file in fileset.files]
        size = sum(file.size for file in files)
        return {"fileset": bool(filesets), "annotations": [], "count": len(files), "size": size}
