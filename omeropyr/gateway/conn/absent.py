"""What BlitzGateway has and a connection over the port has not: the error says where the port does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from omeropyr.errors import NotSupported

ICE = "there is no Ice server behind this connection"
ELSEWHERE = {
    "c": f"{ICE}; request.gateway has everything the port offers",
    "getQueryService": "HQL needs OMERO.server; use request.gateway.browse and request.gateway.search",
    "getUpdateService": "use request.gateway.edit and request.gateway.annotations",
    "getContainerService": "use request.gateway.browse",
    "getMetadataService": "use request.gateway.annotations",
    "getAdminService": "use request.gateway.admin",
    "getConfigService": "use request.config",
    "getSharedResources": "use request.gateway.tables",
    "getRoiService": "use request.gateway.rois",
    "getScriptService": "use request.gateway.jobs",
    "getPixelsService": "use request.gateway.pixels",
    "createRenderingEngine": "use request.gateway.pixels.render_plane and render_region",
    "createThumbnailStore": "use request.gateway.pixels.thumbnail",
    "createRawPixelsStore": "use request.gateway.pixels.plane and region",
    "createRawFileStore": "use request.gateway.files.read and store",
    "createExporter": "use request.gateway.pixels.export",
    "createSearchService": "use request.gateway.search.find",
    "createImageFromNumpySeq": "write the planes as OME-TIFF or OME-Zarr and use request.gateway.importing",
    "suConn": "use request.gateway.admin.act_as",
    "createGroup": "use request.gateway.admin.create_group",
    "updateAdminPrivileges": "use request.gateway.admin.update_account",
    "chmodGroup": "use request.gateway.admin.change_level",
    "findExperimenters": "use request.gateway.admin.accounts",
    "timelineListImages": "use request.gateway.search.find('imported:...')",
    "createMovie": "use request.gateway.pixels.movie",
    "_obj": "there is no omero.model object behind this one; use the getters",
}


class NotOffered(NotSupported, AttributeError):
    """A method of BlitzGateway that is not there. It is an AttributeError, so that `hasattr` answers truly."""


def not_offered(owner: object, name: str) -> NoReturn:
    remedy = ELSEWHERE.get(name, "docs/conn.md lists what is there, request.gateway is the whole port")
    raise NotOffered(f"{type(owner).__name__} has no {name}: {remedy}.")


class Guided:
    """Answers for every name that is not there with the port's way."""

    if not TYPE_CHECKING:  # or no misspelt name would ever be found

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            not_offered(self, name)
