"""From the rules that match to one result: hit policies and aggregation."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from engine.dmn.model import Aggregation, HitPolicy, Output, Rule, Table
from engine.errors import DecisionError
from engine.feel import comparison
from engine.feel.values import data, numbers


@dataclass(frozen=True)
class Hit:
    """A rule that matches, and what it gives: a value for each output, in their order."""

    rule: Rule
    values: tuple[Any, ...]


def resolve(name: str, table: Table, hits: Sequence[Hit], standard: bool = False) -> tuple[Any, list[Hit]]:
    """The table's result and the hits that make it; DecisionError where they contradict the hit policy.

    `standard`: collecting nothing is an empty list there, and null here.
    """
    if table.aggregation is not None:
        return _aggregate(name, table.aggregation, hits), list(hits)
    if not hits:
        return [] if standard and table.hit_policy in _MANY else None, []
    chosen = _POLICIES[table.hit_policy](name, table, hits)
    results = [_shape(table.outputs, hit.values) for hit in chosen]
    if table.hit_policy in _MANY:
        return results, chosen
    return results[0], chosen


_MANY = {HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.COLLECT}


def _shape(outputs: Sequence[Output], values: Sequence[Any]) -> Any:
    if len(outputs) == 1:
        return values[0]
    return {output.name: value for output, value in zip(outputs, values, strict=True)}


def _unique(name: str, table: Table, hits: Sequence[Hit]) -> list[Hit]:
    if len(hits) > 1:
        sentence = _("决策“%(name)s”要求只有一条规则符合，但规则 %(rules)s 同时符合")
        raise DecisionError([sentence % {"name": name, "rules": _numbers(hits)}])
    return list(hits)


def _any(name: str, table: Table, hits: Sequence[Hit]) -> list[Hit]:
    if any(comparison.equal(list(hit.values), list(hits[0].values)) is not True for hit in hits):
        sentence = _("决策“%(name)s”要求符合的规则结果相同，但规则 %(rules)s 的结果不同")
        raise DecisionError([sentence % {"name": name, "rules": _numbers(hits)}])
    return list(hits)


def _first(name: str, table: Table, hits: Sequence[Hit]) -> list[Hit]:
    return [hits[0]]


def _in_rule_order(name: str, table: Table, hits: Sequence[Hit]) -> list[Hit]:
    return list(hits)


def _in_output_order(name: str, table: Table, hits: Sequence[Hit]) -> list[Hit]:
    return sorted(hits, key=lambda hit: _ranks(name, table.outputs, hit))


def _priority(name: str, table: Table, hits: Sequence[Hit]) -> list[Hit]:
    return _in_output_order(name, table, hits)[:1]


_POLICIES: dict[HitPolicy, Callable[[str, Table, Sequence[Hit]], list[Hit]]] = {
    HitPolicy.UNIQUE: _unique,
    HitPolicy.ANY: _any,
    HitPolicy.FIRST: _first,
    HitPolicy.PRIORITY: _priority,
    HitPolicy.RULE_ORDER: _in_rule_order,
    HitPolicy.OUTPUT_ORDER: _in_output_order,
    HitPolicy.COLLECT: _in_rule_order,
}


def _ranks(name: str, outputs: Sequence[Output], hit: Hit) -> tuple[int, ...]:
    ranks = []
    for output, value in zip(outputs, hit.values, strict=True):
        if not output.values:  # a column without listed values has no say in the order
            continue
        known = data.plain(value)
        if known not in output.values:
            sentence = _("决策“%(name)s”规则 %(rule)s 的结果“%(value)s”不在输出“%(output)s”的可选值中")
            params = {"name": name, "rule": hit.rule.number, "value": known, "output": output.label}
            raise DecisionError([sentence % params])
        ranks.append(output.values.index(known))
    return tuple(ranks)


def _aggregate(name: str, aggregation: Aggregation, hits: Sequence[Hit]) -> Any:
    if aggregation is Aggregation.COUNT:
        return Decimal(len(hits))
    wrong = [hit for hit in hits if type(hit.values[0]) is not Decimal]
    if wrong:
        sentence = _("决策“%(name)s”要汇总数字，但规则 %(rules)s 的结果不是数字")
        raise DecisionError([sentence % {"name": name, "rules": _numbers(wrong)}])
    if not hits:
        return None
    functions: dict[Aggregation, Callable[..., Any]] = {
        Aggregation.SUM: _sum,
        Aggregation.MIN: min,
        Aggregation.MAX: max,
    }
    return functions[aggregation](hit.values[0] for hit in hits)


def _numbers(hits: Sequence[Hit]) -> str:
    return "、".join(str(hit.rule.number) for hit in hits)


def _sum(values: Iterable[Decimal]) -> Decimal:
    return functools.reduce(numbers.CONTEXT.add, values)
