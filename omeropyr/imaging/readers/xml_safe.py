"""XML from files of strangers: no document type, no entities, nothing fetched."""

from __future__ import annotations

from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

MAX_DEPTH = 200
MAX_ELEMENTS = 1_000_000
"""A plate of 384 wells with all its planes has a tenth of that."""


class ForbiddenXML(ValueError):
    """The document declares a document type or entities."""


def _refuse(*_: object) -> NoReturn:
    raise ForbiddenXML("it declares a document type or entities, which is not allowed")


def parse_xml(text: str) -> Element:
    """Root element; tags and attributes keep their name without the namespace.

    Raises ForbiddenXML (a ValueError) for a DTD or entities, ValueError for text that is no XML.
    """
    builder, depth, count = TreeBuilder(), 0, 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if count > MAX_ELEMENTS:
            raise ValueError(f"it has more than {MAX_ELEMENTS:,} elements")
        if depth > MAX_DEPTH:
            raise ValueError(f"it is nested more than {MAX_DEPTH} elements deep")
        builder.start(_local(tag), _plain(attributes))

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_local(tag))

    parser = expat.ParserCreate("utf-8", "}")
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise ValueError(f"it is not well-formed XML ({error})") from error
    return builder.close()


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _plain(attributes: dict[str, str]) -> dict[str, str]:
    return {_local(name): value for name, value in attributes.items()}
