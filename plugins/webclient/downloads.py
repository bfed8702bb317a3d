"""What of a selection can be downloaded, and why something cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from omeropyr.api import Fileset, ImageSummary

PICTURES = ("jpeg", "png", "tif")
MOST_IMAGES = 1000
"""Images that one address names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloads:
    """The images of a selection and their files. A refusal is '' where nothing stands against it."""

    images: Sequence[ImageSummary]
    file_count: int
    size: int
    files_refused: str = ""
    pictures_refused: str = ""

    @property
    def query(self) -> str:
        """The images, for the addresses of downloads."""
        return "&".join(f"image={image.id}" for image in self.images)


def downloads_of(
    images: Sequence[ImageSummary], filesets: Sequence[Fileset], *, most_pixels: int = 0, most_bytes: int = 0
) -> Downloads | None:
    """None where nothing can be downloaded: no images, or none that the user may take. A limit of 0 is none."""
    if not images or not all(image.rights.can_download for image in images):
        return None
    count, size = sum(len(one.files) for one in filesets), sum(one.size for one in filesets)
    return Downloads(
        images=images,
        file_count=count,
        size=size,
        files_refused=_too_many(images) or _files_refused(count, size, most_bytes),
        pictures_refused=_too_many(images) or _pictures_refused(images, most_pixels),
    )


def _too_many(images: Sequence[ImageSummary]) -> str:
    return f"At most {MOST_IMAGES:,} images at once." if len(images) > MOST_IMAGES else ""


def _files_refused(count: int, size: int, most: int) -> str:
    if not count:
        return "The store keeps no files of this."
    if most and count > 1 and size > most:
        return f"These are {size / 1e9:.1f} GB; at most {most / 1e9:.1f} GB are sent as one archive."
    return ""


def _pictures_refused(images: Sequence[ImageSummary], most: int) -> str:
    largest = max(image.size_x * image.size_y for image in images)
    if most and largest > most:
        return f"The image has {largest / 1e6:,.0f} megapixels; pictures of at most {most / 1e6:,.0f} are made."
    return ""
