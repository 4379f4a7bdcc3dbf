"""Evaluating a decision and those that it requires, with an account of why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from engine import feel
from engine.dmn.hits import Hit, resolve
from engine.dmn.model import Decision, Rule, Table
from engine.dmn.requirements import required_first
from engine.errors import DecisionError, ExpressionError
from engine.feel import evaluate_all
from engine.feel.evaluation import Json

T = TypeVar("T")


@dataclass(frozen=True)
class Step:
    """One decision taken: what it saw, which rules decided, what came out. `matched` None: it has no rules, it is an
    expression."""

    decision: str
    name: str
    inputs: dict[str, Json]
    matched: list[Rule] | None
    result: Json

    def as_json(self) -> dict[str, Json]:
        """For the history: `rules` are those that decided, as {id, number, note}; null for an expression."""
        rules = None
        if self.matched is not None:
            rules = [{"id": rule.id, "number": rule.number, "note": rule.note} for rule in self.matched]
        return {
            "decision": self.decision,
            "name": self.name,
            "inputs": self.inputs,
            "rules": rules,
            "result": self.result,
        }


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
    return Outcome(last.result, last.matched or [], last.inputs, list(steps.values()))


def _take(decision: Decision, variables: Mapping[str, Any], now: datetime | None) -> Step:
    table = decision.logic
    if not isinstance(table, Table):
        (result,) = _locate(
            lambda: evaluate_all([table.expression], variables, now=now),
            lambda index: _("决策“%(name)s”") % {"name": decision.name},
        )
        return Step(decision.id, decision.name, {}, None, result)
    inputs, rules = _matching(decision, table, variables, now)
    hits = [_hit(decision, rule, variables, now) for rule in rules]
    result, chosen = resolve(decision.name, table, hits)
    labelled = {column.label: value for column, value in zip(table.inputs, inputs, strict=True)}
    return Step(decision.id, decision.name, labelled, [hit.rule for hit in chosen], result)


def _matching(
    decision: Decision, table: Table, variables: Mapping[str, Any], now: datetime | None
) -> tuple[list[Json], list[Rule]]:
    """The value of each input and the rules whose conditions hold."""
    columns = [
        feel.Column(
            column.expression, [column.allowed or "-", *(rule.tests[place] for rule in table.rules)], column.type
        )
        for place, column in enumerate(table.inputs)
    ]
    inputs, passed = _locate(
        lambda: feel.columns(columns, variables, now=now), lambda index: _place_of(decision, table, index)
    )
    for column, value, outcomes in zip(table.inputs, inputs, passed, strict=True):
        if value is not None and not outcomes[0]:
            sentence = _("决策“%(name)s”的输入“%(input)s”的值“%(value)s”不在可选值中")
            raise DecisionError([sentence % {"name": decision.name, "input": column.label, "value": value}])
    rows = enumerate(table.rules, start=1)
    return inputs, [rule for row, rule in rows if all(outcomes[row] for outcomes in passed)]


def _place_of(decision: Decision, table: Table, index: int) -> str:
    """Where the expression with that number stands: inputs first, then input after input its allowed values and
    the conditions of the rules."""
    column, row = divmod(index - len(table.inputs), len(table.rules) + 1)
    words = {"name": decision.name, "input": table.inputs[index if column < 0 else column].label}
    if column < 0:
        return _("决策“%(name)s”的输入“%(input)s”") % words
    if row == 0:
        return _("决策“%(name)s”的输入“%(input)s”的可选值") % words
    return _("决策“%(name)s”规则 %(rule)s 的条件“%(input)s”") % {**words, "rule": table.rules[row - 1].number}


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
