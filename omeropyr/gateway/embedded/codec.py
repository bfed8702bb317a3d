"""Values of imaging as JSON: what the database keeps of render settings and sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from omeropyr.imaging.settings import ChannelSettings, Family, Model, Projection, ProjectionKind, RenderSettings
from omeropyr.imaging.source import LevelSize, Part, SourceSpec


def settings_to_json(settings: RenderSettings) -> dict[str, Any]:
    return asdict(settings)


def settings_from_json(values: dict[str, Any]) -> RenderSettings:
    projection = values["projection"]
    return RenderSettings(
        channels=tuple(
            ChannelSettings(**{**channel, "family": Family(channel["family"])}) for channel in values["channels"]
        ),
        model=Model(values["model"]),
        z=values["z"],
        t=values["t"],
        projection=None
        if projection is None
        else Projection(**{**projection, "kind": ProjectionKind(projection["kind"])}),
    )


def source_to_json(spec: SourceSpec) -> dict[str, Any]:
    """Without the files: those are rows of their own, in the same order."""
    return {
        "reader": spec.reader,
        "series": spec.series,
        "parts": [[part.file, part.c, part.z, part.t] for part in spec.parts],
        **({"inside": spec.inside} if spec.inside else {}),
    }


def source_from_json(values: dict[str, Any], files: Sequence[str]) -> SourceSpec:
    return SourceSpec(
        reader=values["reader"],
        files=tuple(files),
        series=values["series"],
        parts=tuple(Part(*numbers) for numbers in values["parts"]),
        inside=values.get("inside", ""),
    )


def levels_to_json(levels: Sequence[LevelSize]) -> list[list[int]]:
    return [[level.width, level.height] for level in levels]


def levels_from_json(values: Sequence[Sequence[int]]) -> tuple[LevelSize, ...]:
    return tuple(LevelSize(width, height) for width, height in values)
