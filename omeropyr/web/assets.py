"""Addresses of scripts, styles and pictures, from the manifest that Vite writes beside them."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request

log = logging.getLogger(__name__)

PLAIN = ("icons.svg",)
"""Built files whose names stay the same."""
Chunks = Mapping[str, Mapping[str, Any]]
"""The manifest as Vite writes it: source -> {file, name, css, imports, isEntry}."""
YEAR = 31_536_000
"""Seconds browsers may keep a file whose name holds its hash."""


class Manifest:
    """Entry name -> files. An unbuilt front end has none: pages then work as plain HTML."""

    def __init__(self, chunks: Chunks, plain: Mapping[str, str] = MappingProxyType({})) -> None:
        self._chunks = chunks
        self._plain = plain
        self._entries = {chunk["name"]: chunk for chunk in chunks.values() if chunk.get("isEntry")}

    @classmethod
    def read(cls) -> Manifest:
        file = files("omeropyr.static") / "dist" / ".vite" / "manifest.json"
        if not file.is_file():
            log.warning("The front end is not built (make assets): pages are plain HTML for now.")
            return cls({})
        plain = {name: _digest(files("omeropyr.static") / "dist" / name) for name in PLAIN}
        return cls(json.loads(file.read_text(encoding="utf-8")), plain)

    def stamp(self, path: str) -> str:
        """For a file whose name holds no hash: a query that changes with its content."""
        return f"?v={self._plain[path]}" if path in self._plain else ""

    def scripts(self, entry: str) -> list[str]:
        chunk = self._entries.get(entry)
        return [chunk["file"]] if chunk and chunk["file"].endswith(".js") else []

    def modules(self, entry: str) -> list[str]:
        """What the script of an entry imports, directly or not: to be fetched together with it."""
        return self._imports(self._entries.get(entry, {}), {})

    def _imports(self, chunk: Mapping[str, Any], seen: dict[str, str]) -> list[str]:
        for name in chunk.get("imports", ()):
            if name not in seen:
                seen[name] = self._chunks[name]["file"]
                self._imports(self._chunks[name], seen)
        return [*seen.values()]

    def styles(self, entry: str) -> list[str]:
        chunk = self._entries.get(entry)
        if chunk is None:
            return []
        own = [chunk["file"]] if chunk["file"].endswith(".css") else []
        return [*dict.fromkeys([*self._styles(chunk, set()), *own])]

    def _styles(self, chunk: Mapping[str, Any], seen: set[str]) -> Iterator[str]:
        for name in chunk.get("imports", ()):
            if name not in seen:
                seen.add(name)
                yield from self._styles(self._chunks[name], seen)
        yield from chunk.get("css", ())


class Assets:
    """What templates use: `assets.scripts("webclient")`, `assets.styles(...)`, `assets.url("icons.svg")`."""

    def __init__(self, request: Request) -> None:
        self._manifest: Manifest = request.registry.manifest
        self._request = request

    def scripts(self, entry: str) -> list[str]:
        return [self.url(file) for file in self._manifest.scripts(entry)]

    def modules(self, entry: str) -> list[str]:
        return [self.url(file) for file in self._manifest.modules(entry)]

    def styles(self, entry: str) -> list[str]:
        return [self.url(file) for file in self._manifest.styles(entry)]

    def url(self, path: str) -> str:
        url: str = self._request.static_path(f"omeropyr.static:dist/{path}")
        return url + self._manifest.stamp(path)


def _digest(file: Traversable) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:8] if file.is_file() else ""


def includeme(config: Configurator) -> None:
    config.registry.manifest = Manifest.read()
    config.add_static_view("static", "omeropyr.static:dist", cache_max_age=YEAR)
