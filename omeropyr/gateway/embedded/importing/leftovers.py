"""What killed imports leave behind: files that no row names. They are removed when nobody else imports."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from omeropyr.gateway.embedded.files.keeping import attachments_of
from omeropyr.gateway.embedded.references import named
from omeropyr.gateway.embedded.store import Store

try:
    import fcntl
except ImportError:  # on Windows nothing is swept, and nothing can be swept wrongly
    fcntl = None  # type: ignore[assignment]

LOCK = ".importing"


@contextmanager
def importing(store: Store) -> Iterator[None]:
    """Hold this while importing. Whoever comes alone first clears up after those that were killed.

    The lock is the system's own: it ends with its process, however that ends.
    """
    if fcntl is None:
        yield
        return
    with (store.path / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            sweep(store)
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


def sweep(store: Store) -> None:
    """Remove managed copies and pyramids that no row names, not even one in the trash."""
    entries = [entry for folder in (store.managed, store.pyramids) for entry in folder.iterdir()]
    entries = [entry for entry in entries if entry != attachments_of(store)]
    if not entries:  # a store of registered files only need not read the names of all of them
        return
    with store.reading() as connection:
        names = [store.path / name for name in named(connection)]
    known = {one for name in names for one in (name, *name.parents)}
    for entry in entries:
        if entry not in known:
            _remove(entry)


def _remove(entry: Path) -> None:
    if entry.is_dir():
        shutil.rmtree(entry, ignore_errors=True)
    else:
        entry.unlink(missing_ok=True)
