"""What an object is in, as links: the way up from an image to its projects, from a field to its screen."""

from __future__ import annotations

from collections.abc import Sequence

from omeropyr.api import Kind, ObjectRef, Session

Parent = tuple[str, int, str]
"""Kind, id, name."""
_ORDER = (Kind.PROJECT, Kind.DATASET, Kind.SCREEN, Kind.PLATE, Kind.ACQUISITION, Kind.WELL, Kind.TAGSET)


def parents_of(session: Session, ref: ObjectRef) -> list[Parent]:
    """Everything above, the outermost first; of a tag its tag sets."""
    above = [found for found in _above(session, ref) if found.kind in _ORDER]
    named = session.browse.whereabouts(above) if above else ()
    in_order = sorted(named, key=lambda one: (_ORDER.index(one.ref.kind), one.name.casefold(), one.ref.id))
    return [(one.ref.kind.value, one.ref.id, one.name) for one in in_order]


def _above(session: Session, ref: ObjectRef) -> Sequence[ObjectRef]:
    if ref.kind is Kind.TAG:
        found = [link.parent for link in session.browse.parents([ref])]
    elif ref.kind is Kind.TAGSET:
        found = []
    else:
        found = [descent.ancestor for descent in session.browse.ancestors([ref])]
    return list(dict.fromkeys(found))
