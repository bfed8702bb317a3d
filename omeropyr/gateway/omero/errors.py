"""The one place where errors of Ice, Glacier2 and OMERO become ours; what the server said goes to the log."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import Glacier2
import Ice
import omero

from omeropyr.errors import (
    Conflict,
    Forbidden,
    GatewayError,
    Invalid,
    LoginFailed,
    NotFound,
    OmeropyrError,
    SessionEnded,
    Unavailable,
    UnreadableFile,
)
from omeropyr.gateway.model import ObjectRef

log = logging.getLogger(__name__)

LOST = (
    Ice.ConnectFailedException,
    Ice.ConnectionLostException,
    Ice.CloseConnectionException,
    Ice.ConnectionTimeoutException,
    Ice.ForcedCloseConnectionException,
    Ice.CommunicatorDestroyedException,
    Ice.ObjectNotExistException,
    omero.ClientError,
)
"""After these the client is of no use: the connection has gone, or the server no longer knows what is on it."""

Make = Callable[[Exception], OmeropyrError]


def _unavailable(reason: str, retry_after: int = 30) -> Make:
    return lambda _: Unavailable(reason, retry_after)


OUT_OF_REACH = _unavailable("The OMERO.server cannot be reached at the moment.")
BUSY = _unavailable("The OMERO.server is busy at the moment. Please try again.", 5)
PYRAMID = _unavailable("The OMERO.server is still making the pyramid of this image. Please try again later.", 60)
FAILED = _unavailable("The OMERO.server failed at this. Its log says why.")

KNOWN: tuple[tuple[type[Exception], Make], ...] = (
    (omero.ShutdownInProgress, OUT_OF_REACH),
    (omero.SessionException, lambda _: SessionEnded()),
    (Glacier2.PermissionDeniedException, lambda _: SessionEnded()),
    (Glacier2.CannotCreateSessionException, _unavailable("The OMERO.server cannot open a session at the moment.")),
    (omero.SecurityViolation, lambda _: Forbidden("The OMERO.server does not allow you to do this.")),
    (omero.MissingPyramidException, PYRAMID),
    (omero.OptimisticLockException, lambda _: Conflict("Somebody else has changed this meanwhile. Please reload.")),
    (omero.ConcurrencyException, BUSY),
    (omero.ApiUsageException, lambda error: Invalid("request", first_line(error))),
    (omero.ServerError, FAILED),
    (Ice.LocalException, OUT_OF_REACH),
    (omero.ClientError, OUT_OF_REACH),
)
"""The first that fits is taken: special errors stand before those that they are a kind of."""


@contextmanager
def translated(target: ObjectRef | None = None) -> Iterator[None]:
    """Run a block so that only errors of omeropyr leave it.

    `target` is what the block asks for: a value the server refuses means then that there is no such object, and a
    file that it cannot open that this object's file is damaged.
    """
    try:
        yield
    except (Ice.Exception, omero.ClientError) as error:
        raise translate(error, target) from None  # what Ice says of a call names the key of the session


def translate(error: Exception, target: ObjectRef | None = None) -> OmeropyrError:
    """What an error of the server means to people."""
    log.info("the OMERO.server: %s: %s", type(error).__name__, first_line(error))
    if target is not None and isinstance(error, omero.ResourceError):
        return UnreadableFile(target, "the OMERO.server cannot read its file")
    if target is not None and isinstance(error, omero.ValidationException):
        return NotFound(target.kind, target.id)
    if isinstance(error, Ice.UnknownException) and "SessionException" in str(error):
        return SessionEnded()  # a session that ends within a call shows up in this dress
    return next((make(error) for known, make in KNOWN if isinstance(error, known)), GatewayError(first_line(error)))


@contextmanager
def logging_in() -> Iterator[None]:
    """The same for a login: what refuses it is never told apart."""
    try:
        yield
    except (Glacier2.PermissionDeniedException, omero.AuthenticationException, omero.ExpiredCredentialException):
        raise LoginFailed from None
    except omero.WrappedCreateSessionException as error:
        if error.concurrency:
            raise translate(error) from None
        raise LoginFailed from None
    except (Ice.Exception, omero.ClientError) as error:
        raise translate(error) from None


def first_line(error: Exception) -> str:
    """What the server says, without its stack trace."""
    text = str(getattr(error, "message", None) or getattr(error, "reason", None) or type(error).__name__)
    return text.strip().partition("\n")[0][:200]
