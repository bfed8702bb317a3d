"""`request.conn` on an OMERO.server: a BlitzGateway that belongs to one request, on a client that does not."""

from __future__ import annotations

import logging
import re
from typing import Any

import Ice
import omero
from omero.gateway import BlitzGateway

log = logging.getLogger(__name__)

EVERY_GROUP = "-1"
KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def mask_keys(record: logging.LogRecord) -> bool:
    """omero-py logs the arguments of calls that fail, and the key of the session is one of them."""
    record.msg, record.args = KEY.sub("********", record.getMessage()), ()
    return True


for _name in ("omero.gateway", "omero.client"):
    logging.getLogger(_name).addFilter(mask_keys)


class LeasedGateway(BlitzGateway):
    """All of BlitzGateway. Closing it closes its services only: the session is ended by `Session.end`."""

    def __init__(self, client: Any) -> None:
        super().__init__(client_obj=client)
        self.SERVICE_OPTS.setOmeroGroup(EVERY_GROUP)

    def __repr__(self) -> str:
        return "<LeasedGateway>"

    def close(self, hard: bool = True) -> None:
        """Give back the services that hold something on the server; `hard` makes no difference."""
        for proxy in self._proxies.values():
            try:
                proxy.close()
            except (Ice.Exception, omero.ClientError) as error:
                log.info("a service could not be closed: %s", type(error).__name__)

    def seppuku(self, softclose: bool = False) -> None:
        """The old name of `close`."""
        self.close()

    def setSecure(self, secure: bool = True) -> None:
        """Traffic stays encrypted: the client is shared."""
