"""Evaluating a decision and those that it requires, with an account of why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from engine.dmn.hits import Hit, resolve
from engine.dmn.model import Decision, Rule, Table
from engine.dmn.requirements import required_first
from engine.errors import DecisionError, ExpressionError
from engine.feel import evaluate_all, unary_tests
from engine.feel.evaluation import Json

T = TypeVar("T")


@dataclass(frozen=True)
class Step:
    """One decision taken: what it saw, which rules decided, what came out."""

    decision: str
    name: str
    inputs: dict[str, Json]
    matched: list[Rule]
    result: Json


@dataclass(frozen=True)
class Outcome:
    """`matched` are the rules behind `result`; `explanation` has a step for each decision taken."""

    result: Json
    matched: list[Rule]
    inputs: dict[str, Json]
    explanation: list[Step]


def evaluate(
    decisions: Sequence[Decision], key: str, variables: Mapping[str, Any], *, now: datetime | None = None
) -> Outcome:
    """Take the decision with the id `key`.

    The result of a required decision is a variable with its id or name. A single-hit table gives its value,
    or a dict where it has several outputs; a multi-hit table gives a list of these. No match is None, for
    COUNT 0.
    """
    by_id = {decision.id: decision for decision in decisions}
    if key not in by_id:
        raise DecisionError([_("没有编号为“%(key)s”的决策") % {"key": key}])
    steps: dict[str, Step] = {}
    for decision in required_first(decisions, by_id[key]):
        known = dict(variables)
        for required in decision.requires:
            known.update(dict.fromkeys(by_id[required].aliases, steps[required].result))
        steps[decision.id] = _take(decision, known, now)
    last = steps[key]
    return Outcome(last.result, last.matched, last.inputs, list(steps.values()))


def _take(decision: Decision, variables: Mapping[str, Any], now: datetime | None) -> Step:
    table = decision.logic
    if not isinstance(table, Table):
        (result,) = _locate(
            lambda: evaluate_all([table.expression], variables, now=now),
            lambda index: _("决策“%(name)s”") % {"name": decision.name},
        )
        return Step(decision.id, decision.name, {}, [], result)
    inputs = _locate(
        lambda: evaluate_all([column.expression for column in table.inputs], variables, now=now),
        lambda index: (
            _("决策“%(name)s”的输入“%(input)s”") % {"name": decision.name, "input": table.inputs[index].label}
        ),
    )
    rules = _matching(decision, table, inputs, variables, now)
    hits = [_hit(decision, rule, variables, now) for rule in rules]
    result, chosen = resolve(decision.name, table, hits)
    labelled = {column.label: value for column, value in zip(table.inputs, inputs, strict=True)}
    return Step(decision.id, decision.name, labelled, [hit.rule for hit in chosen], result)


def _matching(
    decision: Decision,
    table: Table,
    inputs: Sequence[Json],
    variables: Mapping[str, Any],
    now: datetime | None,
) -> list[Rule]:
    width = len(table.inputs)
    tests = [pair for rule in table.rules for pair in zip(rule.tests, inputs, strict=True)]
    passed = _locate(
        lambda: unary_tests(tests, variables, now=now),
        lambda index: (
            _("决策“%(name)s”规则 %(rule)s 的条件“%(input)s”")
            % {
                "name": decision.name,
                "rule": table.rules[index // width].number,
                "input": table.inputs[index % width].label,
            }
        ),
    )
    return [rule for row, rule in enumerate(table.rules) if all(passed[row * width : (row + 1) * width])]


def _hit(decision: Decision, rule: Rule, variables: Mapping[str, Any], now: datetime | None) -> Hit:
    values = _locate(
        lambda: evaluate_all(rule.entries, variables, now=now),
        lambda index: (
            _("决策“%(name)s”规则 %(rule)s 的结果“%(output)s”")
            % {"name": decision.name, "rule": rule.number, "output": decision.outputs[index].label}
        ),
    )
    return Hit(rule, tuple(values))


def _locate(work: Callable[[], T], place: Callable[[int], str]) -> T:
    """Say where in the table an expression failed."""
    try:
        return work()
    except ExpressionError as error:
        raise DecisionError([f"{place(error.index)}：{error}"]) from error
