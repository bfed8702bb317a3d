"""The tree as the page carries it: its top level, opened along the way to what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from omeropyr.api import Dataset, Kind, PathStep, Plate, Project, Rights, Scope, Screen, Session

from .contexts import TreeNode

Container = Project | Dataset | Screen | Plate
Path = Sequence[PathStep]


def build_tree(session: Session, scope: Scope, path: Path, current: str) -> tuple[TreeNode, ...]:
    """Projects, datasets in none, screens, plates in none, orphans; `current` is the ref of the open container."""
    return tuple(_open(session, scope, node, path, current) for node in _top(session, scope))


def _top(session: Session, scope: Scope) -> list[TreeNode]:
    browse = session.browse
    return [
        *(_node(session, "project", item) for item in browse.projects(scope).items),
        *(_node(session, "dataset", item) for item in browse.datasets(scope, orphaned=True).items),
        *(_node(session, "screen", item) for item in browse.screens(scope).items),
        *(_node(session, "plate", item) for item in browse.plates(scope, orphaned=True).items),
        _orphaned(session, scope),
    ]


def _orphaned(session: Session, scope: Scope) -> TreeNode:
    """One folder for everybody's orphans; the scope says whose are meant."""
    count = session.browse.orphaned_count(scope)
    return TreeNode(kind="orphaned", id=0, name="Orphaned images", rights=Rights(), count=count)


def _node(session: Session, kind: str, item: Container) -> TreeNode:
    return TreeNode(
        kind=kind,
        id=item.id,
        name=item.name,
        rights=item.rights,
        is_own=item.owner_id == session.context.user.id,
        count=item.child_count,
    )


def _open(session: Session, scope: Scope, node: TreeNode, path: Path, current: str) -> TreeNode:
    node = replace(node, is_current=node.ref == current)
    if not any(step.kind == node.kind and step.id == node.id for step in path):
        return node
    children = _children(session, scope, node)
    if children is None:
        return node
    return replace(node, children=tuple(_open(session, scope, child, path, current) for child in children))


def _children(session: Session, scope: Scope, node: TreeNode) -> list[TreeNode] | None:
    """Containers in a container. Images are not part of the page's tree: the contents list them."""
    if node.kind == Kind.PROJECT:
        datasets = session.browse.datasets(scope, project_id=node.id)
        return [_node(session, "dataset", item) for item in datasets.items]
    if node.kind == Kind.SCREEN:
        return [_node(session, "plate", item) for item in session.browse.plates(scope, screen_id=node.id).items]
    return None
