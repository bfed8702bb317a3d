"""What each page and fragment of the web client is made of: one dataclass per template.

The names of the fields are what theme authors find in the templates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from omeropyr.api import (
    DataObject,
    Experimenter,
    Fileset,
    Group,
    Image,
    ImageSummary,
    Kind,
    ObjectRef,
    Plate,
    Rights,
    Run,
    Scope,
    WellField,
    Whereabouts,
)

from .annotation_contexts import AnnotationPanel
from .downloads import Downloads
from .permissions import permission_words
from .text_links import linked_pieces


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
    """A line of the inspector; `exact` is shown on hover, a `moment` in the reader's own time."""

    label: str
    value: str
    exact: str = ""
    moment: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelTab:
    """A panel of an app, beside General; `url` answers its fragment."""

    name: str
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspector:
    """`webclient/inspector.jinja2`: everything about one object. `annotations` None: it carries none."""

    kind: str
    target: DataObject
    image: Image | None
    owner: Experimenter | None
    group: Group | None
    facts: Sequence[Fact]
    annotations: AnnotationPanel | None
    panels: Sequence[PanelTab]
    user_id: int
    parents: Sequence[tuple[str, int, str]] = ()
    """(kind, id, name) of the containers it lies in, the outermost first."""
    fields: Sequence[WellField] = ()
    """Of a well."""
    filesets: Sequence[Fileset] = ()
    """Of an image or a well."""
    roi_count: int = 0
    downloads: Downloads | None = None

    @property
    def ref(self) -> str:
        return f"{self.kind}-{self.target.id}"

    @property
    def show(self) -> str:
        """What `show=` calls it."""
        return f"run-{self.target.id}" if self.kind == Kind.ACQUISITION else self.ref

    @property
    def description_pieces(self) -> list[tuple[str, str]]:
        """The description, with what in it leads somewhere."""
        return linked_pieces(self.target.description)

    @property
    def shared_with(self) -> str:
        """The container whose images may get the same names of channels: `dataset-5` or `plate-3`; '' for none."""
        holders = [f"{kind}-{id_}" for kind, id_, _ in self.parents if kind in (Kind.DATASET, Kind.PLATE)]
        return holders[0] if holders else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchInspector:
    """`webclient/batch.jinja2`: several objects at once. `annotations` None: some of them carry none."""

    objects: Sequence[Whereabouts]
    annotations: AnnotationPanel | None
    one_group: bool
    downloads: Downloads | None = None

    @property
    def kind(self) -> str:
        """Their kind; '' if they are of several."""
        kinds = {one.ref.kind.value for one in self.objects}
        return kinds.pop() if len(kinds) == 1 else ""


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
