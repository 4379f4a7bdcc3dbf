"""Evaluating the forms that logic can take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from engine.dmn import item_types, model, tables
from engine.dmn.scopes import Place
from engine.feel.compiler import Scope
from engine.feel.functions.invoking import call_builtin, call_function
from engine.feel.run import Fault, Run
from engine.feel.values.callables import Builtin, Function


def take(logic: model.Logic, place: Place) -> Any:
    """The value of a piece of logic."""
    found = _TAKERS[type(logic)](logic, place)
    if isinstance(logic, model.Function):
        return found
    return place.conform(found, logic.type, _("结果的类型不是“%(type)s”") % {"type": logic.type})


def _table(logic: model.Table, place: Place) -> Any:
    return tables.take("", logic, place).result


def _literal(logic: model.Literal, place: Place) -> Any:
    return place.value(logic.expression)


def _context(logic: model.Context, place: Place) -> Any:
    made: dict[str, Any] = {}
    inner = place.inner(made)
    for entry in logic.entries:
        made[entry.name] = _entry(entry, inner)
        inner = _again(place, inner, made)
    return made if logic.result is None else take(logic.result, inner)


def _again(place: Place, inner: Place, made: dict[str, Any]) -> Place:
    """The names that the new entry brings; the scope stays, as functions see entries that come later."""
    known = place.inner(made)
    return Place(inner.scope, known.names, known.members, inner.model, inner.standard)


def _entry(entry: model.Entry, place: Place) -> Any:
    found = take(entry.logic, place)
    sentence = _("“%(name)s”的类型不是“%(type)s”") % {"name": entry.name, "type": entry.type}
    return found if isinstance(entry.logic, model.Function) else place.conform(found, entry.type, sentence)


def _invocation(logic: model.Invocation, place: Place) -> Any:
    target = place.value(logic.function)
    names = [binding.name for binding in logic.bindings]
    given = [_entry(binding, place) for binding in logic.bindings]
    run = place.scope.run
    try:
        if type(target) is Builtin:
            return call_builtin(target, run, given, names)
        if type(target) is Function:
            return call_function(target, run, given, names)
        raise Fault("unknown-function", logic.function)
    except Fault as fault:
        run.warn(fault.kind, fault.text or logic.function)
        return None


def _list(logic: model.ListOf, place: Place) -> Any:
    return [take(item, place) for item in logic.items]


def _relation(logic: model.Relation, place: Place) -> Any:
    return [dict(zip(logic.columns, (take(cell, place) for cell in row), strict=False)) for row in logic.rows]


def function(logic: model.Function, place: Place, result: str = "") -> Function | None:
    parameters = tuple((name, item_types.named(kind) if kind else None) for name, kind in logic.parameters)
    names = tuple(name for name, _kind in parameters)
    body = logic.body
    if body is None:
        return None
    if logic.kind != "FEEL":
        return _external(logic, parameters, place)

    def call(run: Run, arguments: Sequence[Any]) -> Any:
        run.enter()
        given = dict(zip(names, arguments, strict=True))
        inside = place.inner(given)
        inside = Place(Scope(given, run, place.scope), inside.names, inside.members, place.model, place.standard)
        found = take(body, inside)
        run.leave()
        return inside.conform(found, result, _("函数的结果不是“%(type)s”") % {"type": result})

    return Function(parameters, call, types=place.model.types)


def _external(logic: model.Function, parameters: Any, place: Place) -> Function | None:
    body = take(logic.body, place) if logic.body is not None else None
    address = f"{body.get('class')}.{body.get('method signature')}" if type(body) is dict else ""
    work = place.scope.run.externals.get(address.replace(" ", ""))
    if work is None:
        place.scope.run.warn("unsupported", "external")
        return None

    def call(run: Run, arguments: Sequence[Any]) -> Any:
        return work(*arguments)

    return Function(parameters, call, types=place.model.types)


def _function(logic: model.Function, place: Place) -> Any:
    return function(logic, place, logic.type)


def _conditional(logic: model.Conditional, place: Place) -> Any:
    condition = take(logic.condition, place)
    if condition is not None and type(condition) is not bool:
        place.scope.run.warn("not-boolean", "if")
        return None
    return take(logic.then if condition is True else logic.otherwise, place)


def _values(logic: model.Logic, place: Place) -> list[Any] | None:
    found = take(logic, place)
    if found is None:
        return None
    return found if type(found) is list else [found]


def _each(variable: str, value: Any, place: Place, extra: dict[str, Any] | None = None) -> Place:
    place.scope.run.step()
    return place.inner({variable: value, **(extra or {})})


def _filter(logic: model.Filter, place: Place) -> Any:
    values = _values(logic.values, place)
    if values is None:
        return None
    chosen = []
    for value in values:
        inner = _each("item", value, place)
        outcome = take(logic.match, inner.inner(value) if type(value) is dict else inner)
        if outcome is not True and outcome is not False:
            if type(outcome) is Decimal and outcome == int(outcome) and 1 <= outcome <= len(values):
                return values[int(outcome) - 1]
            place.scope.run.warn("not-boolean", "match")
            return None
        if outcome:
            chosen.append(value)
    return chosen


def _for(logic: model.For, place: Place) -> Any:
    values = _values(logic.values, place)
    if values is None:
        return None
    results: list[Any] = []
    for value in values:
        place.scope.run.elements(1)
        results.append(take(logic.body, _each(logic.variable, value, place, {"partial": list(results)})))
    return results


def _quantified(logic: model.Quantified, place: Place) -> Any:
    values = _values(logic.values, place)
    if values is None:
        return None
    outcomes = [take(logic.body, _each(logic.variable, value, place)) for value in values]
    if any(outcome is not None and type(outcome) is not bool for outcome in outcomes):
        place.scope.run.warn("not-boolean", logic.variable)
        return None
    if any(outcome is (not logic.is_every) for outcome in outcomes):
        return not logic.is_every
    return logic.is_every if all(outcome is logic.is_every for outcome in outcomes) else None


_TAKERS: dict[type, Callable[[Any, Place], Any]] = {
    model.Table: _table,
    model.Literal: _literal,
    model.Context: _context,
    model.Invocation: _invocation,
    model.ListOf: _list,
    model.Relation: _relation,
    model.Function: _function,
    model.Conditional: _conditional,
    model.Filter: _filter,
    model.For: _for,
    model.Quantified: _quantified,
}
