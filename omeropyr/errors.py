"""Every error omeropyr raises on purpose, as one tree; each carries the data its message is made of.

OmeropyrError
├── ConfigurationError      the ini or the environment is wrong; lists every fault
├── NotLoggedIn             nobody is signed in and the page needs somebody
├── TooManyAttempts         a login was tried too often
├── CsrfFailed              an unsafe request came without a valid token
├── GatewayError            the store could not do what was asked
│   ├── NotFound            no such object, or not for this user
│   ├── Forbidden           the object is seen, the act is not allowed
│   ├── Conflict            it clashes with what is there already
│   ├── Invalid             a value that can never be right
│   ├── NotSupported        this store cannot do that
│   ├── LoginFailed         unknown user or wrong password (never says which)
│   ├── SessionEnded        the session key is unknown or expired
│   └── Unavailable         the store is out of reach for now
└── ImagingError            the pixels cannot be had
    ├── UnknownFormat       no reader knows this file
    └── UnreadableFile      a reader knows it, the content is damaged or empty
"""

from __future__ import annotations

from collections.abc import Sequence


class OmeropyrError(Exception):
    """Base of all errors; `str(error)` is one sentence fit for the person who asked."""


class ConfigurationError(OmeropyrError):
    """The configuration is wrong. `faults` holds one sentence for each fault, all found in one go."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class NotLoggedIn(OmeropyrError):
    """The request needs a user and has none."""

    def __init__(self, reason: str = "Please sign in first.") -> None:
        super().__init__(reason)


class TooManyAttempts(OmeropyrError):
    """Too many failed logins; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(f"Too many failed attempts to sign in. Please try again in {retry_after} seconds.")


class CsrfFailed(OmeropyrError):
    """An unsafe request without a valid CSRF token; `reason` says what is missing."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"CSRF Failed: {reason}")


class GatewayError(OmeropyrError):
    """The store could not do what was asked."""


class NotFound(GatewayError):
    """No such object, or none that this user may know of (the two are never told apart)."""

    def __init__(self, kind: str, object_id: object) -> None:
        self.kind = kind
        self.object_id = object_id
        super().__init__(f"There is no {kind} {object_id} that you can see.")


class Forbidden(GatewayError):
    """The user sees the object but may not do this to it."""


class Conflict(GatewayError):
    """The change clashes with something that is there already."""


class Invalid(GatewayError):
    """A value that can never be right: `name` is the parameter, `reason` what would be right."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason
        super().__init__(f"{name}: {reason}")


class NotSupported(GatewayError):
    """This store cannot do that; ask `gateway.supports(...)` first."""


class LoginFailed(GatewayError):
    """Unknown user, wrong password or inactive account: never told apart."""

    def __init__(self) -> None:
        super().__init__("Connection not available, please check your user name and password.")


class SessionEnded(GatewayError):
    """The session key is unknown, expired or was closed. The key itself is never part of the message."""

    def __init__(self) -> None:
        super().__init__("Your session has ended, please sign in again.")


class Unavailable(GatewayError):
    """The store is out of reach for now; `retry_after` is in seconds."""

    def __init__(self, reason: str, retry_after: int = 30) -> None:
        self.retry_after = retry_after
        super().__init__(reason)


class ImagingError(OmeropyrError):
    """The pixels cannot be had. `path` names the file."""

    def __init__(self, path: object, reason: str) -> None:
        self.path = str(path)
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class UnknownFormat(ImagingError):
    """No installed reader knows this file; `reason` names the reader that would be needed, where known."""


class UnreadableFile(ImagingError):
    """A reader knows the format, but the file is empty, truncated or damaged."""
