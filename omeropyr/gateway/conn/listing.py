"""docs/conn.md: everything a connection offers. `python -m omeropyr.gateway.conn.listing > docs/conn.md` writes it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

from omeropyr.gateway.conn import channels, containers, files, images, people, pixels, plates, rois, scope
from omeropyr.gateway.conn.absent import ELSEWHERE
from omeropyr.gateway.conn.annotations import (
    BlitzAnnotation,
    FileAnnotationWrapper,
    MapAnnotationWrapper,
    TagAnnotationWrapper,
)
from omeropyr.gateway.conn.connection import BlitzConnection
from omeropyr.gateway.conn.objects import BlitzObject
from omeropyr.gateway.conn.who import BlitzEventContext

INTRODUCTION = """# `request.conn`: a connection with the shape of BlitzGateway

On OMERO `request.conn` is omero-py's BlitzGateway. On every other store it is what this page lists: the same names,
arguments and results, over the port. Asking for anything else raises `NotOffered` (an AttributeError, so that
`hasattr` answers truly), which names the port's way. New annotations are made as with omero-py:

    from omeropyr.api import MapAnnotationWrapper

    pairs = MapAnnotationWrapper(request.conn)
    pairs.setValue([["stain", "DAPI"]])
    request.conn.getObject("Image", 7).linkAnnotation(pairs)

New pages rather use `request.gateway`, the whole port, typed, and the same on every store.
"""
OBJECTS = (
    containers.BlitzProject,
    containers.BlitzDataset,
    containers.BlitzScreen,
    images.BlitzImage,
    plates.BlitzPlate,
    plates.BlitzPlateAcquisition,
)
OTHERS = (
    plates.BlitzWell,
    plates.BlitzWellSample,
    pixels.BlitzPixels,
    pixels.BlitzPixelsType,
    channels.BlitzChannel,
    channels.ColorHolder,
    BlitzAnnotation,
    TagAnnotationWrapper,
    MapAnnotationWrapper,
    FileAnnotationWrapper,
    files.BlitzOriginalFile,
    files.BlitzFileset,
    rois.BlitzRoi,
    people.BlitzExperimenter,
    people.BlitzGroup,
    people.BlitzDetails,
    people.BlitzPermissions,
    BlitzEventContext,
    scope.ServiceOptions,
)


def page() -> str:
    """The whole page, Markdown."""
    parts = [INTRODUCTION, _section("The connection", BlitzConnection, ()), _section("Every object", BlitzObject, ())]
    parts += [_section(_title(one), one, (BlitzObject,)) for one in OBJECTS]
    parts += [_section(_title(one), one, _bases(one)) for one in OTHERS]
    rows = "\n".join(f"| `{name}` | {remedy} |" for name, remedy in sorted(ELSEWHERE.items()))
    return "\n".join([*parts, f"## What is not there\n\n| name | instead |\n|---|---|\n{rows}\n"])


def _title(cls: type) -> str:
    return getattr(cls, "OMERO_CLASS", "") or getattr(cls, "OMERO_TYPE", "") or cls.__name__.removeprefix("Blitz")


def _bases(cls: type) -> tuple[type, ...]:
    """Classes whose methods have a section of their own."""
    return tuple(base for base in cls.__mro__[1:] if base in OTHERS or base is dict)


def _section(title: str, cls: type, without: tuple[type, ...]) -> str:
    inherited = {name for base in without for name in dir(base) if base.__dict__.get(name) is not None}
    names = [name for name in dir(cls) if name[0] != "_" and _is_own(cls, name, inherited)]
    rows = (row for name in names for row in _row(name, inspect.getattr_static(cls, name)))
    return f"## {title}\n\n| call | gives |\n|---|---|\n" + "\n".join(rows) + "\n"


def _is_own(cls: type, name: str, inherited: set[str]) -> bool:
    return name not in inherited or name in cls.__dict__


def _row(name: str, member: Any) -> Iterator[str]:
    function = _function(member)
    if function is None:
        return
    parameters = list(inspect.signature(function).parameters.values())
    shown = ", ".join(_parameter(one) for one in parameters if one.name != "self")
    call = name if isinstance(member, property) else f"{name}({shown})"
    yield f"| `{call}` | {_first_sentence(function)} |"


def _function(member: Any) -> Callable[..., Any] | None:
    """What stands behind a method, a static method or a property; None for everything else."""
    plain = getattr(member, "fget", None) or getattr(member, "__func__", member)
    return plain if inspect.isfunction(plain) else None


def _parameter(parameter: inspect.Parameter) -> str:
    stars = "**" if parameter.kind is inspect.Parameter.VAR_KEYWORD else ""
    has_default = parameter.default is not inspect.Parameter.empty
    return f"{stars}{parameter.name}" + (f"={parameter.default!r}" if has_default else "")


def _first_sentence(function: Callable[..., Any]) -> str:
    paragraph = (inspect.getdoc(function) or "").split("\n\n")[0]
    return " ".join(paragraph.split()).replace("|", "\\|")


if __name__ == "__main__":
    print(page(), end="")
