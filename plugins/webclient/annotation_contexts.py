"""What the inspector shows of the annotations of a selection, one object or many: the same classes for both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from omeropyr.api import Annotation, AnnotationLink, Experimenter, KeyValues, ObjectRef, OriginalFile

from .namespaces import namespace_title
from .text_links import linked_pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """One annotation and its links to the selected objects."""

    annotation: Annotation
    links: Sequence[AnnotationLink]
    user_id: int

    @property
    def id(self) -> int:
        return self.annotation.id

    @property
    def parents(self) -> list[ObjectRef]:
        """The selected objects that carry it, each once."""
        return list(dict.fromkeys(link.parent for link in self.links))

    @property
    def removable(self) -> str:
        """The objects that the user may take it from, as in `image-1|image-2`."""
        return "|".join(dict.fromkeys(str(link.parent) for link in self.links if link.can_delete))

    @property
    def added_by(self) -> Sequence[Experimenter]:
        """Who put it there, each once."""
        return list({link.owner.id: link.owner for link in self.links}.values())

    @property
    def file(self) -> OriginalFile | None:
        value = self.annotation.value
        return value if isinstance(value, OriginalFile) else None

    @property
    def title(self) -> str:
        """Its namespace in words."""
        return namespace_title(self.annotation.namespace)

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """Its text, with what in it leads somewhere."""
        return linked_pieces(self.annotation.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairTable:
    """Key-values: one annotation, or several of one person that say the same of several objects."""

    annotations: Sequence[Annotation]
    parents: Sequence[ObjectRef]
    can_edit: bool
    above: AnnotationLink | None = None
    """The link to the container that it is inherited from."""

    @property
    def first(self) -> Annotation:
        return self.annotations[0]

    @property
    def pairs(self) -> KeyValues:
        value = self.first.value
        return value if isinstance(value, tuple) else ()

    @property
    def rows(self) -> list[tuple[list[tuple[str, str]], list[tuple[str, str]]]]:
        """Keys and values, with what in them leads somewhere."""
        return [(linked_pieces(key), linked_pieces(value)) for key, value in self.pairs]

    @property
    def title(self) -> str:
        return namespace_title(self.first.namespace)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings:
    """`own` is the user's rating of every selected object; None if there is none or they differ."""

    own: int | None = None
    votes: int = 0
    average: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pane:
    """A section of the annotations; `name` as in the setting `ui.metadata_panes`."""

    name: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotationPanel:
    """All annotations of the selection, kind by kind, and whether the user may add some."""

    targets: Sequence[ObjectRef]
    user_id: int
    group_id: int
    can_annotate: bool
    by: str = "all"
    """Whose are shown: all, me, others."""
    tags: Sequence[Spread] = ()
    maps: Sequence[PairTable] = ()
    tables: Sequence[Spread] = ()
    files: Sequence[Spread] = ()
    comments: Sequence[Spread] = ()
    others: Sequence[Spread] = ()
    ratings: Ratings = Ratings()
    own_tag_ids: Sequence[int] = ()
    """Tags that the user linked to all of them: the complete set that `annotate_tags/` wants."""
    panes: Sequence[Pane] = ()
    inherited_tables: Sequence[Spread] = ()

    @property
    def is_many(self) -> bool:
        return len(self.targets) > 1

    @property
    def refs(self) -> str:
        return "|".join(map(str, self.targets))

    @property
    def has_own_map(self) -> bool:
        """Whether there is a table of the user's own on every object, so that nobody needs an empty one."""
        carried = {
            ref
            for table in self.maps
            if table.can_edit and table.first.owner.id == self.user_id
            for ref in table.parents
        }
        return carried.issuperset(self.targets)
