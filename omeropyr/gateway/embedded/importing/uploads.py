"""Folders for what people upload before it is imported: one for each user, inside the store's folder."""

from __future__ import annotations

import shutil
from pathlib import Path

from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.embedded.translate import translated

UPLOADS = "uploads"


def upload_folder(store: Store, user_id: int) -> Path:
    """Made if missing. Raises Unavailable for a full or read-only disk."""
    folder = store.path.resolve() / UPLOADS / str(user_id)
    with translated():
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    return folder


def is_upload(store: Store, path: Path) -> bool:
    """Whether it lies in anybody's upload folder; such files are copied, never registered where they are."""
    return path.resolve().is_relative_to(store.path.resolve() / UPLOADS)


def discard_upload(store: Store, user_id: int, path: Path) -> None:
    """Remove a file, or a folder that counts as one, from the upload folder of a user; others are left alone."""
    folder = upload_folder(store, user_id)
    real = path.resolve()
    if real == folder or not real.is_relative_to(folder):
        return
    if real.is_dir():
        shutil.rmtree(real, ignore_errors=True)
    else:
        real.unlink(missing_ok=True)
