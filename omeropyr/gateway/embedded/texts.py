"""Checks of what people type."""

from __future__ import annotations

from omeropyr.errors import Invalid
from omeropyr.gateway.embedded.schema import NAME_LENGTH

TEXT_LENGTH = 100_000


def checked_text(name: str, text: str, *, longest: int = TEXT_LENGTH, required: bool = False) -> str:
    """The text as given. Raises Invalid for what no database keeps, for too much, and for nothing if `required`."""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise Invalid(name, "contains characters that cannot be stored")
    if len(text) > longest:
        raise Invalid(name, f"must not have more than {longest} characters")
    if required and not text.strip():
        raise Invalid(name, "must not be empty")
    return text


def checked_name(name: str) -> str:
    return checked_text("name", name, longest=NAME_LENGTH, required=True)
