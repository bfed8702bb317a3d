"""What every view gets without asking: somebody must be signed in, and only safe methods are served.

Each exception is an option of the view, so that `grep login_required=False` finds them all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPMethodNotAllowed
from pyramid.request import Request
from pyramid.static import static_view

View = Callable[[Any, Request], Any]
SAFE = ("GET", "HEAD")


def login_required(view: View, info: Any) -> View:
    """Option `login_required`, True by default: without a user the view raises NotLoggedIn."""
    if not info.options.get("login_required", True) or _is_core(info):
        return view

    def guarded(context: Any, request: Request) -> Any:
        request.connection.session()
        return view(context, request)

    return guarded


def allowed_methods(view: View, info: Any) -> View:
    """Option `methods`, ("GET", "HEAD") by default: every other method is answered 405 with `Allow`."""
    if info.exception_only:
        return view
    methods = info.options.get("methods", SAFE)

    def guarded(context: Any, request: Request) -> Any:
        if request.method not in methods:
            raise HTTPMethodNotAllowed(headers={"Allow": ", ".join(methods)})
        return view(context, request)

    return guarded


def _is_core(info: Any) -> bool:
    """Error views and static files are for everybody."""
    return info.exception_only or isinstance(info.original_view, static_view)


login_required.options = ("login_required",)  # type: ignore[attr-defined]
allowed_methods.options = ("methods",)  # type: ignore[attr-defined]


def includeme(config: Configurator) -> None:
    config.add_view_deriver(allowed_methods, under="secured_view")
    config.add_view_deriver(login_required, under="allowed_methods")
