"""Whether the disk has room for a file, before the first of its bytes is sent."""

from __future__ import annotations

import shutil
from pathlib import Path

from pyramid.httpexceptions import HTTPInsufficientStorage

RESERVE = 256 * 2**20
"""Bytes that uploads leave free: a database on the same disk must be able to write."""


def require_room(folder: Path, name: str, length: int) -> None:
    """An import copies the file into the store before the upload is cleared away, so twice its size is wanted."""
    free = shutil.disk_usage(folder).free
    if 2 * length + RESERVE > free:
        raise HTTPInsufficientStorage(
            f"There is no room for {name} on the server: it has {_gigabytes(length)} and is copied once, "
            f"and {_gigabytes(free)} are free. Ask your administrator for more."
        )


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:,.1f} GB"
