"""Files to images: one each, or several together when their names and their content agree.

Detection without a pattern is careful: files become one image only if they are alike (size, type, levels, number of
planes) and their names make a complete grid of channels, z and t. Otherwise each file stays an image of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from omeropyr.imaging import names
from omeropyr.imaging.address import Place
from omeropyr.imaging.composite import merged_info
from omeropyr.imaging.inspection import Content
from omeropyr.imaging.natural import natural_key
from omeropyr.imaging.patterns import Pattern
from omeropyr.imaging.source import ChannelInfo, Part, SourceInfo, SourceSpec
from omeropyr.imaging.wells import WellPosition

DIMENSIONS = ("channel", "z", "t")
MIN_FRAMES = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A readable file, or a folder that counts as one, and what is in it."""

    path: Place
    content: Content

    @property
    def reader(self) -> str:
        return self.content.reader

    @property
    def infos(self) -> tuple[SourceInfo, ...]:
        return self.content.infos

    @property
    def files(self) -> tuple[Place, ...]:
        return self.content.files

    @property
    def may_be_part(self) -> bool:
        """True for a file with one image that may be a channel, a section or a frame of a larger one."""
        return isinstance(self.path, Path) and len(self.infos) == 1 and not self.content.wells

    @property
    def likeness(self) -> tuple[object, ...]:
        """Equal for files whose planes may stand side by side."""
        info = self.infos[0]
        return (
            self.reader,
            info.size_c,
            info.size_z,
            info.size_t,
            info.pixel_type,
            info.levels,
            info.is_rgb,
            len(self.files),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """One image to be: where its pixels are, what it is called, and the stem and values its well is read from.

    `well` is the place that the file itself tells.
    """

    name: str
    spec: SourceSpec
    info: SourceInfo
    stem: str
    values: Mapping[str, str]
    well: WellPosition | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A candidate with what its name says; `title` is the name of the image it would be part of."""

    candidate: Candidate
    values: Mapping[str, str]
    title: str


def group(candidates: Sequence[Candidate], pattern: Pattern | None) -> list[Image]:
    """Images in natural order of their first files; every candidate ends up in exactly one."""
    found = _by_pattern(candidates, pattern) if pattern else _by_habit(candidates)
    taken = {named.candidate.path for members in found for named in members}
    images = [(members[0].candidate.path, [_joined(members, pattern)]) for members in found]
    images += [(one.path, _single(one, pattern)) for one in candidates if one.path not in taken]
    images.sort(key=lambda pair: natural_key(pair[0].name))
    return [image for _, several in images for image in several]


def _single(candidate: Candidate, pattern: Pattern | None) -> list[Image]:
    match = pattern.match(candidate.path.name) if pattern else None
    files = tuple(str(path) for path in candidate.files)
    inside, wells = candidate.content.inside, candidate.content.wells
    return [
        Image(
            name=info.name,
            spec=SourceSpec(
                reader=candidate.reader,
                files=files,
                series=0 if inside else number,
                inside=inside[number] if inside else "",
            ),
            info=info,
            stem=stem_of(candidate.path),
            values=match.values if match else {},
            well=wells[number] if wells else None,
        )
        for number, info in enumerate(candidate.infos)
    ]


def stem_of(path: Place) -> str:
    """The name without its suffix, or both of them in `.ome.tif`."""
    stem = Path(path.name).stem
    return stem[:-4] if stem.lower().endswith(".ome") else stem


# which files belong together


def _by_pattern(candidates: Iterable[Candidate], pattern: Pattern) -> list[list[Named]]:
    groups: dict[tuple[object, ...], list[Named]] = defaultdict(list)
    for candidate in candidates:
        match = pattern.match(candidate.path.name)
        if match is None or not candidate.may_be_part:
            continue
        fixed = tuple((key, value.casefold()) for key, value in match.values.items() if key not in DIMENSIONS)
        title = _pattern_title(pattern, match.values, match.rest)
        groups[(fixed, match.rest)].append(Named(candidate, match.values, title))
    return [members for members in groups.values() if len(members) > 1 and _fits(members)]


def _pattern_title(pattern: Pattern, values: Mapping[str, str], stars: Sequence[str]) -> str:
    """The file name without channel, z, t and suffix."""
    left = list(stars)
    title = ""
    for piece in pattern.pieces:
        name = getattr(piece, "name", None)
        if name is None:
            title += getattr(piece, "text", "") if hasattr(piece, "text") else left.pop(0)
        elif name in DIMENSIONS:
            title = title.rstrip(names.SEPARATORS)
        else:
            title += values[name]
    return stem_of(Path(title)).strip(names.SEPARATORS) or title


def _by_habit(candidates: Sequence[Candidate]) -> list[list[Named]]:
    """The rules in turn; what one rule has joined the next ones no longer see."""
    result: list[list[Named]] = []
    left = [candidate for candidate in candidates if candidate.may_be_part]
    for rule in (names.harmony, names.incell, names.labelled, names.stained, names.lettered, names.numbered):
        found = [members for members in _candidates_of(rule, left) if _fits(members)]
        found = _trusted(rule, found)
        taken = {named.candidate.path for members in found for named in members}
        left = [candidate for candidate in left if candidate.path not in taken]
        result += found
    return result


def _candidates_of(rule: names.Rule, candidates: Iterable[Candidate]) -> list[list[Named]]:
    groups: dict[tuple[str, str], list[Named]] = defaultdict(list)
    for candidate in candidates:
        reading = rule(stem_of(candidate.path))
        if reading is not None:
            key = (reading.key, Path(candidate.path.name).suffix.lower())
            groups[key].append(Named(candidate, reading.values, reading.title))
    return [members for members in groups.values() if len(members) > 1]


def _trusted(rule: names.Rule, groups: list[list[Named]]) -> list[list[Named]]:
    """Rules that see little ask for more: letters must repeat from field to field, frames must run from 0 or 1."""
    if rule is names.lettered:
        sets = {frozenset(named.values["channel"] for named in members) for members in groups}
        return groups if len(groups) > 1 and len(sets) == 1 else []
    if rule is names.numbered:
        return [members for members in groups if _runs(sorted(int(named.values["t"]) for named in members))]
    return groups


def _runs(numbers: Sequence[int]) -> bool:
    return len(numbers) >= MIN_FRAMES and numbers[0] in (0, 1) and numbers[-1] - numbers[0] == len(numbers) - 1


# whether they fit


def _fits(members: Sequence[Named]) -> bool:
    """Alike, one file for each place of a complete grid, and no dimension both inside the files and between them."""
    first = members[0].candidate
    if any(len(named.candidate.infos) > 1 or named.candidate.likeness != first.likeness for named in members):
        return False
    axes = _axes(members, None)
    places = {_place(named) for named in members}
    info = first.infos[0]
    inside = {"channel": info.size_c, "z": info.size_z, "t": info.size_t}
    clash = any(len(axes[name]) > 1 and inside[name] > 1 for name in DIMENSIONS)
    return not clash and len(places) == len(members) and places == set(product(*axes.values()))


def _place(named: Named) -> tuple[str, ...]:
    return tuple(named.values.get(name, "") for name in DIMENSIONS)


def _axes(members: Sequence[Named], pattern: Pattern | None) -> dict[str, list[str]]:
    """The values along each dimension, in order."""

    def ordered(name: str) -> list[str]:
        values = {named.values.get(name, "") for named in members}
        return sorted(values, key=lambda value: (pattern.rank(name, value) if pattern else 0, natural_key(value)))

    return {name: ordered(name) for name in DIMENSIONS}


# how they become one


def _joined(members: Sequence[Named], pattern: Pattern | None) -> Image:
    axes = _axes(members, pattern)
    ordered = sorted(members, key=lambda named: [axes[name].index(value) for name, value in _dimension_values(named)])
    first = ordered[0]
    parts = tuple(
        Part(number, *(axes[name].index(value) for name, value in _dimension_values(named)))
        for number, named in enumerate(ordered)
    )
    spec = SourceSpec(
        reader=first.candidate.reader, files=tuple(str(named.candidate.path) for named in ordered), parts=parts
    )
    return Image(
        name=first.title,
        spec=spec,
        info=_joined_info(first, ordered, parts, axes["channel"]),
        stem=stem_of(first.candidate.path),
        values=first.values if pattern else {},
    )


def _dimension_values(named: Named) -> list[tuple[str, str]]:
    return list(zip(DIMENSIONS, _place(named), strict=True))


def _joined_info(first: Named, ordered: Sequence[Named], parts: Sequence[Part], channels: Sequence[str]) -> SourceInfo:
    info = replace(merged_info(first.candidate.infos[0], parts), name=first.title)
    if len(channels) < 2:
        return info
    said: dict[int, ChannelInfo] = {}
    for part, named in zip(parts, ordered, strict=True):
        said.setdefault(part.c, named.candidate.infos[0].channels[0])
    return replace(info, channels=tuple(replace(said[index], name=name) for index, name in enumerate(channels)))
