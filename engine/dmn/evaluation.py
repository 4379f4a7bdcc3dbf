"""Evaluating a decision and those that it requires, with an account of why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from engine.dmn.graph import Graph
from engine.dmn.model import Decision, Model, Rule, Table
from engine.dmn.tables import Taken
from engine.errors import DecisionError
from engine.feel import metering
from engine.feel.evaluation import Json
from engine.feel.values import data


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

    def noticed(decision: Decision, taken: Taken) -> None:
        metering.count(1)
        steps[decision.id] = _step(decision, taken)

    model = by_id[key].model or Model(decisions=by_id)
    Graph(variables=variables, now=now, noticed=noticed).decision(model, key)
    last = steps[key]
    return Outcome(last.result, last.matched or [], last.inputs, list(steps.values()))


def _step(decision: Decision, taken: Taken) -> Step:
    result = _plain(decision, taken.result)
    if not isinstance(decision.logic, Table):
        return Step(decision.id, decision.name, {}, None, result)
    labelled = {
        column.label: _plain(decision, value) for column, value in zip(decision.logic.inputs, taken.inputs, strict=True)
    }
    return Step(decision.id, decision.name, labelled, [hit.rule for hit in taken.hits], result)


def _plain(decision: Decision, value: Any) -> Json:
    try:
        return data.plain(value)
    except data.NotData:
        raise DecisionError([_("决策“%(name)s”的结果不是数据") % {"name": decision.name}]) from None
