"""The object model of OMERO as omero-py's generated modules define it: entities, their properties, what these hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import omero

CLASS = re.compile(
    r"_t_\w+ = IcePy\.defineClass\('::omero::model::(\w+)', \w+, -1, \(\), \w+, \w+, "
    r"(?:_M_omero\.model\._t_(\w+)|None), \(\), \((.*?)\)\)\n",
    re.S,
)
MEMBER = re.compile(r"\('_(\w+)', \(\), (?:_M_omero\.(model\.)?)?(?:IcePy\.)?_t_(\w+)")
SEQUENCE = re.compile(r"_t_(\w+) = IcePy\.defineSequence\('::omero::model::\w+', \(\), _M_omero\.model\._t_(\w+)\)")


@cache
def sources() -> str:
    folder = Path(omero.__file__).parents[1]
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted(folder.glob("omero_model_*_ice.py")))


@cache
def sequences() -> Mapping[str, str]:
    """Name of a sequence type -> what is in it."""
    return dict(SEQUENCE.findall(sources()))


@cache
def entities() -> Mapping[str, tuple[str, Mapping[str, str]]]:
    """Entity -> what it is a kind of, and its own properties with the entity they hold ('' for a value)."""
    found: dict[str, tuple[str, Mapping[str, str]]] = {}
    for name, base, body in CLASS.findall(sources()):
        found[name] = (base, dict(_properties(body)))
    return found


def _properties(body: str) -> Iterator[tuple[str, str]]:
    for name, of_model, kind in MEMBER.findall(body):
        held = kind if of_model else ""
        if name.endswith("Seq"):
            yield name.removesuffix("Seq"), sequences().get(held, "")
        else:
            yield name, held


def held_by(entity: str, name: str) -> str | None:
    """The entity in a property of an entity, of its bases, or (HQL finds these too) of its kinds; '' for a value."""
    if name == "id":
        return ""
    for one in (*_upwards(entity), *_downwards(entity)):
        found = entities()[one][1].get(name)
        if found is not None:
            return found
    return None


def _upwards(entity: str) -> Iterator[str]:
    while entity in entities():
        yield entity
        entity = entities()[entity][0]


def _downwards(entity: str) -> Iterator[str]:
    return (one for one in entities() if entity in _upwards(one))
