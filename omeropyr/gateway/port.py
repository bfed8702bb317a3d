"""The port: what every store must be able to do. Apps talk to this and never ask which adapter is behind it.

A `Gateway` is one configured server. It gives a `Session` for one user, with a few small services.
Lists take a `Page` and return a `Listing`. Every method sees only what the user may read: an object that
exists but is not readable raises `NotFound`, exactly as one that does not exist. One round trip for each
listing, whatever its length. All methods raise `Unavailable` when the store cannot be reached.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from omeropyr.gateway.model import (
    Annotation,
    AnnotationLink,
    Credentials,
    Dataset,
    EventContext,
    Experimenter,
    GatewayStatus,
    Group,
    Image,
    ImageSummary,
    Kind,
    Listing,
    ObjectRef,
    Page,
    ParentLink,
    PathStep,
    Plate,
    PlateGrid,
    Project,
    Scope,
    Screen,
)
from omeropyr.imaging.settings import RenderSettings
from omeropyr.imaging.source import Region

EVERYTHING = Page()
ANYWHERE = Scope()


@runtime_checkable
class Browse(Protocol):
    """The tree, level by level. Names sort case-insensitively, then by id."""

    def groups(self, *, member_id: int | None = None, page: Page = EVERYTHING) -> Listing[Group]:
        """Groups the user may know of (administrators: all), without the system group `user`."""

    def experimenter(self, experimenter_id: int) -> Experimenter:
        """Somebody who shares a group with the user (administrators: anybody). Raises NotFound."""

    def members(self, group_id: int) -> Sequence[Experimenter]:
        """Members of a group by name. Raises NotFound if the user is neither member nor administrator."""

    def projects(
        self, scope: Scope = ANYWHERE, *, tag_id: int | None = None, page: Page = EVERYTHING
    ) -> Listing[Project]:
        """`tag_id`, here and below: only those with that tag; none if the tag is not readable."""

    def project(self, project_id: int) -> Project: ...

    def datasets(
        self,
        scope: Scope = ANYWHERE,
        *,
        project_id: int | None = None,
        orphaned: bool = False,
        tag_id: int | None = None,
        page: Page = EVERYTHING,
    ) -> Listing[Dataset]:
        """Datasets of a project, or those in none (`orphaned`), or all."""

    def dataset(self, dataset_id: int) -> Dataset: ...

    def screens(
        self, scope: Scope = ANYWHERE, *, tag_id: int | None = None, page: Page = EVERYTHING
    ) -> Listing[Screen]: ...

    def screen(self, screen_id: int) -> Screen: ...

    def plates(
        self,
        scope: Scope = ANYWHERE,
        *,
        screen_id: int | None = None,
        orphaned: bool = False,
        tag_id: int | None = None,
        page: Page = EVERYTHING,
    ) -> Listing[Plate]:
        """Plates of a screen, or those in none (`orphaned`), or all."""

    def plate(self, plate_id: int) -> PlateGrid:
        """The plate with every well field that holds an image."""

    def images(
        self,
        scope: Scope = ANYWHERE,
        *,
        dataset_id: int | None = None,
        orphaned: bool = False,
        tag_id: int | None = None,
        page: Page = EVERYTHING,
    ) -> Listing[ImageSummary]:
        """Images of a dataset, or in no dataset and no well (`orphaned`), or with a tag, or all."""

    def orphaned_count(self, scope: Scope = ANYWHERE) -> int:
        """Number of images in no dataset and no well."""

    def parents(self, children: Sequence[ObjectRef]) -> Sequence[ParentLink]:
        """Every link from a readable container to one of `children`: datasets to their projects, images to their
        datasets, plates to their screens, tags to their tag sets; by kind, then by link id. Children that are not
        readable have none."""

    def paths(self, ref: ObjectRef) -> Sequence[Sequence[PathStep]]:
        """Every way from an owner down to the object, as the tree shows it; empty if it is not readable."""


@runtime_checkable
class Images(Protocol):
    """Metadata of images."""

    def get(self, image_id: int) -> Image:
        """Raises NotFound."""

    def many(self, image_ids: Sequence[int]) -> Sequence[ImageSummary]:
        """Those of the images that are readable, in the order asked."""


@runtime_checkable
class Pixels(Protocol):
    """Rendered pixels. Everything returned as bytes is a JPEG."""

    def settings(self, image_id: int) -> RenderSettings:
        """The user's saved settings, else the owner's, else defaults. Raises NotFound."""

    def defaults(self, image_id: int) -> RenderSettings:
        """What `settings` gives as long as nobody has saved any: computed at import. Raises NotFound."""

    def render_plane(
        self, image_id: int, settings: RenderSettings, *, z: int, t: int, quality: float | None = None
    ) -> bytes:
        """The full plane at full resolution; honours the projection. `quality` 0..1, None = the store's default.

        Raises NotFound for an image or plane that does not exist, Invalid when the plane is too large for one
        picture, UnreadableFile when the file is damaged or gone.
        """

    def render_region(
        self,
        image_id: int,
        settings: RenderSettings,
        region: Region,
        *,
        z: int,
        t: int,
        quality: float | None = None,
    ) -> bytes:
        """The part of `region` that lies inside its level (edges are cut, not padded); ignores the projection.

        Raises NotFound when the region's origin is outside the level or z/t out of range.
        """

    def thumbnail(
        self,
        image_id: int,
        width: int,
        height: int | None = None,
        *,
        z: int | None = None,
        t: int | None = None,
    ) -> bytes:
        """From the saved settings. `width` alone is the longest side, aspect kept; with `height` exactly that size."""

    def thumbnails(self, image_ids: Sequence[int], longest: int) -> Mapping[int, bytes | None]:
        """Many at once; None for unknown, unreadable or damaged images."""


@runtime_checkable
class Annotations(Protocol):
    """Tags, tag sets and comments."""

    def of(self, targets: Sequence[ObjectRef], *, kinds: Sequence[Kind] = ()) -> Sequence[AnnotationLink]:
        """All links of the readable targets, in one go; `kinds` empty = every kind."""

    def tags(
        self,
        scope: Scope = ANYWHERE,
        *,
        tagset_id: int | None = None,
        orphaned: bool = False,
        page: Page = EVERYTHING,
    ) -> Listing[Annotation]:
        """Tags and tag sets by id; those of a tag set; or those in none (`orphaned`)."""

    def create_tag(
        self,
        text: str,
        *,
        description: str = "",
        group_id: int,
        tagset_id: int | None = None,
        targets: Sequence[ObjectRef] = (),
    ) -> int:
        """Id of the new tag, or of a readable one with the same text and description in that group.

        With `tagset_id` the group is that of the tag set, whatever `group_id` says. The tag is put on `targets`;
        when that is refused (Forbidden, Conflict, NotFound) no tag is made either.
        """

    def create_tagset(self, text: str, *, description: str = "", group_id: int) -> int: ...

    def comment(self, targets: Sequence[ObjectRef], text: str) -> int:
        """One comment linked to every target; returns its id. Raises Forbidden."""

    def link(self, annotation_id: int, targets: Sequence[ObjectRef]) -> int:
        """Number of links made (links of the user's own that exist are left alone). Raises Forbidden."""

    def unlink(self, annotation_id: int, targets: Sequence[ObjectRef], *, own_only: bool = False) -> int:
        """Number of links removed: those the user may delete, or of these only those the user made (`own_only`).

        Comments left without a link vanish.
        """


@runtime_checkable
class Edit(Protocol):
    """Changes to the tree. Every change is checked at the moment it is made and written to the event log."""

    def create(
        self,
        kind: Kind,
        name: str,
        *,
        description: str = "",
        group_id: int | None = None,
        parent: ObjectRef | None = None,
        children: Sequence[ObjectRef] = (),
    ) -> int:
        """A project, dataset or screen; in the group of the parent, else of the children, else `group_id`, else the
        default group. What `link` would refuse of parent or children is refused, and then nothing is made.
        """

    def rename(self, ref: ObjectRef, name: str) -> None:
        """Raises NotFound, Forbidden, Invalid (empty or over 255 characters)."""

    def describe(self, ref: ObjectRef, description: str) -> None: ...

    def link(self, parent: ObjectRef, children: Sequence[ObjectRef]) -> int:
        """project-dataset, dataset-image, screen-plate, tagset-tag; number of new links.

        Raises Conflict across groups, Forbidden, Invalid for any other pair.
        """

    def unlink(self, parent: ObjectRef, children: Sequence[ObjectRef]) -> int:
        """Number of links removed; children that are not linked are passed over. Raises Forbidden."""


@runtime_checkable
class Session(Protocol):
    """One signed-in user on one gateway. Not shared between threads; `release` it when the request is over."""

    @property
    def key(self) -> str:
        """The secret that `Gateway.join` takes. Never log it."""

    @property
    def context(self) -> EventContext: ...

    @property
    def browse(self) -> Browse: ...

    @property
    def images(self) -> Images: ...

    @property
    def pixels(self) -> Pixels: ...

    @property
    def annotations(self) -> Annotations: ...

    @property
    def edit(self) -> Edit: ...

    def release(self) -> None:
        """Give back what the request used; the session lives on. May be called twice."""

    def end(self) -> None:
        """Sign out: the key is void from now on, everywhere."""


@runtime_checkable
class Gateway(Protocol):
    """One configured server or store."""

    @property
    def label(self) -> str:
        """What the login page calls it."""

    @property
    def address(self) -> tuple[str, int]:
        """Host and port as existing clients expect them; ("localhost", 4064) for a store without a server."""

    def login(self, credentials: Credentials, *, agent: str = "omeropyr", client_ip: str | None = None) -> Session:
        """Raises LoginFailed, after the same work for an unknown user as for a wrong password."""

    def join(self, key: str) -> Session:
        """Raises SessionEnded."""

    def status(self) -> GatewayStatus:
        """Never raises."""

    def supports(self, service: type) -> bool:
        """Whether sessions of this gateway offer a service of this module, e.g. `supports(Edit)`."""

    def close(self) -> None:
        """Free everything; sessions of users live on in the store."""
