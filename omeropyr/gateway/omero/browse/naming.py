"""Name, owner, group and rights of objects of any kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from omeropyr.gateway.model import ANNOTATION_KINDS, Kind, ObjectRef, Whereabouts, well_label
from omeropyr.gateway.omero import rows
from omeropyr.gateway.omero.lease import Lease
from omeropyr.gateway.omero.queries import naming
from omeropyr.gateway.omero.queries.levels import LEVELS, NAMED
from omeropyr.gateway.omero.queries.running import Row, ids
from omeropyr.gateway.omero.queries.running import rows as ask_rows

NUMBERED: Mapping[Kind, str] = {Kind.ACQUISITION: "Run", Kind.FILESET: "Fileset", Kind.ROI: "ROI"}
"""What is called by its number when it has no name."""


def whereabouts_of(lease: Lease, refs: Sequence[ObjectRef]) -> list[Whereabouts]:
    """The readable ones, in the order asked; one projection for each kind."""
    found: dict[ObjectRef, Whereabouts] = {}
    for kind in dict.fromkeys(ref.kind for ref in refs):
        hql = naming.ANNOTATION if kind in ANNOTATION_KINDS else naming.OF_KIND.get(kind)
        if hql is not None:
            for row in ask_rows(lease, hql, {"ids": ids([ref.id for ref in refs if ref.kind is kind])}):
                ref = ObjectRef(kind, row["id"])
                found[ref] = _whereabouts(ref, row)
    return [found[ref] for ref in dict.fromkeys(refs) if ref in found]


def _whereabouts(ref: ObjectRef, row: Row) -> Whereabouts:
    return Whereabouts(
        ref=ref,
        name=_name(ref, row),
        owner_id=row["owner_id"],
        group_id=row["group_id"],
        rights=rows.rights(row["obj_details_permissions"]),
    )


def _name(ref: ObjectRef, row: Row) -> str:
    if ref.kind is Kind.WELL:
        return well_label(row["row"] or 0, row["column"] or 0)
    texts = (row.get(column) for column in ("name", "text", "file_name"))
    return next((text for text in texts if text), f"{NUMBERED.get(ref.kind, ref.kind.capitalize())} {ref.id}")


def ids_of_named(lease: Lease, kind: Kind, name: str) -> list[int]:
    """Ascending; none for kinds without names."""
    if kind in (Kind.TAG, Kind.TAGSET):
        found = ask_rows(lease, naming.TAGS_OF_TEXT, {"text": name})
        is_set = kind is Kind.TAGSET
        return [row["id"] for row in found if (row["namespace"] == naming.TAGSET) is is_set]
    if kind not in LEVELS:
        return []
    return sorted(row["id"] for row in ask_rows(lease, LEVELS[kind].ids([NAMED]), {"name": name}))
