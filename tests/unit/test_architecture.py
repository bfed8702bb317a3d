"""Who may import whom: the house as docs/architecture.md draws it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = {"omeropyr": "omeropyr", "plugins": "omeropyr.plugins"}

WEB = ("pyramid", "webob", "pyramid_jinja2", "pyramid_beaker", "beaker", "jinja2")
RULES = {
    "omeropyr.gateway": (*WEB, "omeropyr.web", "omeropyr.security", "omeropyr.app", "omeropyr.api", "omeropyr.cli"),
    "omeropyr.gateway.omero": ("omeropyr.gateway.embedded", "sqlalchemy"),
    "omeropyr.gateway.embedded": ("omeropyr.gateway.omero",),
    "omeropyr.imaging": (*WEB, "sqlalchemy", "omeropyr.gateway", "omeropyr.web", "omeropyr.security", "omeropyr.api"),
    "omeropyr.security": ("omeropyr.gateway.embedded", "omeropyr.web", "omeropyr.cli", "sqlalchemy"),
    "omeropyr.web": ("omeropyr.gateway.embedded", "omeropyr.cli", "sqlalchemy"),
    "omeropyr.errors": ("omeropyr",),
}
"""Beginning of a module's name -> what it must not import."""


def modules() -> Iterator[tuple[str, Path]]:
    for folder, package in FOLDERS.items():
        for file in sorted((ROOT / folder).rglob("*.py")):
            parts = file.relative_to(ROOT / folder).with_suffix("").parts
            yield ".".join([package, *(part for part in parts if part != "__init__")]), file


def imports(module: str, file: Path) -> set[str]:
    """Absolute names of all that a file imports, wherever the statement stands."""
    found: set[str] = set()
    package = module.split(".") if file.name == "__init__.py" else module.split(".")[:-1]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            prefix = ".".join([*base, *([node.module] if node.module else [])])
            found.update({prefix, *(f"{prefix}.{alias.name}" for alias in node.names)})
    return found


def begins(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix + ".")


ALL = list(modules())


@pytest.mark.parametrize(("module", "file"), ALL, ids=[module for module, _ in ALL])
def test_imports_point_the_right_way(module: str, file: Path) -> None:
    forbidden = [name for prefix, names in RULES.items() if begins(module, prefix) for name in names]
    if not module.startswith("omeropyr.plugins"):
        forbidden.append("omeropyr.plugins")
    if not begins(module, "omeropyr.gateway.omero"):
        forbidden += ["omero", "Ice", "Glacier2", "omeroweb"]
    wrong = {name for name in imports(module, file) for prefix in forbidden if begins(name, prefix)}
    assert not wrong


PLUGINS = [(module, file) for module, file in ALL if module.count(".") >= 2 and module.startswith("omeropyr.plugins.")]


@pytest.mark.parametrize(("module", "file"), PLUGINS, ids=[module for module, _ in PLUGINS])
def test_apps_use_the_public_door_only(module: str, file: Path) -> None:
    own = ".".join(module.split(".")[:3])
    ours = {name for name in imports(module, file) if begins(name, "omeropyr")}
    assert not {name for name in ours if not (begins(name, "omeropyr.api") or begins(name, own))}


def test_the_rules_see_a_wrong_import(tmp_path: Path) -> None:
    file = tmp_path / "views.py"
    file.write_text("from omeropyr.gateway import port\nfrom ..webclient import views\nimport omero.gateway\n")
    found = imports("omeropyr.plugins.gallery.views", file)
    assert {"omeropyr.gateway.port", "omeropyr.plugins.webclient.views", "omero.gateway"} <= found
