"""Hostile text at every place of a diagram that holds an expression, run without the gate before it."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.test import override_settings
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment

from engine import dmn, feel, spiff
from engine.bpmn import xml
from engine.errors import DecisionError
from portal.services.places import PROJECT
from tests.engine.spiff.diagrams import (
    boundary,
    diagram,
    end,
    flow,
    loop,
    mapping,
    message,
    message_event,
    node,
    path,
    script,
    service,
    start,
    throw,
    timer,
    user,
    xor,
    zeebe,
)
from tests.engine.spiff.player import Player

VARIABLES: dict[str, Any] = {"xs": [1, 2], "text": "abc", "n": 1, "app": {"name": "x"}}


def one(element: str, *, roots: str = "") -> bytes:
    """S → X → E."""
    return diagram(start(), element, end(), path("S", "X", "E"), roots=roots)


def sites(text: str) -> dict[str, bytes]:
    written = f"={text}"
    waiting = message_event("paid")
    return {
        "condition": diagram(
            start(), xor("X", default="X_E"), user("A"), end(),
            path("S", "X", "E"), flow("X", "A", written), path("A", "E"),
        ),
        "script": one(script("X", written, "found")),
        "input": one(node("task", "X", extensions=mapping({"found": written}))),
        "output": one(node("task", "X", extensions=mapping(None, {"found": written}))),
        "assignee": one(user("X", assignee=written)),
        "groups": one(user("X", candidateGroups=written)),
        "users": one(user("X", candidateUsers=written)),
        "due": one(user("X", extensions=zeebe("taskSchedule", dueDate=written))),
        "follow-up": one(user("X", extensions=zeebe("taskSchedule", followUpDate=written))),
        "priority": one(user("X", extensions=zeebe("priorityDefinition", priority=written))),
        "retries": one(service("X", retries=written)),
        "collection": one(user("X", loop(written, "item"))),
        "timer": diagram(
            start(), user("X"), boundary("T", "X", timer(written)), end(), path("S", "X", "E"), path("T", "E")
        ),
        "date": diagram(
            start(), user("X"), boundary("T", "X", timer(date=written)), end(), path("S", "X", "E"), path("T", "E")
        ),
        "correlation": one(throw("X", waiting), roots=message("paid", written)),
    }  # fmt: skip


ESCAPES = [
    "__import__('os').system('id')",
    '__import__("os")',
    "().__class__.__bases__",
    '"".__class__',
    'xs.constructor.constructor("return process")()',
    'open("/etc/passwd")',
    'eval("1")',
    "globalThis",
    "lambda: 1",
    "text; import os",
]
BOMBS = [
    "for i in 1..10000000 return i",
    "{f: function(g, n) g(g, n + 1), r: f(f, 1)}.r",
    "sort(for i in 1..100000 return 100000 - i, function(a, b) a < b)",
    'string join(for i in 1..1000000 return "' + "a" * 200 + '")',
]
PARAMETERS = [
    pytest.param(text, site, id=f"{number}-{site}") for number, text in enumerate(ESCAPES) for site in sites("1")
]
EXPLOSIONS = [
    pytest.param(text, site, id=f"{number}-{site}") for number, text in enumerate(BOMBS) for site in sites("1")
]


def watched(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(source: Any, *args: Any, **kwargs: Any) -> Any:
        assert not any(text in str(source) for text in (*ESCAPES, *BOMBS)), "Python evaluated text of a diagram"
        return function(source, *args, **kwargs)

    return call


@contextmanager
def without_python() -> Iterator[None]:
    """Nothing of a diagram may reach Python's evaluation, nor SpiffWorkflow's own script engine."""

    def forbidden(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("SpiffWorkflow's Python engine was asked")

    with pytest.MonkeyPatch.context() as patch:
        for name in ("evaluate", "execute"):
            patch.setattr(TaskDataEnvironment, name, forbidden)
        patch.setattr(PythonScriptEngine, "validate", forbidden)
        # Libraries use these for texts of their own.
        for function in (eval, exec, compile):
            patch.setattr(builtins, function.__name__, watched(function))
        yield


@pytest.fixture(autouse=True)
def still_alive_afterwards() -> Iterator[None]:
    yield
    assert feel.evaluate("sum(xs) + 1", VARIABLES) == 4


def failures(source: bytes) -> list[spiff.Failure]:
    with without_python():
        return Player(source, VARIABLES).failures


@pytest.mark.parametrize(("text", "site"), PARAMETERS)
def test_an_escape_leads_to_an_incident_that_shows_it(text: str, site: str) -> None:
    found = failures(sites(text)[site])
    if text == '"".__class__':  # a property that no text has
        assert [failure.code for failure in found] in ([], ["wrong-value"])
        return
    (failure,) = found
    assert failure.code == "expression-error"
    assert text[:20] in failure.message


@pytest.mark.slow
@pytest.mark.parametrize(("text", "site"), EXPLOSIONS)
def test_a_bomb_leads_to_an_incident_within_the_limits(text: str, site: str) -> None:
    with override_settings(OTOP_FEEL_LIMITS={"seconds": 0.2}):
        (failure,) = failures(sites(text)[site])
    assert failure.code == "expression-error"
    assert text[:20] in failure.message


def decide(cell: str, expression: str, entry: str) -> object:
    def text(found: str) -> str:
        return f"<text>{found.replace('&', '&amp;').replace('<', '&lt;')}</text>"

    table = (
        f'<decision id="d" name="d"><decisionTable><input><inputExpression>{text(expression)}</inputExpression></input>'
        f'<output name="o"/><rule><inputEntry>{text(cell)}</inputEntry><outputEntry>{text(entry)}</outputEntry></rule>'
        "</decisionTable></decision>"
    )
    content = f'<definitions xmlns="{xml.DMN}" id="x">{table}</definitions>'.encode()
    with without_python():
        return dmn.evaluate(dmn.parse_decisions(content), "d", VARIABLES).result


@pytest.mark.parametrize("text", ESCAPES + [pytest.param(bomb, marks=pytest.mark.slow) for bomb in BOMBS])
def test_the_cells_of_a_decision_are_as_safe(text: str) -> None:
    with override_settings(OTOP_FEEL_LIMITS={"seconds": 0.2}):
        for cell, expression, entry in ((text, "n", "1"), ("-", text, "1"), ("-", "n", text)):
            if text == '"".__class__':
                assert decide(cell, expression, entry) in (None, 1)
                continue
            with pytest.raises(DecisionError):
                decide(cell, expression, entry)


@pytest.mark.parametrize(
    "text",
    [
        'date("999999999-12-31")',
        'date and time("2026-13-45T99:99:99")',
        'date("2026-01-01") + duration("P999999999Y")',
        'now() + duration("PT99999999999999999999H")',
        "add_days(now(), 99999999)",
        '@"P9999999999999999D"',
        '"P99999999999999999Y"',
    ],
)
@pytest.mark.parametrize("site", ["due", "timer", "date", "script"])
def test_absurd_dates_are_incidents_or_nothing(text: str, site: str) -> None:
    for failure in failures(sites(text)[site]):
        assert failure.code in ("expression-error", "wrong-value")


def test_the_script_environment_holds_feel_and_nothing_else() -> None:
    case = Player(one(user("X")), VARIABLES).case
    engine = case._workflow.script_engine
    assert type(engine).__module__.startswith("engine.spiff.")
    assert type(engine.environment).__module__.startswith("engine.spiff.")
    assert not getattr(engine.environment, "globals", {})


def test_no_module_of_the_platform_evaluates_python() -> None:
    forbidden = {"eval", "exec", "compile", "__import__", "execfile"}
    for part in ("engine", "forms", "documents", "portal"):
        for path_ in (PROJECT / part).rglob("*.py"):
            for call in ast.walk(ast.parse(path_.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                    assert call.func.id not in forbidden, f"{path_}:{call.lineno}"
