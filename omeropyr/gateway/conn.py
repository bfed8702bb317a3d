"""`request.conn` where there is no OMERO.server: the methods of omero-py's BlitzGateway that apps use, over the port.

Names, arguments and results are those of BlitzGateway 5.x (`getObject` gives None for what is not there, ids may be
texts, values come through getters), so that a page written for OMERO.web's `conn` runs on the embedded store. What
the port cannot do is not here: an AttributeError names the method.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from omeropyr.errors import Invalid, NotFound
from omeropyr.gateway.model import (
    AnnotationLink,
    DataObject,
    Experimenter,
    Group,
    Image,
    ImageSummary,
    Kind,
    ObjectRef,
    Plate,
    Scope,
)
from omeropyr.gateway.port import Session


class BlitzConnection:
    """One request's connection."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def getObject(self, obj_type: str, oid: int | str, **_options: Any) -> BlitzObject | None:  # noqa: N802
        """The object, or None. `obj_type` in any case: Project, Dataset, Image, Screen, Plate."""
        try:
            return _wrap(self._session, _loader(self._session, obj_type)(int(oid)))
        except NotFound:
            return None

    def getObjects(  # noqa: N802
        self, obj_type: str, ids: Iterable[int | str] | None = None, opts: dict[str, Any] | None = None
    ) -> Iterator[BlitzObject]:
        """Those of the ids that can be read, or all that `opts` (owner, group, project, dataset, ...) lets through."""
        if ids is not None:
            found = (self.getObject(obj_type, oid) for oid in ids)
            return (item for item in found if item is not None)
        return self._listed(obj_type, opts or {})

    def _listed(self, obj_type: str, opts: dict[str, Any]) -> Iterator[BlitzObject]:
        scope = Scope(group_id=opts.get("group"), owner_id=opts.get("owner"))
        browse, orphaned = self._session.browse, bool(opts.get("orphaned"))
        listings: dict[str, Callable[[], Any]] = {
            "project": lambda: browse.projects(scope),
            "dataset": lambda: browse.datasets(scope, project_id=opts.get("project"), orphaned=orphaned),
            "image": lambda: browse.images(scope, dataset_id=opts.get("dataset"), orphaned=orphaned),
            "screen": lambda: browse.screens(scope),
            "plate": lambda: browse.plates(scope, screen_id=opts.get("screen"), orphaned=orphaned),
        }
        return (_wrap(self._session, item) for item in _pick(listings, obj_type)().items)

    def listProjects(self, eid: int | None = None) -> Iterator[BlitzObject]:  # noqa: N802
        return self._listed("project", {"owner": eid})

    def listScreens(self, eid: int | None = None) -> Iterator[BlitzObject]:  # noqa: N802
        return self._listed("screen", {"owner": eid})

    def listOrphans(self, obj_type: str, eid: int | None = None) -> Iterator[BlitzObject]:  # noqa: N802
        return self._listed(obj_type, {"owner": eid, "orphaned": True})

    def getUser(self) -> BlitzExperimenter:  # noqa: N802
        return BlitzExperimenter(self._session.context.user)

    def getUserId(self) -> int:  # noqa: N802
        return self._session.context.user.id

    def isAdmin(self) -> bool:  # noqa: N802
        return self._session.context.is_admin

    def getGroupFromContext(self) -> BlitzGroup:  # noqa: N802
        return BlitzGroup(self._session.context.group)

    def getGroupsMemberOf(self) -> Iterator[BlitzGroup]:  # noqa: N802
        listing = self._session.browse.groups(member_id=self.getUserId())
        return (BlitzGroup(group) for group in listing.items)


class BlitzExperimenter:
    """Somebody, through the getters of `ExperimenterWrapper`."""

    def __init__(self, user: Experimenter) -> None:
        self._user = user

    def getId(self) -> int:  # noqa: N802
        return self._user.id

    def getName(self) -> str:  # noqa: N802
        return self._user.ome_name

    def getOmeName(self) -> str:  # noqa: N802
        return self._user.ome_name

    def getFirstName(self) -> str:  # noqa: N802
        return self._user.first_name

    def getLastName(self) -> str:  # noqa: N802
        return self._user.last_name

    def getFullName(self) -> str:  # noqa: N802
        return self._user.full_name

    def isAdmin(self) -> bool:  # noqa: N802
        return self._user.is_admin


class BlitzGroup:
    """A group, through the getters of `ExperimenterGroupWrapper`."""

    def __init__(self, group: Group) -> None:
        self._group = group

    def getId(self) -> int:  # noqa: N802
        return self._group.id

    def getName(self) -> str:  # noqa: N802
        return self._group.name


