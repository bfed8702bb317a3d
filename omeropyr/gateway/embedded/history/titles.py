"""What a change is called, in words."""

from __future__ import annotations

from collections.abc import Sequence

from omeropyr.gateway.model import Kind, ObjectRef

VERBS = {
    "rename": "Renamed",
    "describe": "Described",
    "create": "Made",
    "edit": "Changed",
    "delete": "Deleted",
    "restore": "Restored",
    "move": "Moved",
    "give": "Gave away",
    "link": "Annotated",
    "unlink": "Took an annotation off",
    "settings": "Saved the rendering settings of",
}
LINKING = {"link": ("Put", "into"), "unlink": ("Took", "out of")}
PLURALS = {
    Kind.ACQUISITION: "runs",
    Kind.MAP: "key-value pairs",
    Kind.TAGSET: "tag sets",
    Kind.ORIGINAL_FILE: "original files",
    Kind.XML: "XML annotations",
}
SINGULARS = {
    Kind.ACQUISITION: "run",
    Kind.MAP: "key-value pairs",
    Kind.TAGSET: "tag set",
    Kind.ORIGINAL_FILE: "original file",
    Kind.XML: "XML annotation",
    Kind.ROI: "ROI",
}


def title_of(action: str, refs: Sequence[ObjectRef], linked: Sequence[ObjectRef] = ()) -> str:
    """`Renamed dataset 12`, `Put 3 images into dataset 12`. `linked` are the children of links that were changed."""
    if linked:
        put, into = LINKING[action]
        return f"{put} {named(linked)} {into} {named(refs)}"
    return f"{VERBS.get(action, action.capitalize())} {named(refs)}"


def named(refs: Sequence[ObjectRef]) -> str:
    """`dataset 12`, `3 images`, `2 datasets and 1 image`."""
    different = list(dict.fromkeys(refs))
    if len(different) == 1:
        return f"{singular(different[0].kind)} {different[0].id}"
    counts = {kind: sum(ref.kind is kind for ref in different) for kind in dict.fromkeys(ref.kind for ref in different)}
    return listed([counted(kind, count) for kind, count in counts.items()])


def counted(kind: Kind, count: int) -> str:
    return f"{count:,} {singular(kind) if count == 1 else plural(kind)}"


def listed(words: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def singular(kind: Kind) -> str:
    return SINGULARS.get(kind, str(kind))


def plural(kind: Kind) -> str:
    return PLURALS.get(kind, f"{singular(kind)}s")
