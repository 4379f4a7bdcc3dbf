"""What decisions read: their own expressions, and each other."""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter

from django.utils.translation import gettext as _

from engine.dmn.model import Decision


def check_requirements(decisions: Sequence[Decision]) -> list[str]:
    """Problems between decisions: ids given twice, requirements that lead nowhere or in a circle."""
    problems = []
    known = {decision.id for decision in decisions}
    for decision in decisions:
        for required in decision.requires:
            if required not in known:
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