class BlitzObject:
    """A project, dataset, image, screen or plate, through the getters of its wrapper."""

    OMERO_CLASS = ""

    def __init__(self, session: Session, item: Any) -> None:
        self._session = session
        self._item = item

    @property
    def id(self) -> int:
        return self.getId()

    @property
    def name(self) -> str:
        return self.getName()

    def getId(self) -> int:  # noqa: N802
        identifier: int = self._item.id
        return identifier

    def getName(self) -> str:  # noqa: N802
        name: str = self._item.name
        return name

    def getDescription(self) -> str:  # noqa: N802
        description: str = self._item.description
        return description

    def getOwner(self) -> BlitzExperimenter:  # noqa: N802
        return BlitzExperimenter(self._session.browse.experimenter(self._item.owner_id))

    def canEdit(self) -> bool:  # noqa: N802
        return bool(self._item.rights.can_edit)

    def canAnnotate(self) -> bool:  # noqa: N802
        return bool(self._item.rights.can_annotate)

    def canDelete(self) -> bool:  # noqa: N802
        return bool(self._item.rights.can_delete)

    def canLink(self) -> bool:  # noqa: N802
        return bool(self._item.rights.can_link)

    def listChildren(self) -> Iterator[BlitzObject]:  # noqa: N802
        """Datasets of a project, images of a dataset, plates of a screen; nothing for what has none."""
        return (_wrap(self._session, item) for item in self._children())

    def _children(self) -> Sequence[DataObject]:
        browse = self._session.browse
        listings: dict[str, Callable[[], Any]] = {
            "Project": lambda: browse.datasets(project_id=self.getId()).items,
            "Dataset": lambda: browse.images(dataset_id=self.getId()).items,
            "Screen": lambda: browse.plates(screen_id=self.getId()).items,
        }
        children: Sequence[DataObject] = listings.get(self.OMERO_CLASS, tuple)()
        return children

    def countChildren(self) -> int:  # noqa: N802
        return int(getattr(self._item, "child_count", 0))

    def listAnnotations(self) -> Iterator[BlitzAnnotation]:  # noqa: N802
        target = ObjectRef(Kind(self.OMERO_CLASS.lower()), self.getId())
        return (BlitzAnnotation(link) for link in self._session.annotations.of([target]))


class BlitzProject(BlitzObject):
    OMERO_CLASS = "Project"


class BlitzDataset(BlitzObject):
    OMERO_CLASS = "Dataset"


class BlitzScreen(BlitzObject):
    OMERO_CLASS = "Screen"


class BlitzPlate(BlitzObject):
    OMERO_CLASS = "Plate"


class BlitzImage(BlitzObject):
    """Sizes in pixels; `getThumbnail` gives a JPEG as bytes."""

    OMERO_CLASS = "Image"

    def getSizeX(self) -> int:  # noqa: N802
        return int(self._item.size_x)

    def getSizeY(self) -> int:  # noqa: N802
        return int(self._item.size_y)

    def getSizeZ(self) -> int:  # noqa: N802
        return int(self._item.size_z)

    def getSizeC(self) -> int:  # noqa: N802
        return int(self._item.size_c)

    def getSizeT(self) -> int:  # noqa: N802
        return int(self._item.size_t)

    def getDate(self) -> datetime:  # noqa: N802
        """Acquisition date, else import date; aware, UTC."""
        date: datetime = self._item.acquired_at or self._item.imported_at
        return date

    def getPixelSizeX(self) -> float | None:  # noqa: N802
        """Micrometres, None when unknown."""
        return self._details().physical_size_x_um

    def getPixelSizeY(self) -> float | None:  # noqa: N802
        return self._details().physical_size_y_um

    def getPixelSizeZ(self) -> float | None:  # noqa: N802
        return self._details().physical_size_z_um

    def _details(self) -> Image:
        """Listings carry a summary; the rest is looked up when asked for."""
        if not isinstance(self._item, Image):
            self._item = self._session.images.get(self.getId())
        return self._item

    def getThumbnail(self, size: tuple[int, ...] = (64, 64)) -> bytes:  # noqa: N802
        """`size` (longest side,) keeps the aspect; (width, height) does not."""
        return self._session.pixels.thumbnail(self.getId(), *size[:2])

    def getParent(self) -> BlitzObject | None:  # noqa: N802
        datasets = self._details().datasets
        return _wrap(self._session, datasets[0]) if datasets else None


class BlitzAnnotation:
    """An annotation as it hangs on an object."""

    def __init__(self, link: AnnotationLink) -> None:
        self._link = link

    def getId(self) -> int:  # noqa: N802
        return self._link.annotation.id

    def getValue(self) -> str:  # noqa: N802
        return self._link.annotation.text

    getTextValue = getValue  # noqa: N815

    def getNs(self) -> str | None:  # noqa: N802
        return self._link.annotation.namespace


WRAPPERS: dict[str, type[BlitzObject]] = {
    cls.OMERO_CLASS: cls for cls in (BlitzProject, BlitzDataset, BlitzScreen, BlitzPlate, BlitzImage)
}


def _wrap(session: Session, item: Any) -> BlitzObject:
    name = "Image" if isinstance(item, ImageSummary) else type(item).__name__
    return WRAPPERS[name](session, item)


def _loader(session: Session, obj_type: str) -> Callable[[int], Any]:
    def plate(plate_id: int) -> Plate:
        return session.browse.plate(plate_id).plate

    loaders: dict[str, Callable[[int], Any]] = {
        "project": session.browse.project,
        "dataset": session.browse.dataset,
        "image": session.images.get,
        "screen": session.browse.screen,
        "plate": plate,
    }
    return _pick(loaders, obj_type)


def _pick(table: dict[str, Callable[..., Any]], obj_type: str) -> Callable[..., Any]:
    found = table.get(obj_type.lower())
    if found is None:
        raise Invalid("obj_type", f"{obj_type!r} is none of {', '.join(sorted(table))}.")
    return found
