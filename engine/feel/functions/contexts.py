"""Functions on contexts."""

from __future__ import annotations

from typing import Any

from engine.feel.functions.lists import made
from engine.feel.functions.registry import builtin
from engine.feel.run import Fault, Run


@builtin("get value", "m: context?, key: string?", "context: context?, keys: list?")
def get_value(run: Run, context: dict[str, Any] | None, key: Any) -> Any:
    if context is None or key is None:
        raise Fault("null-argument", "get value")
    found: Any = context
    for name in [key] if type(key) is str else key:
        found = found.get(name) if type(found) is dict and type(name) is str else None
    return found


@builtin("get entries", "m: context", "context: context")
def get_entries(run: Run, context: dict[str, Any]) -> list[Any]:
    return made(run, [{"key": key, "value": value} for key, value in context.items()])


@builtin("context", "entries: list")
def context(run: Run, entries: list[Any]) -> dict[str, Any]:
    run.elements(len(entries))
    built: dict[str, Any] = {}
    for entry in entries:
        if type(entry) is not dict or type(entry.get("key")) is not str or "value" not in entry:
            raise Fault("argument-types", "context")
        if entry["key"] in built:
            raise Fault("key-twice")
        built[entry["key"]] = entry["value"]
    return built


@builtin("context put", "context: context, key: string, value: any", "context: context, keys: list, value: any")
def context_put(run: Run, whole: dict[str, Any], keys: Any, value: Any) -> dict[str, Any]:
    path = [keys] if type(keys) is str else keys
    if not path or any(type(key) is not str for key in path):
        raise Fault("argument-types", "context put")
    return _put(run, whole, path, value)


def _put(run: Run, whole: dict[str, Any], path: list[str], value: Any) -> dict[str, Any]:
    run.elements(len(whole) + 1)
    if len(path) == 1:
        return {**whole, path[0]: value}
    inner = whole.get(path[0])
    if type(inner) is not dict:
        raise Fault("no-entry", path[0])
    return {**whole, path[0]: _put(run, inner, path[1:], value)}


@builtin("context merge", "contexts: list")
def context_merge(run: Run, contexts: list[Any]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for each in contexts:
        if type(each) is not dict:
            raise Fault("argument-types", "context merge")
        run.elements(len(each))
        merged |= each
    return merged
