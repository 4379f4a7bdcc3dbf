"""Fitting arguments to parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from engine.feel.run import Fault, Run
from engine.feel.values import kinds
from engine.feel.values.callables import Builtin, Function, Signature
from engine.feel.values.dates import Date, DateTime, Time
from engine.feel.values.durations import Days, Months
from engine.feel.values.ranges import Range
from engine.feel.values.types import Type


class Unfit:
    """What an argument is that cannot become what a parameter asks for."""


UNFIT = Unfit()

_CLASSES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (Decimal,),
    "boolean": (bool,),
    "date": (Date,),
    "time": (Time,),
    "datetime": (DateTime,),
    "moment": (Date, DateTime),
    "days": (Days,),
    "duration": (Days, Months),
    "list": (list,),
    "context": (dict,),
    "function": (Function, Builtin),
    "range": (Range,),
}


def call_builtin(target: Builtin, run: Run, given: Sequence[Any], names: Sequence[str]) -> Any:
    """Fault where no way to call it takes these arguments."""
    is_callable = False
    for signature in target.signatures:
        arranged = _arranged(signature, given, names)
        if arranged is None:
            continue
        is_callable = True
        fitted = _fitted(signature, arranged)
        if fitted is not None:
            return signature.work(run, *fitted)
    if not is_callable:
        raise Fault("wrong-arguments", target.name)
    if None in given:
        raise Fault("null-argument", target.name)
    raise Fault("argument-types", target.name)


def _arranged(signature: Signature, given: Sequence[Any], names: Sequence[str]) -> list[Any] | None:
    """The arguments in the order of the parameters; None where their number or names are wrong."""
    if not names:
        most = len(signature.names)
        if signature.rest and not given:
            return None
        if len(given) < signature.required or (len(given) > most and not signature.rest):
            return None
        return list(given)
    by_name = dict(zip(names, given, strict=True))
    if signature.rest or len(by_name) < len(names) or not set(by_name) <= set(signature.names):
        return None
    if any(name not in by_name for name in signature.names[: signature.required]):
        return None
    last = max((place for place, name in enumerate(signature.names) if name in by_name), default=-1)
    return [by_name.get(name) for name in signature.names[: last + 1]]


def _fitted(signature: Signature, arguments: list[Any]) -> list[Any] | None:
    types = signature.types
    for place, value in enumerate(arguments):
        wanted = types[place] if place < len(types) else signature.rest
        fitted = fit(value, wanted)
        if fitted is UNFIT:
            return None
        arguments[place] = fitted
    return arguments


def fit(value: Any, wanted: str) -> Any:
    """The value as a parameter's type asks for it, or UNFIT."""
    if wanted == "any":
        return value
    if value is None:
        return None if wanted[-1] == "?" else UNFIT
    name = wanted.rstrip("?")
    classes = _CLASSES[name]
    if type(value) in classes:
        return value
    if type(value) is list and len(value) == 1 and type(value[0]) in classes:
        return value[0]
    if name == "list":
        return [value]
    if name == "datetime" and type(value) is Date:
        return DateTime(value, 0, 0)
    return UNFIT


def call_function(target: Function, run: Run, given: Sequence[Any], names: Sequence[str]) -> Any:
    parameters = target.parameters
    if names:
        by_name = dict(zip(names, given, strict=True))
        if len(by_name) != len(names) or set(by_name) != {name for name, _type in parameters}:
            raise Fault("wrong-arguments")
        given = [by_name[name] for name, _type in parameters]
    elif len(given) != len(parameters):
        raise Fault("wrong-arguments")
    arguments = []
    for value, (_name, wanted) in zip(given, parameters, strict=True):
        fitted = value if wanted is None else conformed(value, wanted, target.types)
        if fitted is UNFIT:
            raise Fault("argument-types")
        arguments.append(fitted)
    found = target.call(run, arguments)
    if target.result is None:
        return found
    result = conformed(found, target.result, target.types)
    if result is UNFIT:
        raise Fault("result-type")
    return result


def conformed(value: Any, wanted: Type, types: Mapping[str, Type]) -> Any:
    """The value as a type of a model asks for it, or UNFIT: a list with one element is that element, and a value alone
    a list of it."""
    if value is None or wanted.name == "Any" or kinds.is_a(value, wanted, types):
        return value
    target = resolved(wanted, types)
    if type(value) is list and len(value) == 1 and target.name != "list" and kinds.is_a(value[0], wanted, types):
        return value[0]
    if target.name == "list" and type(value) is not list and kinds.is_a([value], wanted, types):
        return [value]
    if target.name == "date and time" and type(value) is Date:
        return DateTime(value, 0, 0)
    return UNFIT


def resolved(wanted: Type, types: Mapping[str, Type]) -> Type:
    for _step in range(20):
        if wanted.name not in types:
            break
        wanted = types[wanted.name]
    return wanted


def invoke(target: Any, run: Run, *given: Any) -> Any:
    """Call what was given as a function to a function; Fault where it does not take so many arguments."""
    run.step()
    if type(target) is Builtin:
        return call_builtin(target, run, list(given), ())
    return call_function(target, run, given, ())
