"""Who turns which node into code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from engine.feel.compiler.scope import Scope
from engine.feel.syntax.nodes import Node

Code = Callable[[Scope], Any]
N = TypeVar("N")

_BUILDERS: dict[type, Callable[[Any], Code]] = {}


def builds(kind: type[N]) -> Callable[[Callable[[N], Code]], Callable[[N], Code]]:
    def register(builder: Callable[[N], Code]) -> Callable[[N], Code]:
        _BUILDERS[kind] = builder
        return builder

    return register


def build(node: Node) -> Code:
    return _BUILDERS[type(node)](node)
