"""Checks of what is typed about people and groups: each returns the value to keep or raises Invalid with its name."""

from __future__ import annotations

import re

from omeropyr.errors import Invalid
from omeropyr.gateway.embedded.schema import NAME_LENGTH
from omeropyr.gateway.embedded.texts import checked_text

SHORTEST_PASSWORD = 3
LONGEST_PASSWORD = 10_000
"""Hashing costs time with the length; nobody types more."""
ADDRESS = re.compile(r"[^\s@<>()\[\]\\,;:\"]+@[\w-]+(\.[\w-]+)*", re.ASCII)
"""What is surely no address is refused: only a mail that arrives proves one."""


def checked_word(name: str, value: str, *, required: bool = False) -> str:
    """A line of up to 255 characters, without the blanks around it."""
    text = checked_text(name, value.strip(), longest=NAME_LENGTH, required=required)
    if not text.isprintable():
        raise Invalid(name, "must be one line of printable characters")
    return text


def checked_login_name(name: str, value: str) -> str:
    """A name that is typed to sign in, or a group's: blanks around it are refused, because nobody would type them."""
    if value != value.strip():
        raise Invalid(name, "must not begin or end with a blank")
    return checked_word(name, value, required=True)


def checked_address(value: str) -> str | None:
    """None for an empty one."""
    text = checked_word("email", value)
    if text and not ADDRESS.fullmatch(text):
        raise Invalid("email", f"{text} is no e-mail address")
    return text or None


def checked_password(value: str) -> str:
    """Blanks around it count. Raises Invalid for under 3 characters."""
    if not SHORTEST_PASSWORD <= len(value) <= LONGEST_PASSWORD:
        raise Invalid("password", f"must have {SHORTEST_PASSWORD} to {LONGEST_PASSWORD:,} characters")
    return value
