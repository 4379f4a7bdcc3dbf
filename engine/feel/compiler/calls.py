"""Calling functions, and defining them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.feel.compiler.building import Code, build, builds
from engine.feel.compiler.scope import MISSING, Scope
from engine.feel.functions import BUILTINS
from engine.feel.functions.invoking import call_builtin, call_function
from engine.feel.run import Fault, Run
from engine.feel.syntax import nodes
from engine.feel.values.callables import Builtin, Function
from engine.feel.values.types import Type


@builds(nodes.Call)
def _call(node: nodes.Call) -> Code:
    arguments = tuple(build(argument) for argument in node.arguments)
    names, at, shown = node.names, node.at, node.shown
    function = _target(node.function)

    def call(scope: Scope) -> Any:
        target = function(scope)
        given = [argument(scope) for argument in arguments]
        run = scope.run
        try:
            if type(target) is Builtin:
                run.step()
                return call_builtin(target, run, given, names)
            if type(target) is Function:
                return call_function(target, run, given, names)
        except Fault as fault:
            run.warn(fault.kind, fault.text or shown, at)
            return None
        run.warn("unknown-function", shown, at)
        return None

    return call


def _target(node: nodes.Node) -> Code:
    """A name that is called need not be a variable: what is missing is a function."""
    if not isinstance(node, nodes.Name):
        return build(node)
    name, builtin = node.name, BUILTINS.get(node.name)

    def find(scope: Scope) -> Any:
        value = scope.find(name)
        if type(value) is Function or type(value) is Builtin:
            return value
        return builtin if builtin is not None or value is MISSING else value

    return find


@builds(nodes.FunctionOf)
def _function(node: nodes.FunctionOf) -> Code:
    parameters = tuple((one.name, one.type) for one in node.parameters)
    body, at = build(node.body), node.at
    if node.is_external:
        return _external(parameters, body, at)

    def make(scope: Scope) -> Function:
        def call(run: Run, arguments: Sequence[Any]) -> Any:
            run.enter()
            inner = Scope(dict(zip(names, arguments, strict=True)), run, scope)
            found = body(inner)
            run.leave()
            return found

        return Function(parameters, call, types=scope.types)

    names = tuple(name for name, _type in parameters)
    return make


def _external(parameters: tuple[tuple[str, Type | None], ...], body: Code, at: int) -> Code:
    """Something outside FEEL, which only who starts the evaluation can offer."""

    def make(scope: Scope) -> Function | None:
        address = body(scope)
        work = scope.run.externals.get(_address(address))
        if work is None:
            scope.run.warn("unsupported", "external", at)
            return None

        def call(run: Run, arguments: Sequence[Any]) -> Any:
            run.step()
            return work(*arguments)

        return Function(parameters, call, types=scope.types)

    return make


def _address(value: Any) -> str:
    java = value.get("java") if type(value) is dict else None
    return f"{java.get('class')}.{java.get('method signature')}".replace(" ", "") if type(java) is dict else ""
