"""What file names say without being asked: the habits of microscopes and of people.

Each rule turns a stem into a `Reading`: the key that files of one image share, and values for channel, z and t.
Well and field stay in the key, because each field of view is an image of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from omeropyr.imaging.wells import MAX_ROWS, well_name

SEPARATORS = " _-.,"
# a token starts after a separator or a digit, and ends before a letter or digit that is not a token of its own
START = r"(?:(?<=[_\-. ,])|(?<=[0-9]))"
TOKENS = (
    ("channel", re.compile(START + r"(?P<token>(?:ch|channel|w|c)(?P<value>[0-9]{1,2}))(?![0-9])", re.IGNORECASE)),
    # ArrayScan: f00d1 is field 0, dye 1
    ("channel", re.compile(r"(?<=f[0-9]{2})(?P<token>d(?P<value>[0-9]))(?![0-9])")),
    ("z", re.compile(START + r"(?P<token>(?:z|slice)(?P<value>[0-9]{1,4}))(?![0-9])", re.IGNORECASE)),
    ("t", re.compile(START + r"(?P<token>(?:t|tp|time|frame)(?P<value>[0-9]{1,5}))(?![0-9])", re.IGNORECASE)),
)
FIELD = re.compile(
    r"(?:(?<=[_\-. ,(])|(?<=[0-9]))(?:field|fld|site|fov|pos|s|f)[_\- ]?(?P<value>[0-9]{1,4})(?![0-9])", re.IGNORECASE
)
# PerkinElmer Harmony (Opera, Operetta): row, column, field, plane, channel, time (sk is a step of the kinetics)
HARMONY = re.compile(
    r"(?P<field>r(?P<row>[0-9]{2})c(?P<column>[0-9]{2})f[0-9]{2,4})(?P<z>p[0-9]{2,4})-(?P<channel>ch[0-9]{1,2})"
    r"(?P<t>sk[0-9]{1,5})(?:fk[0-9]+)?(?:fl[0-9]+)?\Z",
    re.IGNORECASE,
)
# GE InCell: A - 01(fld 1 wv DAPI - DAPI z 1 time 1 - 0 ms)
INCELL = re.compile(
    r"(?P<row>[A-P]) - (?P<column>[0-9]{2})\(fld (?P<field>[0-9]{1,4})(?: wv (?P<channel>.+?))??"
    r"(?: z (?P<z>[0-9]{1,4}))?(?: time (?P<t>[0-9]{1,5})(?: - [0-9.]+ ms)?)?\)\Z"
)
# ImageXpress ends names in an id that is another for each file
GUID = re.compile(r"[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\Z", re.IGNORECASE)
THUMB = re.compile(r"_thumb(?:[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12})?\Z", re.IGNORECASE)
WELL = re.compile(r"(?:^|(?<=[_\-. ,]))(?P<value>[A-P](?:0[1-9]|1[0-9]|2[0-4]))(?![0-9])")
# four digits or more, as programs number the frames of a series
FRAME = re.compile(r"(?P<before>.*?[^0-9])(?P<value>[0-9]{4,6})\Z")
LETTER = re.compile(r"(?P<before>.*)(?P<separator>[_\-. ])(?P<value>[A-Z])\Z")
STAINS = (
    r"hoechst|hoe|dapi|draq5|h2ax|ph3|gfp|egfp|yfp|cfp|bfp|rfp|mcherry|tdtomato|fitc|tritc|txred|texas ?red|cy3|cy5|cy7"
    r"|alexa ?[0-9]{3}|phalloidin|actin|tubulin|brightfield|phase|dic|edu|brdu|ki67"
)
STAIN = re.compile(
    rf"(?P<value>{STAINS}|(?<![0-9A-Za-z])(?:405|488|555|561|568|594|633|640|647)(?![0-9A-Za-z]))", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Reading:
    """`key` is equal for the files of one image; `values` has channel, z or t; `title` is the name of the image."""

    key: str
    values: Mapping[str, str]
    title: str


Rule = Callable[[str], Reading | None]


def harmony(stem: str) -> Reading | None:
    """r02c03f01p04-ch1sk1fk1fl1"""
    found = HARMONY.match(stem)
    if found is None:
        return None
    return Reading(found["field"].lower(), {name: found[name] for name in ("channel", "z", "t")}, found["field"])


def incell(stem: str) -> Reading | None:
    """A - 01(fld 1 wv DAPI - DAPI z 1)"""
    found = INCELL.match(stem)
    if found is None:
        return None
    values = {name: found[name] for name in ("channel", "z", "t") if found[name] is not None}
    title = f"{found['row']}{found['column']} fld {found['field']}"
    return Reading(title, values, title) if values else None


def labelled(stem: str) -> Reading | None:
    """Tokens with a label: w1, ch00, z003, t0001."""
    stem = GUID.sub("", stem)
    values: dict[str, str] = {}
    key = title = stem
    for name, expression in TOKENS:
        found = list(expression.finditer(key))
        if found and name not in values:
            last = found[-1]
            values[name] = last["token"]
            key = f"{key[: last.start('token')]}<{name}>{key[last.end('token') :]}"
    for name in values:
        title = key if title is stem else title
        title = _without(title, f"<{name}>")
    return Reading(key, values, _tidy(title)) if values else None


def stained(stem: str) -> Reading | None:
    """One stain or laser line anywhere in the name."""
    found = list(STAIN.finditer(stem))
    if len(found) != 1:
        return None
    start, end = found[0].span("value")
    before, after = stem[:start], stem[end:]
    return Reading(f"{before}<stain>{after}", {"channel": found[0]["value"]}, _tidy(_put_together(before, after)))


def _put_together(before: str, after: str) -> str:
    """What is left and right of a stain; what was never one word does not become one."""
    if before[-1:] in SEPARATORS and before:
        return before.rstrip(SEPARATORS) + after if after[:1] in SEPARATORS else before + after
    return f"{before}_{after}" if before and after and after[0] not in SEPARATORS else before + after


def lettered(stem: str) -> Reading | None:
    """A capital letter at the end, set apart: POS002_D."""
    found = LETTER.match(stem)
    if found is None or not found["before"]:
        return None
    return Reading(f"{found['before']}<letter>", {"channel": found["value"]}, _tidy(found["before"]))


def numbered(stem: str) -> Reading | None:
    """A frame number at the end: embryo_0007."""
    found = FRAME.match(stem)
    if found is None:
        return None
    return Reading(f"{found['before']}<{len(found['value'])}>", {"t": found["value"]}, _tidy(found["before"]))


def well_of(stem: str) -> tuple[str, str] | None:
    """(plate, well) of a name such as `Plate-1_B07_s2`."""
    if (harmony := HARMONY.match(stem)) is not None and 1 <= int(harmony["row"]) <= MAX_ROWS:
        return "", well_name(int(harmony["row"]) - 1, int(harmony["column"]) - 1)
    if (incell := INCELL.match(stem)) is not None:
        return "", incell["row"] + incell["column"]
    found = WELL.search(stem)
    return (stem[: found.start()].rstrip(SEPARATORS), found["value"]) if found else None


def field_of(stem: str) -> str | None:
    """The number of the field of view, as written."""
    found = list(FIELD.finditer(stem))
    return found[-1]["value"] if found else None


def is_thumbnail(stem: str) -> bool:
    """Small pictures that ImageXpress puts beside its images."""
    return THUMB.search(stem) is not None


def _without(text: str, token: str) -> str:
    """The text without a token and the separator that set it apart."""
    before, _, after = text.partition(token)
    return before.rstrip(SEPARATORS) + after if before[-1:] in SEPARATORS and before else before + after


def _tidy(title: str) -> str:
    return title.strip(SEPARATORS) or title
