"""Sorts the annotations of a selection into what the inspector shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from omeropyr.api import (
    BULK_ANNOTATIONS,
    CLIENT_MAP,
    COMPANION_FILE,
    PHOTO,
    RATING,
    AnnotationLink,
    Kind,
    ObjectRef,
    Session,
)

from .annotation_contexts import AnnotationPanel, PairTable, Pane, Ratings, Spread
from .tagging import own_tags

BY = ("all", "me", "others")
"""Whose links are shown."""
TABLE_TYPE = "OMERO.tables"
"""Media type of a file that is a table."""
HIDDEN = (COMPANION_FILE, PHOTO)
"""Namespaces of files that nobody attached by hand."""
_HAVE_TABLES = (Kind.IMAGE, Kind.WELL)
_ELSEWHERE = (Kind.TAG, Kind.COMMENT, Kind.MAP, Kind.FILE)
PANES: Mapping[str, str] = {
    "tag": "Tags",
    "map": "Key-value pairs",
    "table": "Tables",
    "file": "Attachments",
    "comment": "Comments",
    "rating": "Ratings",
    "other": "Others",
}


def annotation_panel(
    session: Session,
    targets: Sequence[ObjectRef],
    *,
    group_id: int,
    can_annotate: bool,
    by: str = "all",
    panes: Sequence[Mapping[str, Any]] = (),
) -> AnnotationPanel:
    """Everything on the targets in one go; of a single object also what it inherits from what it is in."""
    user_id = session.context.user.id
    links = session.annotations.of(targets)
    shown = [link for link in links if _is_by(link, by, user_id)]
    above = _inherited(session, targets) if len(targets) == 1 else ()
    inherited = [link for link in above if _is_by(link, by, user_id)]
    found: dict[str, Any] = {
        "tags": sorted(spreads(_of(shown, Kind.TAG), user_id), key=lambda one: one.annotation.text.casefold()),
        "maps": [*pair_tables(_of(shown, Kind.MAP)), *map(_inherited_table, _of(inherited, Kind.MAP))],
        "tables": spreads(_tables(shown), user_id),
        "files": spreads(_attachments(shown), user_id),
        "comments": _newest_first(spreads(_of(shown, Kind.COMMENT), user_id)),
        "others": spreads(_others(shown), user_id),
        "ratings": ratings(_ratings(shown), user_id, targets),
        "inherited_tables": _one_of_each_name(spreads(_tables(inherited), user_id), targets),
    }
    return AnnotationPanel(
        targets=targets,
        user_id=user_id,
        group_id=group_id,
        can_annotate=can_annotate,
        by=by,
        own_tag_ids=sorted(own_tags(_of(links, Kind.TAG), user_id, targets)),
        panes=_panes(found, panes),
        **found,
    )


def _is_by(link: AnnotationLink, by: str, user_id: int) -> bool:
    return by not in BY[1:] or (link.owner.id == user_id) == (by == "me")


def _inherited(session: Session, targets: Sequence[ObjectRef]) -> Sequence[AnnotationLink]:
    """Key-values and tables of what the object is in."""
    ancestors = list(dict.fromkeys(descent.ancestor for descent in session.browse.ancestors(targets)))
    return session.annotations.of(ancestors, kinds=[Kind.MAP, Kind.FILE]) if ancestors else ()


def _of(links: Iterable[AnnotationLink], kind: Kind) -> list[AnnotationLink]:
    return [link for link in links if link.annotation.kind is kind]


def spreads(links: Iterable[AnnotationLink], user_id: int) -> list[Spread]:
    """The links of each annotation together, annotations in the order in which they were made."""
    found: dict[int, list[AnnotationLink]] = {}
    for link in links:
        found.setdefault(link.annotation.id, []).append(link)
    made = [Spread(annotation=same[0].annotation, links=same, user_id=user_id) for same in found.values()]
    return sorted(made, key=lambda one: (one.annotation.created_at, one.id))


def _newest_first(found: list[Spread]) -> list[Spread]:
    return found[::-1]


def pair_tables(links: Iterable[AnnotationLink]) -> list[PairTable]:
    """Equal key-values of one person in one namespace are one table."""
    found: dict[tuple[Any, ...], list[AnnotationLink]] = {}
    for link in links:
        annotation = link.annotation
        found.setdefault((annotation.owner.id, annotation.namespace, annotation.value), []).append(link)
    return sorted(map(_pair_table, found.values()), key=lambda table: (not table.can_edit, table.first.id))


def _pair_table(links: Sequence[AnnotationLink]) -> PairTable:
    annotations = list({link.annotation.id: link.annotation for link in links}.values())
    is_open = all(one.namespace == CLIENT_MAP and one.rights.can_edit for one in annotations)
    parents = list(dict.fromkeys(link.parent for link in links))
    return PairTable(annotations=annotations, parents=parents, can_edit=is_open)


def _inherited_table(link: AnnotationLink) -> PairTable:
    return PairTable(annotations=[link.annotation], parents=[link.parent], can_edit=False, above=link)


def is_table(link: AnnotationLink) -> bool:
    """Whether a file is a table of OMERO."""
    annotation = link.annotation
    if annotation.kind is not Kind.FILE:
        return False
    return annotation.namespace == BULK_ANNOTATIONS or getattr(annotation.value, "mimetype", None) == TABLE_TYPE


def _tables(links: Iterable[AnnotationLink]) -> list[AnnotationLink]:
    return [link for link in links if is_table(link)]


def _attachments(links: Iterable[AnnotationLink]) -> list[AnnotationLink]:
    return [link for link in _of(links, Kind.FILE) if link.annotation.namespace not in HIDDEN and not is_table(link)]


def _one_of_each_name(found: Sequence[Spread], targets: Sequence[ObjectRef]) -> list[Spread]:
    """Tables about images and wells; of equal names only the newest."""
    if targets[0].kind not in _HAVE_TABLES:
        return []
    return list({one.annotation.text: one for one in found}.values())


def _ratings(links: Iterable[AnnotationLink]) -> list[AnnotationLink]:
    return [link for link in _of(links, Kind.LONG) if link.annotation.namespace == RATING]


def _others(links: Iterable[AnnotationLink]) -> list[AnnotationLink]:
    rated = {link.id for link in _ratings(links)}
    return [link for link in links if link.annotation.kind not in _ELSEWHERE and link.id not in rated]


def ratings(links: Sequence[AnnotationLink], user_id: int, targets: Sequence[ObjectRef]) -> Ratings:
    """The average of all votes, and the user's own where it is the same on every target."""
    values = [value for link in links if isinstance(value := link.annotation.value, int)]
    own = {link.parent: link.annotation.value for link in links if link.owner.id == user_id}
    same = set(own.values())
    shared = same.pop() if len(same) == 1 and own.keys() >= set(targets) else None
    average = sum(values) / len(values) if values else 0
    return Ratings(own=shared if isinstance(shared, int) else None, votes=len(values), average=average)


def _panes(found: Mapping[str, Any], configured: Sequence[Mapping[str, Any]]) -> list[Pane]:
    """In the order of the setting; panes that it does not name are not shown."""
    counts = {name: len(found[f"{name}s"]) for name in PANES if name != "rating"}
    counts["rating"] = found["ratings"].votes
    counts["table"] += len(found["inherited_tables"])
    wanted = sorted(configured, key=lambda pane: pane.get("index", 0)) or [{"name": name} for name in PANES]
    return [
        Pane(name=str(pane["name"]), label=str(pane.get("label") or PANES[pane["name"]]), count=counts[pane["name"]])
        for pane in wanted
        if pane.get("name") in PANES
    ]
