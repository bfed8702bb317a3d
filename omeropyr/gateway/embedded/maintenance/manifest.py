"""What a backup says of itself: `backup.json`, written last, so that a backup without it is none."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from omeropyr.errors import Invalid

NAME = "backup.json"
FORMAT = 1
CHUNK = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`created_at` is ISO 8601 in UTC; `files` and `bytes` count what lies beside the database."""

    format: int
    version: str
    revision: str
    created_at: str
    backend: str
    database: str
    checksum: str
    files: int
    bytes: int


def write_manifest(folder: Path, manifest: Manifest) -> None:
    (folder / NAME).write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Raises Invalid for a folder that holds no backup, or one this program cannot read."""
    try:
        content = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Invalid(str(folder), f"is no finished backup: there is no {NAME} in it") from error
    except (OSError, ValueError) as error:
        raise Invalid(str(folder / NAME), f"cannot be read ({type(error).__name__})") from error
    return _manifest(folder, content)


def _manifest(folder: Path, content: Any) -> Manifest:
    names = {field.name for field in fields(Manifest)}
    if not isinstance(content, dict) or content.get("format") != FORMAT or set(content) != names:
        raise Invalid(str(folder / NAME), f"is not of format {FORMAT}, the one this program reads")
    if Path(str(content["database"])).name != content["database"]:
        raise Invalid(str(folder / NAME), "names a database outside its folder")
    return Manifest(**content)


def checksum_of_file(path: Path) -> str:
    digest = hashlib.blake2b(digest_size=32)
    with path.open("rb") as opened:
        while piece := opened.read(CHUNK):
            digest.update(piece)
    return digest.hexdigest()
