"""The connector: the small record in the web session that says how to rejoin a user's session on a gateway.

No password is ever part of it. Nobody else reads or writes this part of the web session.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import asdict, dataclass, field
from typing import Any

KEY = "connector"


@dataclass(frozen=True, slots=True)
class Connector:
    """`server_id` counts the configured gateways from 1; the session key is a secret."""

    server_id: int
    omero_session_key: str = field(repr=False)
    user_id: int
    is_secure: bool = True
    is_public: bool = False


def stored_connector(session: MutableMapping[str, Any]) -> Connector | None:
    """The connector of a web session; None if there is none or it cannot be understood."""
    record = session.get(KEY)
    if not isinstance(record, dict):
        return None
    try:
        return Connector(**record)
    except TypeError:
        return None


def store_connector(session: MutableMapping[str, Any], connector: Connector) -> None:
    session[KEY] = asdict(connector)


def drop_connector(session: MutableMapping[str, Any]) -> None:
    session.pop(KEY, None)
