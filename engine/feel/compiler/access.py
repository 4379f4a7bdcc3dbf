"""Paths and filters."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel.compiler.building import Code, build, builds
from engine.feel.compiler.scope import Scope
from engine.feel.syntax import nodes
from engine.feel.values import properties


@builds(nodes.Path)
def _path(node: nodes.Path) -> Code:
    base, name, at = build(node.base), node.name, node.at

    def path(scope: Scope) -> Any:
        value = base(scope)
        kind = type(value)
        if kind is dict:
            found = value.get(name)
            if found is None and name not in value:
                scope.run.warn("no-entry", name, at)
            return found
        if kind is list:
            scope.run.elements(len(value))
            return [properties.of(element, name) for element in value]
        if value is not None and not properties.has(value, name):
            scope.run.warn("no-entry", name, at)
        return properties.of(value, name)

    return path


@builds(nodes.Filter)
def _filter(node: nodes.Filter) -> Code:
    base, at = build(node.base), node.at
    place = _constant_place(node.condition)
    if place is not None:

        def pick(scope: Scope) -> Any:
            return _at_place(scope, _as_list(base(scope)), place, at)

        return pick
    condition = build(
        nodes.Comparison(node.condition.operator, nodes.Name("item", at), node.condition.end, node.condition.at)
        if isinstance(node.condition, nodes.Operator)
        else node.condition
    )

    def choose(scope: Scope) -> Any:
        elements = _as_list(base(scope))
        chosen: list[Any] = []
        run = scope.run
        outside, run.missed = run.missed, {}
        for element in elements:
            run.step()
            outcome = condition(_around(scope, element))
            if outcome is True:
                chosen.append(element)
            elif type(outcome) is Decimal:
                run.missed = outside
                return _at_place(scope, elements, outcome, at)
        missed, run.missed = run.missed, outside
        for (name, place), count in missed.items():
            # One that some have is missing from the others; one that none has is a mistake.
            run.warn("unknown-variable" if count == len(elements) else "no-entry", name, place)
        if not elements and type(condition(_around(scope, None))) is Decimal:
            return None
        run.elements(len(chosen))
        return chosen

    return choose


def _constant_place(node: nodes.Node) -> Decimal | None:
    if isinstance(node, nodes.Negative) and isinstance(node.operand, nodes.Literal):
        found = node.operand.value
        return -found if isinstance(found, Decimal) else None
    if isinstance(node, nodes.Literal) and isinstance(node.value, Decimal):
        return node.value
    return None


def _as_list(value: Any) -> list[Any]:
    if type(value) is list:
        return value
    return [] if value is None else [value]


def _around(scope: Scope, element: Any) -> Scope:
    outer = scope.inner({"item": element})
    return outer.inner(element) if type(element) is dict else outer


def _at_place(scope: Scope, elements: list[Any], place: Decimal, at: int) -> Any:
    count = len(elements)
    if place == place.to_integral_value() and 1 <= abs(place) <= count:
        return elements[int(place) - 1 if place > 0 else int(place)]
    scope.run.warn("no-element", str(place), at)
    return None
