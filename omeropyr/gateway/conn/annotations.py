"""Annotations, those that are stored and those a page makes: `TagAnnotationWrapper(conn)`, `setValue`, `save`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from omeropyr.errors import Conflict
from omeropyr.gateway.conn.absent import Guided
from omeropyr.gateway.conn.files import BlitzOriginalFile
from omeropyr.gateway.conn.people import BlitzDetails, BlitzExperimenter
from omeropyr.gateway.model import Annotation, AnnotationLink, AnnotationValue, Kind, ObjectRef, OriginalFile, Rights

if TYPE_CHECKING:
    from omeropyr.gateway.conn.connection import BlitzConnection


class BlitzAnnotation(Guided):
    """An annotation. Made without one it is new: it is stored by `save` or by `linkAnnotation` of an object."""

    OMERO_TYPE: ClassVar[str] = ""
    KIND: ClassVar[Kind]

    def __init__(
        self, conn: BlitzConnection, annotation: Annotation | None = None, link: AnnotationLink | None = None
    ) -> None:
        self._conn, self._annotation, self._link_value = conn, annotation, link
        self._new: dict[str, Any] = {}

    @property
    def id(self) -> int | None:
        return self._annotation.id if self._annotation else None

    @property
    def link(self) -> AnnotationLink | None:
        """How it hangs on the object it was listed from."""
        return self._link_value

    def getId(self) -> int:
        """Raises Conflict for one that is not stored yet."""
        return self._stored().id

    def _stored(self) -> Annotation:
        if self._annotation is None:
            raise Conflict(f"This {self.OMERO_TYPE} is not stored yet: call save() or linkAnnotation() first.")
        return self._annotation

    def _field(self, name: str) -> Any:
        return self._new.get(name, getattr(self._annotation, name, None))

    def getValue(self) -> Any:
        """What it holds, in the type of its kind."""
        return self._field("value")

    def setValue(self, val: Any) -> None:
        """Until `save`, on this wrapper only."""
        self._new["value"] = self.as_value(val)

    @staticmethod
    def as_value(val: Any) -> AnnotationValue:
        value: AnnotationValue = val
        return value

    def getTextValue(self) -> str:
        """What people read of it."""
        return self._stored().text

    def getNs(self) -> str | None:
        namespace: str | None = self._field("namespace")
        return namespace

    def setNs(self, val: str | None) -> None:
        """Until `save`, on this wrapper only."""
        self._new["namespace"] = val

    def getDescription(self) -> str:
        return self._field("description") or ""

    def setDescription(self, val: str) -> None:
        """Until `save`, on this wrapper only."""
        self._new["description"] = val

    def getOwner(self) -> BlitzExperimenter:
        return BlitzExperimenter(self._conn, self._stored().owner)

    def getDate(self) -> datetime:
        """When it was made; aware, UTC."""
        return self._stored().created_at

    def getDetails(self) -> BlitzDetails:
        annotation = self._stored()
        return BlitzDetails(self._conn, annotation.owner.id, annotation.group_id, annotation.rights)

    def _rights(self) -> Rights:
        return self._stored().rights

    def canEdit(self) -> bool:
        return self._rights().can_edit

    def canDelete(self) -> bool:
        return self._rights().can_delete

    def save(self) -> None:
        """Store a new one, or write what was set. Raises Forbidden, Invalid."""
        if self._annotation is None:
            self._store([])
        elif self._new:
            self._conn.session.annotations.update(self._annotation.id, **self._new)
            self._reload(self._annotation.id)

    def attach(self, ref: ObjectRef) -> BlitzAnnotation:
        """Put it on an object, storing it first if it is new."""
        if self._annotation is None:
            self._store([ref])
        else:
            self._conn.session.annotations.link(self._annotation.id, [ref])
        return self

    def _store(self, targets: Sequence[ObjectRef]) -> None:
        more = {name: self._new[name] for name in ("namespace", "description") if self._new.get(name) is not None}
        made = self._conn.session.annotations.create(self.KIND, self._new.get("value"), targets, **more)
        self._reload(made)

    def _reload(self, annotation_id: int) -> None:
        self._annotation = self._conn.session.annotations.get(annotation_id)
        self._new = {}


class TagAnnotationWrapper(BlitzAnnotation):
    OMERO_TYPE, KIND = "TagAnnotation", Kind.TAG

    def listTagsInTagset(self) -> Iterator[BlitzAnnotation]:
        """Tags of a tag set; nothing for a tag."""
        found = self._conn.session.annotations.tags(tagset_id=self.getId())
        return (wrap_annotation(self._conn, tag) for tag in found.items)

    def countTagsInTagset(self) -> int:
        return self._stored().child_count


class TagSetWrapper(TagAnnotationWrapper):
    """A tag annotation in the namespace of tag sets."""

    KIND = Kind.TAGSET

    def _store(self, targets: Sequence[ObjectRef]) -> None:
        group, text = self._conn.session.context.group.id, str(self._new.get("value", ""))
        self._reload(self._conn.session.annotations.create_tagset(text, group_id=group))


class CommentAnnotationWrapper(BlitzAnnotation):
    OMERO_TYPE, KIND = "CommentAnnotation", Kind.COMMENT


class MapAnnotationWrapper(BlitzAnnotation):
    """Key-value pairs: lists of [key, value] in their order."""

    OMERO_TYPE, KIND = "MapAnnotation", Kind.MAP

    @staticmethod
    def as_value(val: Any) -> AnnotationValue:
        pairs = val.items() if hasattr(val, "items") else val
        return tuple((str(key), str(value)) for key, value in pairs)

    def getValue(self) -> list[tuple[str, str]]:
        """Pairs of key and value, in their order."""
        return list(self._field("value") or ())


class FileAnnotationWrapper(BlitzAnnotation):
    """An attachment."""

    OMERO_TYPE, KIND = "FileAnnotation", Kind.FILE

    @staticmethod
    def as_value(val: Any) -> AnnotationValue:
        file: OriginalFile = val._file if isinstance(val, BlitzOriginalFile) else val
        return file

    def setFile(self, originalfile: BlitzOriginalFile) -> None:
        """The file it shows. Until `save`, on this wrapper only."""
        self.setValue(originalfile)

    def getFile(self) -> BlitzOriginalFile:
        return BlitzOriginalFile(self._conn, self._field("value"))

    def getFileName(self) -> str:
        return self.getFile().getName()

    def getFileSize(self) -> int:
        """Bytes."""
        return self.getFile().getSize()

    def getFileInChunks(self) -> Iterator[bytes]:
        return self.getFile().getFileInChunks()


class LongAnnotationWrapper(BlitzAnnotation):
    OMERO_TYPE, KIND = "LongAnnotation", Kind.LONG


class DoubleAnnotationWrapper(BlitzAnnotation):
    OMERO_TYPE, KIND = "DoubleAnnotation", Kind.DOUBLE


class BooleanAnnotationWrapper(BlitzAnnotation):
    OMERO_TYPE, KIND = "BooleanAnnotation", Kind.BOOLEAN


class TimestampAnnotationWrapper(BlitzAnnotation):
    OMERO_TYPE, KIND = "TimestampAnnotation", Kind.TIMESTAMP


class TermAnnotationWrapper(BlitzAnnotation):
    OMERO_TYPE, KIND = "TermAnnotation", Kind.TERM


class XmlAnnotationWrapper(BlitzAnnotation):
    OMERO_TYPE, KIND = "XmlAnnotation", Kind.XML


WRAPPERS: dict[Kind, type[BlitzAnnotation]] = {
    wrapper.KIND: wrapper
    for wrapper in (
        TagAnnotationWrapper,
        TagSetWrapper,
        CommentAnnotationWrapper,
        MapAnnotationWrapper,
        FileAnnotationWrapper,
        LongAnnotationWrapper,
        DoubleAnnotationWrapper,
        BooleanAnnotationWrapper,
        TimestampAnnotationWrapper,
        TermAnnotationWrapper,
        XmlAnnotationWrapper,
    )
}


def wrap_annotation(
    conn: BlitzConnection, annotation: Annotation, link: AnnotationLink | None = None
) -> BlitzAnnotation:
    return WRAPPERS[annotation.kind](conn, annotation, link)
