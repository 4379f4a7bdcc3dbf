"""Every rule that the gate can report, read out of its source; nothing has to be listed twice."""

from __future__ import annotations

import ast
import re
from functools import cache

from engine.bpmn.xml import XmlRefused
from portal.services.places import PROJECT

SEVERITIES = ("error", "warning", "info")
PLACES = (*sorted((PROJECT / "engine" / "gate").rglob("*.py")), PROJECT / "engine" / "api" / "deployments.py")
# `error(refused.code, …)`: what the XML entry raises.
CODES = {"refused.code": XmlRefused.code}
SLUG = re.compile(r"[a-z]+(-[a-z]+)*\Z")

Function = ast.FunctionDef


@cache
def rules() -> dict[str, set[str]]:
    """Rule → the severities with which it is reported."""
    found: dict[str, set[str]] = {}
    for function in _functions():
        if function.name in SEVERITIES:
            continue
        for call in _calls(function, *SEVERITIES):
            for rule in _texts(function, call.args[0]):
                assert SLUG.match(rule), rule
                found.setdefault(rule, set()).add(_name(call))
    return found


@cache
def _functions() -> list[Function]:
    modules = [ast.parse(path.read_text()) for path in PLACES]
    return [node for module in modules for node in ast.walk(module) if isinstance(node, Function)]


def _calls(inside: Function, *names: str) -> list[ast.Call]:
    return [node for node in ast.walk(inside) if isinstance(node, ast.Call) and _name(node) in names and node.args]


def _texts(function: Function, given: ast.expr) -> list[str]:
    """The texts that an expression in a function can stand for: written there, or handed in by its callers."""
    if isinstance(given, ast.Constant):
        return [given.value]
    if isinstance(given, ast.IfExp):
        return _texts(function, given.body) + _texts(function, given.orelse)
    if ast.unparse(given) in CODES:
        return [CODES[ast.unparse(given)]]
    assert isinstance(given, ast.Name), f"{function.name}: the rule {ast.unparse(given)} cannot be read off"
    assigned = [
        text
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and given.id in map(ast.unparse, node.targets)
        for text in _texts(function, node.value)
    ]
    found = assigned or _handed_in(function, given.id)
    assert found, f"{function.name}: the rule {given.id} cannot be read off"
    return found


def _handed_in(function: Function, parameter: str) -> list[str]:
    names = [argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)]
    assert parameter in names, f"{function.name}: the rule {parameter} cannot be read off"
    place = names.index(parameter)
    found: list[str] = []
    for caller in _functions():
        for call in _calls(caller, function.name):
            by_name = [keyword.value for keyword in call.keywords if keyword.arg == parameter]
            for argument in by_name or call.args[place : place + 1]:
                found += _texts(caller, argument)
    return found


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""
