"""Refusals of uploads that have an HTTP status of their own."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from pyramid.httpexceptions import HTTPClientError, HTTPInsufficientStorage, HTTPLocked

from .appending import Busy, WrongChecksum
from .protocol import CHECKSUM_MISMATCH

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class HTTPChecksumMismatch(HTTPClientError):  # type: ignore[misc]  # Pyramid has no types
    """The status that tus defines for it."""

    code, title = CHECKSUM_MISMATCH, "Checksum Mismatch"


@contextmanager
def disk_may_fill() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise HTTPInsufficientStorage(
            "The disk of the server is full. What was uploaded is kept: try again later."
        ) from None


@contextmanager
def statuses_of_tus() -> Iterator[None]:
    try:
        yield
    except Busy as error:
        raise HTTPLocked(str(error)) from None
    except WrongChecksum as error:
        raise HTTPChecksumMismatch(str(error)) from None
