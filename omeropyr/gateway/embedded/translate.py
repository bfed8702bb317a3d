"""The one place where foreign errors become ours: database and operating system errors end here."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from omeropyr.errors import Conflict, Unavailable

log = logging.getLogger(__name__)


@contextmanager
def translated() -> Iterator[None]:
    """Run a block so that only errors of omeropyr leave it; the cause goes to the log, not into the message."""
    try:
        yield
    except IntegrityError as error:
        log.info("refused by the database: %s", error.orig)
        raise Conflict("This clashes with a change that somebody else made meanwhile. Please reload.") from error
    except SQLAlchemyError as error:
        log.exception("the database failed")
        raise Unavailable("The image store's database cannot be used at the moment.") from error
    except OSError as error:
        log.exception("the store's folder failed")
        raise Unavailable("The image store's folder cannot be used at the moment.") from error
