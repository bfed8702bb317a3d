"""Nested metadata of any make as lines of (name, text), bounded in number and length."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from itertools import islice
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np

MAX_LINES = 60_000
MAX_TEXT = 10_000
MAX_VALUES = 64
"""Longer lists are data, not metadata."""
MAX_DEPTH = 12

Line = tuple[str, str]


def flat(prefix: str, value: Any) -> list[Line]:
    """Names are joined by dots; what is empty or binary is left out."""
    return list(islice(_lines(prefix, value, 0), MAX_LINES))


def _lines(name: str, value: Any, depth: int) -> Iterator[Line]:
    if depth > MAX_DEPTH or value is None or isinstance(value, bytes | bytearray):
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _lines(f"{name}.{key}" if name else str(key), inner, depth + 1)
    elif isinstance(value, np.ndarray):
        yield from _listed(name, value.ravel()[: MAX_VALUES + 1].tolist(), depth)
    elif isinstance(value, list | tuple):
        yield from _listed(name, list(value[: MAX_VALUES + 1]), depth)
    else:
        text = str(value.name if isinstance(value, Enum) else value).replace("\0", "").strip()[:MAX_TEXT]
        if text:
            yield name, text


def _listed(name: str, values: list[Any], depth: int) -> Iterator[Line]:
    if len(values) > MAX_VALUES:
        return
    if all(isinstance(value, int | float | str) for value in values):
        text = ", ".join(str(value) for value in values).replace("\0", "").strip()[:MAX_TEXT]
        if text:
            yield name, text
        return
    for number, value in enumerate(values):
        yield from _lines(f"{name}.{number}", value, depth + 1)


def flat_xml(root: Element) -> list[Line]:
    """Elements by their path, attributes after an @, repeated ones with their number."""
    return list(islice(_elements(root.tag, root, 0), MAX_LINES))


def _elements(name: str, element: Element, depth: int) -> Iterator[Line]:
    if depth > MAX_DEPTH:
        return
    for key, value in element.attrib.items():
        yield from _lines(f"{name}@{key}", value, depth)
    yield from _lines(name, (element.text or "").strip(), depth)
    seen: dict[str, int] = {}
    for child in element:
        number = seen[child.tag] = seen.get(child.tag, 0) + 1
        yield from _elements(f"{name}.{child.tag}" if number == 1 else f"{name}.{child.tag}#{number}", child, depth + 1)


def keyed_lines(text: str, between: str = "=") -> list[Line]:
    """Lines of `key = value`, as ImageJ, Aperio and many programs write them."""
    found = (line.partition(between) for line in text.splitlines())
    return [
        (key.strip()[:MAX_TEXT], value.strip()[:MAX_TEXT])
        for key, sign, value in islice(found, MAX_LINES)
        if sign and key.strip()
    ]
