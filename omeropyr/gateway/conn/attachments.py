"""Links of annotations, counts of them, and new attachments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from omeropyr.gateway.conn.annotations import WRAPPERS as ANNOTATION_WRAPPERS
from omeropyr.gateway.conn.annotations import FileAnnotationWrapper
from omeropyr.gateway.conn.files import CHUNK, BlitzOriginalFile
from omeropyr.gateway.conn.lookups import Lookups
from omeropyr.gateway.model import AnnotationLink, Kind, ObjectRef


class Attachments(Lookups):
    """The part of a connection about annotations and files."""

    def _links(
        self, obj_type: str, obj_ids: Iterable[int] | None, kinds: Sequence[Kind] = ()
    ) -> Sequence[AnnotationLink]:
        kind = self.kind_of(obj_type)
        return self.session.annotations.of([ObjectRef(kind, int(number)) for number in obj_ids or ()], kinds=kinds)

    def getAnnotationLinks(
        self,
        parent_type: str,
        parent_ids: Iterable[int] | None = None,
        ann_ids: Iterable[int] | None = None,
        ns: str | None = None,
    ) -> Iterator[AnnotationLink]:
        """Links of these objects, or of these annotations, or of both; values of the port."""
        wanted = None if ann_ids is None else [int(number) for number in ann_ids]
        if parent_ids is None:
            kind = self.kind_of(parent_type)
            links = self.session.annotations.linked(wanted or (), kinds=[kind])
        else:
            links = self._links(parent_type, parent_ids)
        return (
            link
            for link in links
            if (wanted is None or link.annotation.id in wanted) and ns in (None, link.annotation.namespace)
        )

    def getAnnotationCounts(self, objDict: Mapping[str, Sequence[int]]) -> dict[str, int]:
        """`{"Image": [1, 2]}` to how many annotations of each class these have, e.g. `{"TagAnnotation": 3}`."""
        counts: Counter[str] = Counter()
        for obj_type, ids in objDict.items():
            counts.update(_class_of(link) for link in self._links(obj_type, ids))
        return dict(counts)

    def countAnnotations(self, obj_type: str, obj_ids: Sequence[int] = ()) -> dict[int, int]:
        """Object id to the number of annotations on it; objects without any are left out."""
        return dict(Counter(link.parent.id for link in self._links(obj_type, obj_ids)))

    def getObjectsByAnnotations(self, obj_type: str, annids: Sequence[int]) -> Iterator[Any]:
        """Objects of a type that carry one of the annotations, each once."""
        kind = self.kind_of(obj_type)
        links = self.session.annotations.linked([int(number) for number in annids], kinds=[kind])
        return self.getObjects(obj_type, dict.fromkeys(link.parent.id for link in links))

    def createOriginalFileFromFileObj(
        self, fo: BinaryIO, path: str, name: str, fileSize: int, mimetype: str | None = None
    ) -> BlitzOriginalFile:
        """Store what can be read from `fo`; `path` and `fileSize` are accepted and not needed."""
        pieces = iter(lambda: fo.read(CHUNK), b"")
        return BlitzOriginalFile(self._conn, self.session.files.store(name, pieces, mimetype=mimetype))

    def createOriginalFileFromLocalFile(
        self, localPath: str, origFilePathAndName: str | None = None, mimetype: str | None = None
    ) -> BlitzOriginalFile:
        """Store a file of the machine this runs on, by default under its own name."""
        local = Path(localPath)
        name = Path(origFilePathAndName or localPath).name
        with local.open("rb") as opened:
            return self.createOriginalFileFromFileObj(opened, str(local.parent), name, local.stat().st_size, mimetype)

    def createFileAnnfromLocalFile(
        self,
        localPath: str,
        origFilePathAndName: str | None = None,
        mimetype: str | None = None,
        ns: str | None = None,
        desc: str | None = None,
    ) -> FileAnnotationWrapper:
        """An attachment of such a file, not linked to anything yet."""
        made = FileAnnotationWrapper(self._conn)
        made.setFile(self.createOriginalFileFromLocalFile(localPath, origFilePathAndName, mimetype))
        made.setNs(ns)
        made.setDescription(desc or "")
        made.save()
        return made


def _class_of(link: AnnotationLink) -> str:
    return str(ANNOTATION_WRAPPERS[link.annotation.kind].OMERO_TYPE)
