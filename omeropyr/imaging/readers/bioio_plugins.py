"""The bioio plugins that are installed: found by entry point, chosen by suffix and then by content.

bioio (https://bioio-devs.github.io/bioio/) has a package for each vendor's format. Only the small interface that all
of them share is used, `bioio_base.reader.Reader`: so a plugin alone is enough, whichever it is.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

GROUP = "bioio.readers"
OURS = frozenset(
    (".tif", ".tiff", ".zarr", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".lsm", ".stk", ".svs", ".scn")
)
"""Read by the core, faster and with more checks."""
NO_IMAGES = frozenset((".pdf", ".ps", ".eps", ".txt", ".csv", ".json", ".xml", ".zip", ".gz", ".npy", ".h5"))
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plugin:
    """`suffixes` are lower case and begin with a dot; `reader` is a class with the interface of bioio."""

    name: str
    suffixes: tuple[str, ...]
    reader: Any


@cache
def plugins() -> Sequence[Plugin]:
    """Those for the fewest formats first: they know them best. One that cannot be loaded is left out."""
    found = [plugin for point in entry_points(group=GROUP) for plugin in _loaded(point)]
    return sorted(found, key=lambda plugin: (len(plugin.suffixes), plugin.name))


def _loaded(point: EntryPoint) -> Iterator[Plugin]:
    try:
        told = point.load()
        told = getattr(told, "ReaderMetadata", told)
        suffixes = (f".{one.lstrip('.').lower()}" for one in told.get_supported_extensions())
        kept = tuple(dict.fromkeys(one for one in suffixes if one not in OURS | NO_IMAGES))
        yield Plugin(point.name, kept, told.get_reader())
    except Exception as error:  # a plugin's own mistake
        log.warning("The bioio plugin %s cannot be loaded (%s).", point.name, error)


def plugin_named(name: str) -> Plugin | None:
    return next((plugin for plugin in plugins() if plugin.name == name), None)


def plugin_for(path: Path) -> Plugin | None:
    """The first that says it can read the file; a plugin that fails at that question cannot."""
    name = path.name.lower()
    candidates = (plugin for plugin in plugins() if name.endswith(plugin.suffixes))
    return next((plugin for plugin in candidates if _supports(plugin, path)), None)


def _supports(plugin: Plugin, path: Path) -> bool:
    try:
        return bool(plugin.reader.is_supported_image(str(path)))
    except Exception as error:
        log.info("The bioio plugin %s does not read %s (%s).", plugin.name, path, type(error).__name__)
        return False
