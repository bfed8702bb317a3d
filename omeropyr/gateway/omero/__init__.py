"""An OMERO.server as a gateway, through omero-py. Nothing else in omeropyr imports omero-py or Ice."""

from __future__ import annotations

import omero.clients  # noqa: F401 - it completes the other modules of omero-py, such as omero.sys
