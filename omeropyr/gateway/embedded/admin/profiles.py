"""What is written about a person: names, address, institution; checked, unique, and kept in the directory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, select, update

from omeropyr.errors import Conflict, Invalid
from omeropyr.gateway.embedded.admin.fields import checked_address, checked_login_name, checked_word
from omeropyr.gateway.embedded.schema import ExperimenterRow, directory_entry
from omeropyr.gateway.model import AccountForm, Experimenter

REQUIRED = ("ome_name", "first_name", "last_name")
FIELDS = (*REQUIRED, "middle_name", "email", "institution")


def profile_of(form: AccountForm) -> dict[str, Any]:
    """The fields that the form names, checked. Raises Invalid."""
    given = {name: getattr(form, name) for name in FIELDS if getattr(form, name) is not None}
    return {name: _checked(name, value) for name, value in given.items()}


def profile_of_new(form: AccountForm) -> dict[str, Any]:
    """As `profile_of`, for a person who is not there yet. Raises Invalid for what is missing."""
    for name in REQUIRED:
        if getattr(form, name) is None:
            raise Invalid(name, "must not be empty")
    return profile_of(form)


def _checked(name: str, value: str) -> str | None:
    if name == "ome_name":
        return checked_login_name(name, value)
    if name == "email":
        return checked_address(value)
    return checked_word(name, value, required=name in REQUIRED)


def changes_to(person: Experimenter, profile: Mapping[str, Any]) -> dict[str, Any]:
    """What of `profile` is different from what is there."""
    return {name: value for name, value in profile.items() if value != getattr(person, name)}


def refuse_taken(connection: Connection, profile: Mapping[str, Any]) -> None:
    """Raises Conflict for a user name or an address of somebody else; addresses differ by more than their case."""
    person = ExperimenterRow
    name, address = profile.get("ome_name"), profile.get("email")
    if name and connection.scalar(select(person.id).where(person.ome_name == name)) is not None:
        raise Conflict(f"There is a user called {name} already.")
    if address and _owner_of(connection, address):
        raise Conflict(f"Somebody else has the address {address} already.")


def _owner_of(connection: Connection, address: str) -> bool:
    found = select(ExperimenterRow.email).where(func.lower(ExperimenterRow.email) == address.lower())
    return connection.scalar(found) is not None


def write_profile(connection: Connection, person: Experimenter, changes: Mapping[str, Any]) -> None:
    """Set the changed fields and what the person is listed by."""
    written = {name: changes.get(name, getattr(person, name)) for name in FIELDS}
    values = {**changes, "entry": directory_entry(**written)}
    connection.execute(update(ExperimenterRow).where(ExperimenterRow.id == person.id).values(values))
