"""What a decision file must pass: every problem with its own sentence, and what is allowed but hardly meant."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _

from engine import dmn
from engine.errors import DecisionError, EngineError
from engine.gate.findings import Finding, error, info, warning

_TOLD = 5  # pairs of one table


def read(content: bytes) -> tuple[list[dmn.Decision], list[Finding]]:
    """The decisions of a file, none where it is refused, and all findings about it."""
    try:
        found = dmn.parse_decisions(content)
    except DecisionError as refused:
        return [], [error("decision", problem) for problem in refused.problems or [str(refused)]]
    except EngineError as refused:
        return [], [error(refused.code, str(refused))]
    return found, [doubt for decision in found for doubt in _doubts(decision)]


def _doubts(decision: dmn.Decision) -> Iterator[Finding]:
    table, name = decision.logic, decision.name
    yield from _undeclared(decision)
    if not isinstance(table, dmn.Table):
        return
    if not table.rules:
        yield warning(
            "decision-empty",
            _("决策“%(name)s”没有规则，结果总是空") % {"name": name},
            element=decision.id,
            hint=_("添加规则"),
        )
        return
    for rule, column, value in dmn.unlisted(table):
        values = {"name": name, "rule": rule.number, "input": column.label, "value": value}
        yield warning(
            "decision-value-unlisted",
            _("决策“%(name)s”规则 %(rule)s 的条件“%(value)s”不在输入“%(input)s”的可选值中") % values,
            element=decision.id,
            hint=_("改正条件，或把这个值加入可选值"),
        )
    if table.hit_policy is dmn.HitPolicy.UNIQUE:
        yield from islice(_overlaps(decision, table), _TOLD)
    # Where no rule applies, FIRST and PRIORITY are often meant to give nothing.
    if table.hit_policy in (dmn.HitPolicy.UNIQUE, dmn.HitPolicy.ANY):
        missed = dmn.gap(table)
        if missed is not None:
            yield info(
                "decision-gap",
                _("决策“%(name)s”对有的输入没有规则，结果是空%(where)s") % {"name": name, "where": _where(missed)},
                element=decision.id,
                hint=_("如果应当有结果，补上规则"),
            )


def _overlaps(decision: dmn.Decision, table: dmn.Table) -> Iterator[Finding]:
    for one, two, where in dmn.overlaps(table):
        values = {"name": decision.name, "one": one.number, "two": two.number, "where": _where(where)}
        yield warning(
            "decision-overlap",
            _("决策“%(name)s”只允许一条规则符合，但规则 %(one)s 与规则 %(two)s 会同时符合%(where)s") % values,
            element=decision.id,
            hint=_("缩小其中一条的范围，或把命中策略改为 FIRST"),
        )


def _undeclared(decision: dmn.Decision) -> Iterator[Finding]:
    """A decision that draws the data it needs reads no other."""
    for name in sorted(decision.variables - decision.data) if decision.data is not None else ():
        yield warning(
            "decision-input-undrawn",
            _("决策“%(name)s”用到“%(variable)s”，但没有连接这个输入数据") % {"name": decision.name, "variable": name},
            element=decision.id,
            hint=_("改正名称，或在决策需求图中连接这个输入数据"),
        )


def _where(where: dmn.Where) -> str:
    pairs = [_("%(input)s：%(value)s") % {"input": label, "value": value} for label, value in where]
    return _("（%(values)s）") % {"values": _("；").join(pairs)} if pairs else ""
