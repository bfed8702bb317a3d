"""What projects, datasets, images, screens, plates, runs and wells have in common, as `BlitzObjectWrapper` has it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from omeropyr.gateway.conn.absent import Guided
from omeropyr.gateway.conn.people import BlitzDetails, BlitzExperimenter
from omeropyr.gateway.model import DataObject, Kind, ObjectRef

if TYPE_CHECKING:
    from omeropyr.gateway.conn.annotations import BlitzAnnotation
    from omeropyr.gateway.conn.connection import BlitzConnection

Item = TypeVar("Item", bound=DataObject)


class BlitzObject(Guided, Generic[Item]):
    """One object of the tree. Setters change the wrapper; `save` writes what was changed."""

    OMERO_CLASS: ClassVar[str] = ""
    KIND: ClassVar[Kind]

    def __init__(self, conn: BlitzConnection, item: Item) -> None:
        self._conn, self._item = conn, item
        self._changes: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.getId()} {self.getName()!r}>"

    @property
    def _session(self) -> Any:
        return self._conn.session

    @property
    def _ref(self) -> ObjectRef:
        return ObjectRef(self.KIND, self.getId())

    @property
    def id(self) -> int:
        return self._item.id

    @property
    def name(self) -> str:
        return self.getName()

    @property
    def description(self) -> str:
        return self.getDescription()

    def getId(self) -> int:
        return self._item.id

    def getName(self) -> str:
        return self._changes.get("name", self._item.name)

    def setName(self, value: str) -> None:
        """Until `save`, on this wrapper only."""
        self._changes["name"] = value

    def getDescription(self) -> str:
        return self._changes.get("description", self._item.description)

    def setDescription(self, value: str) -> None:
        """Until `save`, on this wrapper only."""
        self._changes["description"] = value

    def save(self) -> None:
        """Write name and description if they were set. Raises Forbidden, Invalid."""
        edit = self._session.edit
        if "name" in self._changes:
            edit.rename(self._ref, self._changes["name"])
        if "description" in self._changes:
            edit.describe(self._ref, self._changes["description"])

    def getDetails(self) -> BlitzDetails:
        """Owner, group and permissions."""
        return BlitzDetails(self._conn, self._item.owner_id, self._item.group_id, self._item.rights)

    def getOwner(self) -> BlitzExperimenter | None:
        return self._conn.person(self._item.owner_id)

    def getOwnerFullName(self) -> str | None:
        owner = self.getOwner()
        return owner.getFullName() if owner else None

    def getOwnerOmeName(self) -> str | None:
        owner = self.getOwner()
        return owner.getOmeName() if owner else None

    def getDate(self) -> datetime | None:
        """When it was made, where the store says so; aware, UTC."""
        return getattr(self._item, "imported_at", None)

    creationEventDate = getDate

    def isOwned(self) -> bool:
        """Whether the user owns it."""
        return self._item.owner_id == self._conn.getUserId()

    def isLeaded(self) -> bool:
        """Whether the user leads its group."""
        return self._item.group_id in self._session.context.leader_of

    def canEdit(self) -> bool:
        return self._item.rights.can_edit

    def canWrite(self) -> bool:
        """As `canEdit`."""
        return self._item.rights.can_edit

    def canAnnotate(self) -> bool:
        return self._item.rights.can_annotate

    def canDelete(self) -> bool:
        return self._item.rights.can_delete

    def canLink(self) -> bool:
        return self._item.rights.can_link

    def canChgrp(self) -> bool:
        return self._item.rights.can_chgrp

    def canChown(self) -> bool:
        return self._item.rights.can_chown

    def listChildren(self) -> Iterator[BlitzObject[Any]]:
        """Datasets of a project, images of a dataset, plates of a screen, wells of a plate, fields of a well."""
        return iter(())

    def countChildren(self) -> int:
        return int(getattr(self._item, "child_count", 0))

    def countChildren_cached(self) -> int:
        return self.countChildren()

    def findChildByName(self, name: str, description: str | None = None) -> BlitzObject[Any] | None:
        """The first child of that name (and description, if given)."""
        matches = (child for child in self.listChildren() if child.getName() == name)
        return next((child for child in matches if description in (None, child.getDescription())), None)

    def listParents(self) -> list[BlitzObject[Any]]:
        """Every container it is in."""
        links = self._session.browse.parents([self._ref])
        found = (self._conn.getObject(link.parent.kind, link.parent.id) for link in links)
        return [parent for parent in found if isinstance(parent, BlitzObject)]

    def getParent(self) -> BlitzObject[Any] | None:
        """The first of `listParents`, or None."""
        return next(iter(self.listParents()), None)

    def getAncestry(self) -> list[BlitzObject[Any]]:
        """Its parent, the parent of that, and so on."""
        parent = self.getParent()
        return [] if parent is None else [parent, *parent.getAncestry()]

    def listAnnotations(self, ns: str | None = None) -> Iterator[BlitzAnnotation]:
        """Every annotation on it, or those of one namespace."""
        return self._conn.annotations_on(self._ref, ns)

    def getAnnotation(self, ns: str | None = None) -> BlitzAnnotation | None:
        """The first annotation, or the first of a namespace."""
        return next(self.listAnnotations(ns), None)

    def getAnnotationCounts(self) -> dict[str, int]:
        """How many annotations of each class are on it, e.g. `{"TagAnnotation": 2}`, as names of the classes."""
        return self._conn.getAnnotationCounts({self.OMERO_CLASS: [self.getId()]})

    def linkAnnotation(self, ann: BlitzAnnotation, sameOwner: bool = False) -> BlitzAnnotation:
        """Put an annotation on it; one that is not stored yet is stored. Raises Forbidden. `sameOwner` is ignored."""
        return ann.attach(self._ref)

    def unlinkAnnotations(self, ns: str | None) -> None:
        """Take every annotation of a namespace off it. Raises Forbidden."""
        for annotation in list(self.listAnnotations(ns)):
            self._session.annotations.unlink(annotation.getId(), [self._ref])

    def removeAnnotations(self, ns: str | None) -> None:
        """Delete every annotation of a namespace that is on it. Raises Forbidden."""
        found = [annotation.getId() for annotation in self.listAnnotations(ns)]
        if found:
            self._session.annotations.delete(found)

    def simpleMarshal(self) -> dict[str, Any]:
        """What a page needs to show it: type, id, name, description, owner, and what the user may do."""
        return {
            "type": self.OMERO_CLASS,
            "id": self.getId(),
            "name": self.getName(),
            "description": self.getDescription(),
            "owner": self.getOwnerFullName(),
            "permsCss": "",
            "canEdit": self.canEdit(),
            "canAnnotate": self.canAnnotate(),
            "canDelete": self.canDelete(),
            "canLink": self.canLink(),
        }
