"""Findings of the simulation: before a diagram may run it is walked through with sample values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from engine import simulation, spiff
from engine.bpmn import Diagram
from engine.bpmn.names import label
from engine.gate.context import Context
from engine.gate.findings import Finding, error, info, warning
from engine.registry import task_forms
from engine.simulation import Environment, Problem, Trigger

_SHOWN = 5  # branches that a sentence names


def simulated(diagram: Diagram, built: spiff.Built, known: Context) -> Iterator[Finding]:
    environment = _environment(spiff.load_specs(built.compiled).elements(), known)
    triggers: list[Trigger] = [
        *([None] if built.is_startable else []),
        *(("message", name) for name in built.start_messages),
        *(("signal", name) for name in built.start_signals),
    ]
    explored = simulation.explore(built.compiled, environment, tuple(triggers), simulation.limits())
    for problem in explored.problems:
        yield _finding(diagram, problem)
    if not explored.is_complete and explored.missed:
        yield _incomplete(diagram, sorted(explored.missed))


def _environment(elements: Sequence[Mapping[str, Any]], known: Context) -> Environment:
    forms = _all(elements, "form")
    return Environment(
        schemas=tuple((key, known.schema(key) or "") for key in forms),
        handled=frozenset(key for key in forms if key in task_forms),
        tables=tuple((key, tuple(known.tables(key))) for key in _all(elements, "decision")),
        results=tuple((topic, tuple(sorted(known.results(topic) or ()))) for topic in _all(elements, "topic")),
    )


def _all(elements: Iterable[Mapping[str, Any]], key: str) -> list[str]:
    return sorted({config[key] for config in elements if config.get(key)})


def _finding(diagram: Diagram, problem: Problem) -> Finding:
    element = diagram.by_id.get(problem.element_id)
    subject = {"element": _("流程") if element is None else label(element), "reason": problem.sentence}
    if problem.kind == "failed":
        message, hint = (
            _("模拟运行停在%(element)s：%(reason)s") % subject,
            _("检查这个表达式，以及它所用变量的来源和取值"),
        )
        if problem.certain:
            return error("simulation-failed", message, element=problem.element_id, hint=hint)
        return warning("simulation-failed", message, element=problem.element_id, hint=hint)
    if problem.kind == "stuck":
        return warning(
            "simulation-failed",
            _("模拟运行到%(element)s之后，流程既没有结束，也没有任何待办") % subject,
            element=problem.element_id,
            hint=_("检查其后的汇合网关是否等得到所有分支"),
        )
    if problem.kind == "left-over":
        message = _("模拟运行结束时，%(element)s还没有办完") % subject
    else:
        message = _("模拟运行到%(element)s之后，保存再恢复的流程与原来不同") % subject
    return error("simulation-differs", message, element=problem.element_id, hint=_("把流程图交给运维人员检查"))


def _incomplete(diagram: Diagram, missed: list[str]) -> Finding:
    names = _("、").join(label(diagram.by_id[flow]) for flow in missed[:_SHOWN] if flow in diagram.by_id)
    return info(
        "simulation-incomplete",
        _("模拟运行达到上限，没有走到%(flows)s等 %(count)d 条分支") % {"flows": names, "count": len(missed)},
        element=diagram.key,
    )
