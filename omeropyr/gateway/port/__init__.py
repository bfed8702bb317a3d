"""The port: what every store must be able to do. Apps talk to this and never ask which adapter is behind it.

A `Gateway` is one configured server. It gives a `Session` for one user, with a few small services.
Lists take a `Page` and return a `Listing`. Every method sees only what the user may read: an object that
exists but is not readable raises `NotFound`, exactly as one that does not exist. One round trip for each
listing, whatever its length. All methods raise `Unavailable` when the store cannot be reached.
"""

from __future__ import annotations

from omeropyr.gateway.port.admin import Admin
from omeropyr.gateway.port.annotations import Annotations
from omeropyr.gateway.port.browse import Browse
from omeropyr.gateway.port.defaults import ANYWHERE, EVERYTHING
from omeropyr.gateway.port.edit import Edit
from omeropyr.gateway.port.files import Files
from omeropyr.gateway.port.images import Images
from omeropyr.gateway.port.importing import Importing
from omeropyr.gateway.port.jobs import History, Jobs
from omeropyr.gateway.port.pixels import Pixels
from omeropyr.gateway.port.rois import Rois
from omeropyr.gateway.port.search import Search
from omeropyr.gateway.port.session import Gateway, Session
from omeropyr.gateway.port.tables import Tables

__all__ = [
    "ANYWHERE",
    "EVERYTHING",
    "Admin",
    "Annotations",
    "Browse",
    "Edit",
    "Files",
    "Gateway",
    "History",
    "Images",
    "Importing",
    "Jobs",
    "Pixels",
    "Rois",
    "Search",
    "Session",
    "Tables",
]
