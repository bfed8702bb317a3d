"""omeropyr: a web platform for microscopy images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyramid.router import Router

__version__ = "0.1.0"


def main(global_config: dict[str, str], **settings: str) -> Router:
    """PasteDeploy's entry point: `use = egg:omeropyr` in an ini file."""
    from omeropyr.app import make_app

    ini: dict[str, Any] = {**global_config, **settings}
    return make_app(ini)
