"""What decisions read: their own expressions, and each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter

from django.utils.translation import gettext as _

from engine.dmn.model import Decision, Literal, Table
from engine.feel.evaluation import Kind


def expressions(logic: Table | Literal) -> Iterator[tuple[str, Kind, str]]:
    """Every expression of a decision: where it stands (for people), what kind it is, its text."""
    if isinstance(logic, Literal):
        yield "", "expression", logic.expression
        return
    for column in logic.inputs:
        yield _("输入“%(input)s”") % {"input": column.label}, "expression", column.expression
        if column.allowed:
            yield _("输入“%(input)s”的可选值") % {"input": column.label}, "unaryTests", column.allowed
    for rule in logic.rules:
        for column, test in zip(logic.inputs, rule.tests, strict=False):
            place = _("规则 %(rule)s 的条件“%(input)s”") % {"rule": rule.number, "input": column.label}
            yield place, "unaryTests", test
        for output, entry in zip(logic.outputs, rule.entries, strict=False):
            place = _("规则 %(rule)s 的结果“%(output)s”") % {"rule": rule.number, "output": output.label}
            yield place, "expression", entry


def check_requirements(decisions: Sequence[Decision]) -> list[str]:
    """Problems between decisions: ids given twice, requirements that lead nowhere or in a circle."""
    problems = []
    counts = Counter(decision.id for decision in decisions)
    for key, count in counts.items():
        if count > 1:
            problems.append(_("编号“%(key)s”用了不止一次") % {"key": key})
    for decision in decisions:
        for required in decision.requires:
            if required not in counts:
                params = {"name": decision.name, "key": required}
                problems.append(_("决策“%(name)s”要求的决策“%(key)s”不存在") % params)
    try:
        TopologicalSorter({decision.id: decision.requires for decision in decisions}).prepare()
    except CycleError as error:
        circle = " → ".join(reversed(error.args[1]))
        problems.append(_("决策互相要求，成了循环：%(circle)s") % {"circle": circle})
    return problems


def required_first(decisions: Sequence[Decision], last: Decision) -> list[Decision]:
    """`last` and all that it requires, in an order in which they can be taken."""
    by_id = {decision.id: decision for decision in decisions}
    needed: dict[str, tuple[str, ...]] = {}
    waiting = [last.id]
    while waiting:
        key = waiting.pop()
        if key not in needed:
            needed[key] = by_id[key].requires
            waiting.extend(needed[key])
    return [by_id[key] for key in TopologicalSorter(needed).static_order()]


def reads(decisions: Sequence[Decision], key: str) -> frozenset[str]:
    """The variables that a decision and all that it requires read; none where there is no such decision."""
    found = [decision for decision in decisions if decision.id == key]
    needed = required_first(decisions, found[0]) if found else []
    return frozenset().union(*(decision.variables for decision in needed))
