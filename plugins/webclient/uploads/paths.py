"""Names that browsers send for files, made safe to be paths below a folder of ours."""

from __future__ import annotations

from pathlib import PurePosixPath

from omeropyr.api import Invalid

LONGEST_PART = 255
"""Bytes of the name of a file or folder that file systems take."""
LONGEST = 1000
DEEPEST = 32


def safe_path(text: str) -> PurePosixPath:
    """`Plate 1/A01.tif` as it was in the folder that was dropped. Raises Invalid for what could lead elsewhere."""
    parts = text.split("/")
    if len(parts) > DEEPEST or len(text.encode()) > LONGEST:
        raise Invalid("relativePath", "The path of the file is too long: upload the folder that it lies in.")
    for part in parts:
        _check_part(part)
    return PurePosixPath(*parts)


def _check_part(part: str) -> None:
    if part in ("", ".", ".."):
        raise Invalid("relativePath", "Names of files and folders may not be empty, “.” or “..”.")
    if len(part.encode()) > LONGEST_PART:
        raise Invalid(
            "relativePath", f"Names of files and folders may have {LONGEST_PART} bytes: shorten {part[:40]}…."
        )
    if not part.isprintable() or "\\" in part:
        raise Invalid("relativePath", "Names of files may hold no line breaks, other control characters or “\\”.")
