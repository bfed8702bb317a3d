"""Puts the main page together: from what the address names to tree, contents and inspector."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from omeropyr.api import Experimenter, Kind, ObjectRef, PathStep, Scope, Session

from .contents import contents_of
from .contexts import Contents, Inspector, MainPage, PlateContents, ScopeChoice
from .inspected import is_inspected
from .plates import PlateLayout, plate_contents
from .show import format_show
from .show_lookup import shown_objects
from .tree import build_tree

InspectorOf = Callable[[ObjectRef], Inspector]
"""Makes the inspector of an object."""

ORPHANED = ("orphaned", 0)
"""The folder of images that lie nowhere else; there is one, so its id means nothing."""

_CONTAINERS = ("project", "dataset", "screen", "plate", "acquisition", "orphaned", "tagset", "tag")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the address leads: the way through the tree, the open container and what is selected in it."""

    path: Sequence[PathStep] = ()
    container: tuple[str, int] | None = None
    refs: tuple[ObjectRef, ...] = ()
    missing: str = ""

    @property
    def container_ref(self) -> str:
        return f"{self.container[0]}-{self.container[1]}" if self.container else ""

    @property
    def image_ids(self) -> list[int]:
        return [ref.id for ref in self.refs if ref.kind is Kind.IMAGE]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the query string asks of the main page."""

    show: str
    scope: Scope
    page: int | None
    page_size: int
    plate_layout: PlateLayout = PlateLayout.EXPAND
    path: str = ""
    """The older way to name what is shown."""


def main_page(session: Session, wish: Wish, inspector_of: InspectorOf) -> MainPage:
    """Never raises NotFound: what cannot be shown is named in `missing`."""
    place = find_place(session, wish.show, wish.path)
    return MainPage(
        tree=build_tree(session, wish.scope, place.path, place.container_ref),
        choice=scope_choice(session, wish.scope),
        contents=_contents(session, place, wish),
        inspector=_inspector(place, inspector_of),
        container=place.container_ref,
        show=format_show(place.refs) or place.container_ref,
        missing=place.missing,
        page_size=wish.page_size,
    )


def find_place(session: Session, show: str, path: str = "") -> Place:
    """The place of what `show=` or `path=` names; with several items, all that lie where the first one does."""
    if show.startswith("orphaned"):
        return Place(container=ORPHANED)
    refs = shown_objects(session, show, path)
    if not refs:
        return Place()
    paths = session.browse.paths(refs[0])
    if not paths:
        return Place(missing=str(refs[0]))
    place = _place_on(paths[0], refs[0])
    return _with_well(session, place, refs[0]) if refs[0].kind is Kind.WELL else _with_siblings(session, place, refs)


def _place_on(path: Sequence[PathStep], ref: ObjectRef) -> Place:
    container = next((step for step in reversed(path) if step.kind in _CONTAINERS), None)
    if container is None:
        return Place(path=path, refs=(ref,))
    if container.kind == "orphaned":
        return Place(path=path, container=ORPHANED, refs=(ref,))
    return Place(path=path, container=(container.kind, container.id), refs=(ref,))


def _with_siblings(session: Session, place: Place, refs: tuple[ObjectRef, ...]) -> Place:
    if len(refs) == 1 or refs[0].kind is not Kind.IMAGE:
        return place
    others = [ref for ref in refs[1:] if ref.kind is Kind.IMAGE]
    beside = [ref for ref in others if _lies_in(session.browse.paths(ref), place.container)]
    return Place(path=place.path, container=place.container, refs=(refs[0], *beside))


def _lies_in(paths: Sequence[Sequence[PathStep]], container: tuple[str, int] | None) -> bool:
    steps = {ORPHANED if step.kind == "orphaned" else (step.kind, step.id) for path in paths for step in path}
    return container in steps


def _with_well(session: Session, place: Place, well: ObjectRef) -> Place:
    """A well is shown as the image of its first field."""
    if place.container is None:
        return place
    fields = [field for field in session.browse.plate(place.container[1]).wells if field.well_id == well.id]
    refs = tuple(ObjectRef(Kind.IMAGE, field.image_id) for field in fields[:1])
    return Place(path=place.path, container=place.container, refs=refs)


def _contents(session: Session, place: Place, wish: Wish) -> Contents | PlateContents | None:
    if place.container is None:
        return None
    kind, object_id = place.container
    if kind in ("plate", "acquisition"):
        selected = next(iter(place.image_ids), None)
        return plate_contents(session, kind, object_id, layout=wish.plate_layout, selected=selected)
    return contents_of(
        session,
        kind,
        object_id,
        scope=wish.scope,
        page=wish.page or _page_of(place, wish.page_size),
        page_size=wish.page_size,
        selected=place.image_ids,
    )


def _page_of(place: Place, page_size: int) -> int:
    """The page that holds the selected image."""
    index = next((step.child_index for step in place.path if step.child_index is not None), 0)
    return index // page_size + 1


def _inspector(place: Place, inspector_of: InspectorOf) -> Inspector | None:
    """One object has an inspector at once; that of many is fetched by the script."""
    one = place.refs[0] if len(place.refs) == 1 else None
    return inspector_of(one) if one is not None and is_inspected(one) else None


def scope_choice(session: Session, scope: Scope) -> ScopeChoice:
    groups = session.browse.groups(member_id=None if session.context.is_admin else session.context.user.id).items
    wanted = [group.id for group in groups if scope.group_id in (None, group.id)]
    people: dict[int, Experimenter] = {}
    for group_id in wanted:
        people.update((person.id, person) for person in session.browse.members(group_id))
    owners = sorted(people.values(), key=lambda person: person.full_name.casefold())
    return ScopeChoice(scope=scope, groups=groups, owners=owners)
