"""A site that lives below a path, such as /omero: routes stay as they are, every address made for others has it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.router import Router, default_execution_policy

Policy = Callable[[dict[str, Any], Router], Any]


def below(prefix: str) -> Policy:
    """Pyramid's execution policy for `prefix` ('' = the root): moves it from the path to the script name."""
    if not prefix:
        return default_execution_policy  # type: ignore[no-any-return]

    def policy(environ: dict[str, Any], router: Router) -> Any:
        path = environ.get("PATH_INFO", "")
        if path != prefix and not path.startswith(prefix + "/"):
            return HTTPNotFound(f"This site lives below {prefix}/.")
        environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + prefix
        environ["PATH_INFO"] = path[len(prefix) :] or "/"
        return default_execution_policy(environ, router)

    return policy
