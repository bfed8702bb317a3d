"""The language of `--pattern`: how a file name tells channel, z, t, well and field.

    01_POS{field}_{channel}.TIF          any text where the braces are
    img_w{c}_z{z}_t{t}.tif               c = channel; z and t are numbers
    *_D03f00d{c:0,1,2}.tif               * is any text; a list gives the values allowed and their order
    img_{DAPI,GFP}.tif                   a list alone is a list of channels
    {plate}_{well}_s{s}_w{c}.tif         well: A01; or {row} and {column}; s = field
    odd{{name}}.tif                      doubled braces are braces

Letters match in either case. Placeholders without a list need text between them. Everything outside channel, z and t
must be equal for files to become one image.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from omeropyr.errors import Invalid
from omeropyr.imaging.wells import parse_row, parse_well

NAMES = {
    "c": "channel",
    "channel": "channel",
    "z": "z",
    "t": "t",
    "well": "well",
    "row": "row",
    "column": "column",
    "col": "column",
    "s": "field",
    "field": "field",
    "plate": "plate",
}
EXPRESSIONS = {
    "channel": ".+?",
    "z": "[0-9]+",
    "t": "[0-9]+",
    "well": "[A-Za-z]{1,2}[0-9]{1,3}",
    "row": "[A-Za-z]{1,2}|[0-9]{1,2}",
    "column": "[0-9]{1,2}",
    "field": ".+?",
    "plate": ".+?",
}


@dataclass(frozen=True, slots=True)
class Text:
    """Characters that stand for themselves."""

    text: str


@dataclass(frozen=True, slots=True)
class Star:
    """Any text, also none; it must be equal within an image."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A named part; `choices` empty = any value of its kind."""

    name: str
    choices: tuple[str, ...] = ()


Piece = Text | Star | Placeholder


@dataclass(frozen=True, slots=True)
class Match:
    """What a file name says. `rest` is everything that must be equal within one image, besides well and field."""

    values: Mapping[str, str]
    rest: tuple[str, ...]


class Pattern:
    """A parsed pattern. Raises Invalid, with the place that is wrong, for text that is none."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pieces = tuple(_parse(text))
        self.choices = {piece.name: piece.choices for piece in self.pieces if isinstance(piece, Placeholder)}
        _check(self.pieces)
        self._expression = re.compile("".join(_expressions(self.pieces)), re.IGNORECASE | re.DOTALL)

    def match(self, name: str) -> Match | None:
        """None if the name (without folder) does not fit, or names a well that is on no plate."""
        found = self._expression.fullmatch(name)
        if found is None:
            return None
        values = {key: value for key, value in found.groupdict().items() if not key.startswith("star")}
        if not _on_a_plate(values):
            return None
        stars = [value for key, value in found.groupdict().items() if key.startswith("star")]
        return Match(values, tuple(stars))

    def rank(self, name: str, value: str) -> int:
        """The place of a value in the list of choices; 0 where there is no list."""
        choices = [choice.casefold() for choice in self.choices.get(name, ())]
        return choices.index(value.casefold()) if value.casefold() in choices else 0


def _on_a_plate(values: Mapping[str, str]) -> bool:
    well, row = values.get("well"), values.get("row")
    return (well is None or parse_well(well) is not None) and (row is None or parse_row(row) is not None)


def _parse(text: str) -> Iterator[Piece]:
    if not text:
        raise Invalid("pattern", "it is empty; write something like img_{channel}_{z}.tif")
    if "/" in text or "\\" in text:
        raise Invalid("pattern", "it must be a file name without folders; / and \\ are not allowed")
    place, literal = 0, ""
    while place < len(text):
        piece, length = _piece(text, place)
        place += length
        if isinstance(piece, Text):
            literal += piece.text
            continue
        if literal:
            yield Text(literal)
            literal = ""
        yield piece
    if literal:
        yield Text(literal)


def _piece(text: str, place: int) -> tuple[Piece, int]:
    """The piece that starts at `place`, and the number of characters it takes."""
    here = text[place]
    if text.startswith(("{{", "}}"), place):
        return Text(here), 2
    if here == "*":
        return Star(), 1
    if here == "}":
        raise Invalid("pattern", f"the }} at position {place + 1} closes nothing; write }}}} for the character itself")
    if here != "{":
        return Text(here), 1
    end = text.find("}", place)
    if end < 0:
        raise Invalid("pattern", f"the {{ at position {place + 1} is not closed")
    return _placeholder(text[place + 1 : end]), end + 1 - place


def _placeholder(inside: str) -> Placeholder:
    name, colon, choices = inside.partition(":")
    if "," in name and not colon:
        name, choices = "channel", inside
    known = NAMES.get(name.strip().lower())
    if known is None:
        raise Invalid("pattern", f"{{{inside}}} is not known; use one of {', '.join('{' + one + '}' for one in NAMES)}")
    values = tuple(choice.strip() for choice in choices.split(",")) if choices else ()
    if (colon and not choices) or "" in values or len({value.casefold() for value in values}) < len(values):
        raise Invalid("pattern", f"the list in {{{inside}}} has an empty or repeated value")
    return Placeholder(known, values)


def _check(pieces: tuple[Piece, ...]) -> None:
    named = [piece.name for piece in pieces if isinstance(piece, Placeholder)]
    if not named:
        raise Invalid(
            "pattern", "it has no placeholder; write {channel}, {z}, {t}, {well} or {field} where they differ"
        )
    repeated = sorted({name for name in named if named.count(name) > 1})
    if repeated:
        raise Invalid("pattern", f"{{{repeated[0]}}} is there twice")
    if "well" in named and ("row" in named or "column" in named):
        raise Invalid("pattern", "write {well}, or {row} and {column}, not both")
    if ("row" in named) != ("column" in named):
        raise Invalid("pattern", "{row} and {column} need each other")
    for one, other in pairwise(pieces):
        if _open_ended(one) and _open_ended(other):
            raise Invalid("pattern", f"{_written(one)} and {_written(other)} need text between them")


def _open_ended(piece: Piece) -> bool:
    return isinstance(piece, Star) or (isinstance(piece, Placeholder) and not piece.choices)


def _written(piece: Piece) -> str:
    return f"{{{piece.name}}}" if isinstance(piece, Placeholder) else "*"


def _expressions(pieces: tuple[Piece, ...]) -> Iterator[str]:
    for number, piece in enumerate(pieces):
        if isinstance(piece, Text):
            yield re.escape(piece.text)
        elif isinstance(piece, Star):
            yield f"(?P<star{number}>.*?)"
        else:
            choices = "|".join(re.escape(choice) for choice in sorted(piece.choices, key=len, reverse=True))
            yield f"(?P<{piece.name}>{choices or EXPRESSIONS[piece.name]})"
