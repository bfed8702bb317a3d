"""The `json` renderer: as OMERO.web writes it, but always valid JSON (NaN and infinities become null)."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from pyramid.config import Configurator


def dumps(value: Any, *, compact: bool = False) -> str:
    """ASCII-escaped, separators ", " and ": ", or without blanks if `compact`. Raises TypeError for no JSON value."""
    separators = (",", ":") if compact else (", ", ": ")
    try:
        return json.dumps(value, allow_nan=False, separators=separators)
    except ValueError:
        return json.dumps(_finite(value), allow_nan=False, separators=separators)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value


def json_renderer_factory(info: object) -> Callable[[Any, Mapping[str, Any]], str]:
    def render(value: Any, system: Mapping[str, Any]) -> str:
        request = system.get("request")
        if request is not None and request.response.content_type == request.response.default_content_type:
            request.response.content_type = "application/json"
            request.response.charset = None
        return dumps(value)

    return render


def includeme(config: Configurator) -> None:
    config.add_renderer("json", json_renderer_factory)
