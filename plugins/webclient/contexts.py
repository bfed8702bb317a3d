"""What each page and fragment of the web client is made of: one dataclass per template.

The names of the fields are what theme authors find in the templates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from omeropyr.api import (
    AnnotationLink,
    DataObject,
    Experimenter,
    Group,
    Image,
    ImageSummary,
    ObjectRef,
    Plate,
    Rights,
    Run,
    Scope,
    WellField,
)

from .permissions import permission_words


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginPage:
    """`webclient/login.jinja2`. `servers` are (id, label); `url` is where a login leads."""

    servers: Sequence[tuple[int, str]]
    server: int
    url: str
    username: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeNode:
    """One row of the tree. `children` None: not loaded. `count` None: nothing to count."""

    kind: str
    id: int
    name: str
    rights: Rights
    is_own: bool = False
    count: int | None = None
    children: Sequence[TreeNode] | None = None
    is_current: bool = False

    @property
    def ref(self) -> str:
        return f"{self.kind}-{self.id}"

    @property
    def permissions(self) -> str:
        """As the JSON end points say it."""
        return " ".join(permission_words(self.rights))


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeChoice:
    """The filter above the tree: whose data of which group; None means all that the user may see."""

    scope: Scope
    groups: Sequence[Group]
    owners: Sequence[Experimenter]

    @property
    def is_useful(self) -> bool:
        return len(self.groups) > 1 or len(self.owners) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A container among the contents of another one."""

    ref: ObjectRef
    name: str
    description: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """`webclient/contents.jinja2`: what a container holds, cards or one page of images. `page` counts from 1."""

    kind: str
    id: int
    title: str
    total: int
    page: int = 1
    page_size: int = 200
    cards: Sequence[Card] = ()
    images: Sequence[ImageSummary] = ()
    selected: Sequence[int] = ()

    @property
    def holds_images(self) -> bool:
        return self.kind in ("dataset", "orphaned", "tag")

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.page_size))

    def permissions(self, image: ImageSummary) -> str:
        """As the JSON end points say it."""
        return " ".join(permission_words(image.rights))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlateContents:
    """`webclient/plate.jinja2`: `grid` has the chosen field of each well, or None, for all of `rows` and `columns`.

    `kind` is plate, or acquisition for the fields of one `run`; these are then counted anew in each well.
    """

    plate: Plate
    title: str
    field: int
    fields: int
    rows: range
    columns: range
    row_names: Sequence[str]
    column_names: Sequence[str]
    grid: Sequence[Sequence[WellField | None]]
    filled: int
    has_positions: bool = False
    """Whether it is known where in their wells the fields are."""
    selected: int | None = None
    run: Run | None = None
    kind: str = "plate"

    @property
    def id(self) -> int:
        return self.run.id if self.run else self.plate.id

    @property
    def permissions(self) -> str:
        """On the plate, as the JSON end points say it: wells have those of their plate."""
        return " ".join(permission_words(self.plate.rights))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A line of the inspector; `exact` is shown on hover."""

    label: str
    value: str
    exact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelTab:
    """A panel of an app, beside General; `url` answers its fragment."""

    name: str
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspector:
    """`webclient/inspector.jinja2`: everything about one object."""

    kind: str
    target: DataObject
    image: Image | None
    owner: Experimenter | None
    group: Group | None
    facts: Sequence[Fact]
    tags: Sequence[AnnotationLink]
    comments: Sequence[AnnotationLink]
    panels: Sequence[PanelTab]
    user_id: int
    parents: Sequence[tuple[str, int, str]] = ()
    """(kind, id, name) of the containers it lies in."""

    @property
    def ref(self) -> str:
        return f"{self.kind}-{self.target.id}"

    @property
    def own_tag_ids(self) -> list[int]:
        """Tags that the user linked: the complete set that `annotate_tags/` wants."""
        return sorted({link.annotation.id for link in self.tags if link.owner.id == self.user_id})


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchInspector:
    """`webclient/batch.jinja2`: several images at once. `tags` are (link, on how many of them)."""

    images: Sequence[ImageSummary]
    tags: Sequence[tuple[AnnotationLink, int]]
    own_tag_ids: Sequence[int]
    """Tags that the user linked to all of them."""
    can_annotate: bool
    one_group: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MainPage:
    """`webclient/main.jinja2`: tree, contents and inspector. `missing` names what `show=` asked for in vain."""

    tree: Sequence[TreeNode]
    choice: ScopeChoice
    contents: Contents | PlateContents | None
    inspector: Inspector | None
    container: str
    show: str
    missing: str = ""
    page_size: int = 200
