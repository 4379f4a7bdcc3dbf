"""Reading and writing places in nested answers; a path is a tuple of names and row numbers."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

Path = tuple[str | int, ...]


def get(tree: Any, path: Path) -> Any:
    """The value at the path, None where there is none."""
    for step in path:
        if isinstance(step, int):
            tree = tree[step] if isinstance(tree, list) and step < len(tree) else None
        else:
            tree = tree.get(step) if isinstance(tree, dict) else None
    return tree


def has(tree: Any, path: Path) -> bool:
    parent = get(tree, path[:-1])
    last = path[-1]
    return isinstance(parent, dict) and last in parent if isinstance(last, str) else isinstance(parent, list)


def put(tree: dict[str, Any], path: Path, value: Any) -> None:
    """Set the value; what is in the way and is no object or list is replaced."""
    node: Any = tree
    for step, following in pairwise(path):
        child = get(node, (step,))
        wanted = list if isinstance(following, int) else dict
        if not isinstance(child, wanted):
            child = wanted()
            _set(node, step, child)
        node = child
    _set(node, path[-1], value)


def shown(path: Path) -> str:
    """``items[0].name``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _set(node: Any, step: str | int, value: Any) -> None:
    if isinstance(step, int):
        node.extend({} for _ in range(step + 1 - len(node)))
    node[step] = value
