"""Metadata of images."""

from __future__ import annotations

from collections.abc import Sequence

from omeropyr.errors import NotFound, NotSupported
from omeropyr.gateway.model import Acquisition, EventContext, Fileset, Image, ImageSummary, Kind, PlaneInfo
from omeropyr.gateway.omero.browse.levels import Asked, these
from omeropyr.gateway.omero.images.reading import image_of, original_file
from omeropyr.gateway.omero.lease import Lease
from omeropyr.gateway.omero.queries import images
from omeropyr.gateway.omero.queries.running import ids
from omeropyr.gateway.omero.queries.running import rows as ask_rows

Likeness = tuple[str, tuple[str, ...]]


class OmeroImages:
    """See `port.Images`."""

    def __init__(self, lease: Lease, context: EventContext) -> None:
        self._lease, self._viewer_id = lease, context.user.id

    def get(self, image_id: int) -> Image:
        return image_of(self._lease, self._viewer_id, image_id)

    def many(self, image_ids: Sequence[int]) -> Sequence[ImageSummary]:
        found = these(self._lease, Asked(kind=Kind.IMAGE, viewer_id=self._viewer_id), image_ids)
        return [found[image_id] for image_id in image_ids if image_id in found]

    def alike(self, image_id: int, image_ids: Sequence[int]) -> Sequence[int]:
        found = self._likeness([image_id, *image_ids])
        if image_id not in found:
            raise NotFound(Kind.IMAGE, image_id)
        return [one for one in image_ids if one != image_id and found.get(one) == found[image_id]]

    def _likeness(self, image_ids: Sequence[int]) -> dict[int, Likeness]:
        """Pixel type and sorted labels of the channels."""
        labels: dict[int, list[str]] = {}
        types: dict[int, str] = {}
        for row in ask_rows(self._lease, images.LIKENESS, {"ids": ids(image_ids)}):
            types[row["image_id"]] = row["pixel_type"]
            labels.setdefault(row["image_id"], []).append(row["label"] or str(row["index"]))
        return {image_id: (types[image_id], tuple(sorted(found))) for image_id, found in labels.items()}

    def acquisition(self, image_id: int) -> Acquisition:
        """Not here yet: raises NotSupported, and NotFound."""
        raise _no_acquisition(self.get(image_id))

    def planes(self, image_id: int) -> Sequence[PlaneInfo]:
        """Not here yet: raises NotSupported, and NotFound."""
        raise _no_acquisition(self.get(image_id))

    def filesets(self, image_ids: Sequence[int]) -> Sequence[Fileset]:
        found = ask_rows(self._lease, images.FILES, {"ids": ids(image_ids)})
        fileset_ids = sorted({row["fileset_id"] for row in found})
        members = ask_rows(self._lease, images.IMAGES_OF_FILESETS, {"ids": fileset_ids})
        return [
            Fileset(
                id=fileset_id,
                files=tuple(original_file(row) for row in found if row["fileset_id"] == fileset_id),
                image_ids=tuple(row["id"] for row in members if row["fileset_id"] == fileset_id),
                in_place=False,
            )
            for fileset_id in fileset_ids
        ]


def _no_acquisition(_: Image) -> NotSupported:
    return NotSupported("With an OMERO.server, how an image was taken cannot be shown here yet.")
