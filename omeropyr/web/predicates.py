"""Predicates that choose the rendering: the same route answers with a page, a fragment or JSON."""

from __future__ import annotations

from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request


def rendering_of(request: Request) -> str:
    """What the client wants: 'fragment' (htmx asks), 'json' (Accept prefers it) or 'page'."""
    if request.headers.get("HX-Request") == "true":
        return "fragment"
    best = request.accept.acceptable_offers(["text/html", "application/json"])
    return "json" if best and best[0][0] == "application/json" else "page"


class RenderingPredicate:
    """View option `rendering="page" | "fragment" | "json"`: one route, one view for each."""

    def __init__(self, value: str, info: Any) -> None:
        self.value = value

    def text(self) -> str:
        return f"rendering = {self.value}"

    phash = text

    def __call__(self, context: Any, request: Request) -> bool:
        return rendering_of(request) == self.value


def includeme(config: Configurator) -> None:
    config.add_view_predicate("rendering", RenderingPredicate)
