"""Companion files: the OME-XML of a fileset in a file of its own, `*.companion.ome`, to which its TIFFs refer.

Format: https://ome-model.readthedocs.io/en/stable/ome-tiff/specification.html (BinaryOnly).
"""

from __future__ import annotations

from pathlib import Path

from omeropyr.errors import UnreadableFile
from omeropyr.imaging.readers.file_set import siblings
from omeropyr.imaging.readers.ome_xml import parse_ome
from omeropyr.imaging.readers.xml_safe import parse_xml

SUFFIX = ".companion.ome"
MAX_BYTES = 64 * 2**20


def is_companion(path: Path) -> bool:
    return path.name.lower().endswith(SUFFIX)


def text_of(path: Path) -> str:
    """Raises UnreadableFile."""
    if not path.is_file():  # a pipe would be waited for
        raise UnreadableFile(path, "there is no such file.")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableFile(path, f"it has more than {MAX_BYTES // 2**20} MB, too much for OME-XML.")
        return path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise UnreadableFile(path, f"the file cannot be read ({error.strerror or error}).") from error


def companion_of(path: Path, description: str) -> Path | None:
    """The file that describes a TIFF which says `BinaryOnly`; None for a TIFF that describes itself.

    Raises UnreadableFile when it is missing or lies elsewhere, ValueError for text that is no XML.
    """
    if "BinaryOnly" not in description:
        return None
    binary = parse_xml(description).find("BinaryOnly")
    name = binary.get("MetadataFile") if binary is not None else None
    if not name:
        return None
    found = siblings(path, [name])
    if not found:
        raise UnreadableFile(path, f"its metadata are in {name!r}, which is missing: put it beside the file.")
    return found[0]


def first_image_of(companion: Path) -> Path:
    """The TIFF that a companion file names first and that is there. Raises UnreadableFile."""
    try:
        said = parse_ome(text_of(companion))
    except ValueError as error:
        raise UnreadableFile(companion, f"its OME-XML is refused: {error}.") from error
    found = siblings(companion, said.files)
    if not found:
        raise UnreadableFile(companion, "none of the image files it names is beside it.")
    return found[0]
