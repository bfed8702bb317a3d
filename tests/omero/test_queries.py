"""Every entity and every property that an HQL text names exists in the model of omero-py."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping

import pytest
from slice_model import entities, held_by

from omeropyr.gateway.omero import queries
from omeropyr.gateway.omero.queries.levels import NAMED, OWNED, THESE, Level

KEYWORDS = r"(?:as|where|join|left|inner|order|group|fetch|on)\b"
RANGE = re.compile(rf"(?:\bfrom|,)\s+([A-Z]\w*)\s+(?!{KEYWORDS})(\w+)")
JOIN = re.compile(rf"\bjoin\s+(?:fetch\s+)?(\w+(?:\.\w+)+)(?:\s+(?:as\s+)?(?!{KEYWORDS})(\w+))?")
PATH = re.compile(r"(?<![\w.:])([a-z]\w*(?:\.\w+)+)")
DETAILS = {"owner": "Experimenter", "group": "ExperimenterGroup", "creationEvent": "Event", "updateEvent": "Event"}


def texts() -> Iterator[tuple[str, str]]:
    """Each with a name to find it by."""
    for found in pkgutil.iter_modules(queries.__path__):
        module = importlib.import_module(f"{queries.__name__}.{found.name}")
        for name, value in sorted(vars(module).items()):
            if name.isupper():
                yield from ((f"{found.name}.{label}", text) for label, text in flat(name, value))


def flat(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str) and value.lstrip().startswith("select") and "{entity}" not in value:
        yield name, value.replace("{where}", "").replace("{condition}", "1 = 1")
    elif isinstance(value, Level):
        conditions = [one for one in (value.inside, value.loose, value.tagged, OWNED, THESE, NAMED) if one]
        yield f"{name}.listing", value.listing(conditions)
        yield f"{name}.total", value.total(conditions)
    elif isinstance(value, tuple):
        for item in value:
            yield from flat(name, item)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from flat(f"{name}.{key}", item)


ALL = list(texts())


def wrong_names(hql: str) -> list[str]:
    """What the model does not have."""
    known = {alias: entity for entity, alias in RANGE.findall(hql)}
    wrong = [entity for entity in known.values() if entity not in entities()]
    for path, alias in JOIN.findall(hql):
        end = follow(known, path)
        if end is None:
            wrong.append(path)
        elif alias:
            known[alias] = end
    return wrong + [
        path for path in dict.fromkeys(PATH.findall(hql)) if path not in wrong and follow(known, path) is None
    ]


def follow(known: Mapping[str, str], path: str) -> str | None:
    """The entity that a path leads to, '' for a value, None if it leads nowhere."""
    alias, *steps = path.split(".")
    entity = known.get(alias)
    for step in steps:
        if not entity:
            return None
        if entity == "Details":
            entity = "" if step == "permissions" else DETAILS.get(step)
        else:
            entity = "Details" if step == "details" else held_by(entity, step)
    return entity


@pytest.mark.parametrize("text", [text for _, text in ALL], ids=[name for name, _ in ALL])
def test_names_exist(text: str) -> None:
    assert wrong_names(text) == []


def test_wrong_names_are_seen() -> None:
    assert wrong_names("select i.nme from Image i") == ["i.nme"]
    assert wrong_names("select i.id from Imge i") == ["Imge"]
    assert wrong_names("select p.sizeY, p.sizeW from Image i join i.pixels p join i.pixel q") == ["i.pixel", "p.sizeW"]
    assert wrong_names("select l.child.nam from DatasetImageLink l") == ["l.child.nam"]
    assert wrong_names("select l.child.name, l.details.owner.omeName from DatasetImageLink l") == []


def test_all_texts_are_looked_at() -> None:
    assert len(ALL) > 40
