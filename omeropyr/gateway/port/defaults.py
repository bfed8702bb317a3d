"""What listings look at unless they are told otherwise."""

from __future__ import annotations

from omeropyr.gateway.model import Page, Scope

EVERYTHING = Page()
ANYWHERE = Scope()
