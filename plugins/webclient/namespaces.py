"""Namespaces of annotations in words."""

from __future__ import annotations

import re

from omeropyr.api import BULK_ANNOTATIONS, CLIENT_MAP

_KNOWN = {
    CLIENT_MAP: "Key-value pairs",
    BULK_ANNOTATIONS: "From a table",
    "openmicroscopy.org/OriginalMetadata": "Original metadata",
}
_BETWEEN_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_\-.]+")


def namespace_title(namespace: str | None) -> str:
    """`openmicroscopy.org/mapr/cell_line` is 'Cell line'; what is known has a name of its own; '' for None."""
    if not namespace:
        return ""
    if namespace in _KNOWN:
        return _KNOWN[namespace]
    last = namespace.rstrip("/#").rsplit("/", 1)[-1].rsplit("#", 1)[-1]
    words = [word for word in _BETWEEN_WORDS.split(last) if word]
    shown = " ".join(word if word.isupper() else word.lower() for word in words)
    return shown[:1].upper() + shown[1:] or namespace
