"""Finding objects: `getObject`, `getObjects` and the listings of the tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from omeropyr.errors import Invalid, NotFound
from omeropyr.gateway.conn.annotations import wrap_annotation
from omeropyr.gateway.conn.containers import BlitzDataset, BlitzProject, BlitzScreen
from omeropyr.gateway.conn.files import BlitzFileset, BlitzOriginalFile
from omeropyr.gateway.conn.images import BlitzImage
from omeropyr.gateway.conn.objects import BlitzObject
from omeropyr.gateway.conn.part import Part
from omeropyr.gateway.conn.people import BlitzExperimenter, BlitzGroup
from omeropyr.gateway.conn.plates import BlitzPlate, BlitzPlateAcquisition, BlitzWell
from omeropyr.gateway.conn.rois import BlitzRoi
from omeropyr.gateway.model import (
    ANNOTATION_KINDS,
    DataObject,
    Dataset,
    Image,
    ImageSummary,
    Kind,
    Plate,
    Project,
    Run,
    Scope,
    Screen,
)
from omeropyr.gateway.port import Session

WRAPPERS: dict[type[DataObject], Callable[..., BlitzObject[Any]]] = {
    Project: BlitzProject,
    Dataset: BlitzDataset,
    Screen: BlitzScreen,
    Plate: BlitzPlate,
    Run: BlitzPlateAcquisition,
    Image: BlitzImage,
    ImageSummary: BlitzImage,
}
ANNOTATION = "annotation"
KINDS = {
    "plateacquisition": Kind.ACQUISITION,
    "run": Kind.ACQUISITION,
    "experimentergroup": Kind.GROUP,
    **{f"{kind}annotation": kind for kind in ANNOTATION_KINDS},
}


class Lookups(Part):
    """The part of a connection that finds things."""

    def wrap(self, item: DataObject) -> BlitzObject[Any]:
        """The wrapper of a value of the port."""
        return WRAPPERS[type(item)](self._conn, item)

    def wrapped(self, items: Iterable[DataObject]) -> Iterator[BlitzObject[Any]]:
        """The wrappers of many."""
        return (self.wrap(item) for item in items)

    @staticmethod
    def kind_of(obj_type: str) -> Kind:
        """`Image`, `plateacquisition`, `TagAnnotation`, ... in any case. Raises Invalid naming what there is."""
        name = obj_type.lower()
        kind = KINDS.get(name) or (Kind(name) if name in list(Kind) else None)
        if kind is None:
            raise Invalid("obj_type", f"{obj_type!r} is none of {', '.join(sorted({*Kind, *KINDS}))}")
        return kind

    def getObject(
        self,
        obj_type: str,
        oid: int | str | None = None,
        params: object = None,
        attributes: Mapping[str, Any] | None = None,
        opts: Mapping[str, Any] | None = None,
    ) -> Any:
        """The object, or None. Without an id the first of `getObjects`; `params` is accepted and not used.

        Types: Project, Dataset, Image, Screen, Plate, PlateAcquisition, Well, Roi, Fileset, OriginalFile, Annotation
        and each kind of it, Experimenter, ExperimenterGroup.
        """
        if oid is None:
            return next(iter(self.getObjects(obj_type, None, params, attributes, opts=opts)), None)
        try:
            return self._loader(obj_type)(int(oid))
        except NotFound:
            return None

    def _loader(self, obj_type: str) -> Callable[[int], Any]:
        if obj_type.lower() == ANNOTATION:
            return lambda number: wrap_annotation(self._conn, self.session.annotations.get(number))
        kind = self.kind_of(obj_type)
        if kind in ANNOTATION_KINDS:
            return lambda number: wrap_annotation(self._conn, self.session.annotations.get(number))
        loader = self._loaders().get(kind)
        if loader is None:
            raise Invalid("obj_type", f"a {kind} cannot be had by its id alone")
        return loader

    def _loaders(self) -> dict[Kind, Callable[[int], Any]]:
        session, me = self.session, self._conn
        browse = session.browse
        return {
            Kind.PROJECT: lambda number: self.wrap(browse.project(number)),
            Kind.DATASET: lambda number: self.wrap(browse.dataset(number)),
            Kind.IMAGE: lambda number: self.wrap(session.images.get(number)),
            Kind.SCREEN: lambda number: self.wrap(browse.screen(number)),
            Kind.PLATE: lambda number: self.wrap(browse.plate(number).plate),
            Kind.ACQUISITION: lambda number: self.wrap(browse.run(number)),
            Kind.WELL: lambda number: BlitzWell(me, None, list(browse.well(number))),
            Kind.ROI: lambda number: BlitzRoi(me, session.rois.get(number)),
            Kind.ORIGINAL_FILE: lambda number: BlitzOriginalFile(me, session.files.get(number)),
            Kind.FILESET: self._fileset,
            Kind.EXPERIMENTER: lambda number: BlitzExperimenter(me, browse.experimenter(number)),
            Kind.GROUP: self._group,
        }

    def _group(self, number: int) -> BlitzGroup:
        found = self._conn.group(number)
        if found is None:
            raise NotFound(Kind.GROUP, number)
        return found

    def _fileset(self, number: int) -> BlitzFileset:
        """The port finds filesets by their images only."""
        raise Invalid("obj_type", f"fileset {number} is reached through image.getFileset()")

    def getObjects(
        self,
        obj_type: str,
        ids: Iterable[int | str] | None = None,
        params: object = None,
        attributes: Mapping[str, Any] | None = None,
        respect_order: bool = False,
        opts: Mapping[str, Any] | None = None,
    ) -> Iterator[Any]:
        """Those of the ids that can be read, in the order asked, or all that `opts` and `attributes` let through.

        `opts`: group, owner, project, dataset, screen, plate, orphaned. `attributes`: names of fields and the value
        they must have, e.g. `{"name": "control"}`.
        """
        found = self._listed(obj_type, opts or {}) if ids is None else self._named(obj_type, [int(oid) for oid in ids])
        return (item for item in found if _has(item, attributes or {}))

    def _named(self, obj_type: str, ids: list[int]) -> Iterator[Any]:
        if obj_type.lower() == Kind.IMAGE:
            return self.wrapped(self.session.images.many(ids))
        found = (self.getObject(obj_type, oid) for oid in ids)
        return (item for item in found if item is not None)

    def _listed(self, obj_type: str, opts: Mapping[str, Any]) -> Iterator[Any]:
        chosen = {"group_id": opts.get("group"), "owner_id": opts.get("owner")}
        scope = replace(self.SERVICE_OPTS.scope, **{name: int(value) for name, value in chosen.items() if value})
        listings = _listings(self.session, scope, opts)
        kind = self.kind_of(obj_type)
        if kind in listings:
            return self.wrapped(listings[kind]().items)
        if kind is Kind.GROUP:
            return self._conn.listGroups()
        if kind in ANNOTATION_KINDS:
            found = self.session.annotations.all([kind], scope, namespace=opts.get("ns"))
            return (wrap_annotation(self._conn, annotation) for annotation in found.items)
        raise Invalid("obj_type", f"there is no list of every {kind}; give ids")

    def listProjects(self, eid: int | None = None) -> Iterator[BlitzObject[Any]]:
        """Projects by name, of one owner if `eid` is given."""
        return self._listed("project", {"owner": eid})

    def listScreens(self, eid: int | None = None) -> Iterator[BlitzObject[Any]]:
        """Screens by name, of one owner if `eid` is given."""
        return self._listed("screen", {"owner": eid})

    def listOrphans(self, obj_type: str, eid: int | None = None) -> Iterator[BlitzObject[Any]]:
        """Datasets, images or plates that are in nothing."""
        return self._listed(obj_type, {"owner": eid, "orphaned": True})


def _listings(session: Session, scope: Scope, opts: Mapping[str, Any]) -> dict[Kind, Callable[[], Any]]:
    browse, orphaned = session.browse, bool(opts.get("orphaned"))
    return {
        Kind.PROJECT: lambda: browse.projects(scope),
        Kind.DATASET: lambda: browse.datasets(scope, project_id=opts.get("project"), orphaned=orphaned),
        Kind.IMAGE: lambda: browse.images(scope, dataset_id=opts.get("dataset"), orphaned=orphaned),
        Kind.SCREEN: lambda: browse.screens(scope),
        Kind.PLATE: lambda: browse.plates(scope, screen_id=opts.get("screen"), orphaned=orphaned),
        Kind.ACQUISITION: lambda: browse.runs(scope, plate_id=opts.get("plate")),
    }


def _has(item: Any, attributes: Mapping[str, Any]) -> bool:
    return all(getattr(item, f"get{name[:1].upper()}{name[1:]}")() == value for name, value in attributes.items())
