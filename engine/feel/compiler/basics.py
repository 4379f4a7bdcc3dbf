"""Literals, names, calculations, comparisons and conditions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel import arithmetic, comparison
from engine.feel.compiler.building import Code, build, builds
from engine.feel.compiler.scope import MISSING, Scope
from engine.feel.functions import BUILTINS
from engine.feel.functions.conversions import at_literal
from engine.feel.run import Fault
from engine.feel.syntax import nodes
from engine.feel.values import kinds, numbers

_ADD, _SUBTRACT, _MULTIPLY = numbers.CONTEXT.add, numbers.CONTEXT.subtract, numbers.CONTEXT.multiply


@builds(nodes.Literal)
def _literal(node: nodes.Literal) -> Code:
    value = node.value
    return lambda scope: value


@builds(nodes.AtLiteral)
def _at_literal(node: nodes.AtLiteral) -> Code:
    value = at_literal(node.text)
    if value is not None:
        return lambda scope: value

    def wrong(scope: Scope) -> Any:
        scope.run.warn("not-a-moment", node.text, node.at)

    return wrong


@builds(nodes.Name)
def _name(node: nodes.Name) -> Code:
    name, at, builtin = node.name, node.at, BUILTINS.get(node.name)
    is_function = node.is_function and builtin is not None
    is_property, may_miss = node.is_property, node.may_miss

    def find(scope: Scope) -> Any:
        value = scope.names.get(name, MISSING)
        if value is not MISSING:
            return value
        value = scope.find(name)
        if value is not MISSING:
            return value
        if is_function:
            return builtin
        run = scope.run
        if is_property and run.missed is not None:
            run.missed[name, at] = run.missed.get((name, at), 0) + 1
        elif not may_miss:
            run.warn("unknown-variable", name, at)
        return None

    return find


@builds(nodes.Chain)
def _chain(node: nodes.Chain) -> Code:
    first = build(node.first)
    rest = tuple((sign, build(operand), at) for sign, operand, at in node.rest)
    if len(rest) == 1:
        return _pair(first, *rest[0])

    def chain(scope: Scope) -> Any:
        value = first(scope)
        for sign, operand, at in rest:
            scope.run.step()
            value = _calculate(scope, sign, value, operand(scope), at)
        return value

    return chain


_FAST = {"+": _ADD, "-": _SUBTRACT, "*": _MULTIPLY}


def _pair(left: Code, sign: str, right: Code, at: int) -> Code:
    fast = _FAST.get(sign)
    if fast is None:
        return lambda scope: _calculate(scope, sign, left(scope), right(scope), at)

    def pair(scope: Scope) -> Any:
        a, b = left(scope), right(scope)
        if type(a) is Decimal and type(b) is Decimal:
            found = fast(a, b)
            if found.is_finite():
                return found
        return _calculate(scope, sign, a, b, at)

    return pair


def _calculate(scope: Scope, sign: str, a: Any, b: Any, at: int) -> Any:
    try:
        found = arithmetic.calculate(sign, a, b, has_home=scope.run.has_home)
    except Fault as fault:
        scope.run.warn(fault.kind, fault.text, at)
        return None
    if type(found) is str:
        scope.run.take(len(found))
    return found


@builds(nodes.Negative)
def _negative(node: nodes.Negative) -> Code:
    operand, at = build(node.operand), node.at

    def negative(scope: Scope) -> Any:
        try:
            return arithmetic.negative(operand(scope))
        except Fault as fault:
            scope.run.warn(fault.kind, fault.text, at)
            return None

    return negative


@builds(nodes.Logic)
def _logic(node: nodes.Logic) -> Code:
    operands = tuple(build(operand) for operand in node.operands)
    decisive, at, word = not node.is_and, node.at, "and" if node.is_and else "or"

    def logic(scope: Scope) -> bool | None:
        outcome: bool | None = not decisive
        for operand in operands:
            value = operand(scope)
            if value is decisive:
                return decisive
            if value is not outcome:
                if value is not None and value is not (not decisive):
                    scope.run.warn("not-boolean", f"{kinds.word(value)} {word}", at)
                outcome = None
        return outcome

    return logic


@builds(nodes.Comparison)
def _comparison(node: nodes.Comparison) -> Code:
    left, right, at = build(node.left), build(node.right), node.at
    sign, compare = node.operator, comparison.OPERATORS[node.operator]

    def compared(scope: Scope) -> bool | None:
        a, b = left(scope), right(scope)
        found = compare(a, b)
        if found is None:
            incomparable(scope, a, sign, b, at)
        return found

    return compared


def incomparable(scope: Scope, a: Any, sign: str, b: Any, at: int) -> None:
    kind = "null-operand" if a is None or b is None else "operands"
    scope.run.warn(kind, sign if kind == "null-operand" else f"{kinds.word(a)} {sign} {kinds.word(b)}", at)


@builds(nodes.Between)
def _between(node: nodes.Between) -> Code:
    value, low, high, at = build(node.value), build(node.low), build(node.high), node.at

    def between(scope: Scope) -> bool | None:
        middle, below, above = value(scope), low(scope), high(scope)
        found = comparison.both(comparison.greater_or_equal(middle, below), comparison.less_or_equal(middle, above))
        if found is None:
            incomparable(scope, middle, "between", below if below is None else above, at)
        return found

    return between


@builds(nodes.InstanceOf)
def _instance_of(node: nodes.InstanceOf) -> Code:
    value, wanted = build(node.value), node.type

    def instance_of(scope: Scope) -> bool:
        found = value(scope)
        if found is None:
            return wanted.name == "Null"
        return kinds.is_a(found, wanted, scope.types, constrained=False)

    return instance_of


@builds(nodes.If)
def _if(node: nodes.If) -> Code:
    condition, then, otherwise, at = build(node.condition), build(node.then), build(node.otherwise), node.at

    def choose(scope: Scope) -> Any:
        found = condition(scope)
        if found is True:
            return then(scope)
        if found is not False and found is not None:
            scope.run.warn("not-boolean", f"{kinds.word(found)} if", at)
        return otherwise(scope)

    return choose


@builds(nodes.ListOf)
def _list(node: nodes.ListOf) -> Code:
    items = tuple(build(item) for item in node.items)

    def make(scope: Scope) -> list[Any]:
        scope.run.elements(len(items))
        return [item(scope) for item in items]

    return make


@builds(nodes.ContextOf)
def _context(node: nodes.ContextOf) -> Code:
    entries = tuple((key, build(value)) for key, value in node.entries)
    twice = len({key for key, _value in entries}) < len(entries)

    def make(scope: Scope) -> dict[str, Any] | None:
        if twice:
            scope.run.warn("key-twice", "", node.at)
            return None
        scope.run.elements(len(entries))
        made: dict[str, Any] = {}
        inner = scope.inner(made)
        for key, value in entries:
            made[key] = value(inner)
        return made

    return make
