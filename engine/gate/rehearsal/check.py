"""Findings of the rehearsal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from engine import budget, spiff
from engine.bpmn import Diagram
from engine.bpmn.names import label
from engine.gate.context import Context
from engine.gate.findings import Finding, error, info, warning
from engine.gate.rehearsal.limits import Limits, limits
from engine.gate.rehearsal.plays import Plays, Trigger
from engine.gate.rehearsal.script import Script
from engine.gate.rehearsal.stage import Stage, Trouble
from engine.gate.rehearsal.surroundings import Surroundings

_SHOWN = 5  # branches that a sentence names


def rehearse(diagram: Diagram, built: spiff.Built, known: Context) -> Iterator[Finding]:
    """Play a built process. The same diagram, forms and tables give the same findings, as long as time lasts."""
    specification = spiff.load_specs(built.compiled)
    surroundings = Surroundings.of(specification.elements(), known)
    triggers = (*([None] if built.is_startable else []), *_messages(built), *_signals(built))
    try:
        outcome = _played(built.compiled, surroundings, triggers, limits(), get_language())
    except _OutOfTime as spent:
        outcome = spent.outcome
    for trouble in outcome.troubles:
        yield _finding(diagram, trouble)
    if not outcome.is_complete and outcome.missed:
        yield _incomplete(diagram, sorted(outcome.missed))


@dataclass(frozen=True)
class _Outcome:
    troubles: tuple[Trouble, ...]
    missed: frozenset[str]
    is_complete: bool


class _OutOfTime(Exception):
    """Raised so that it is not remembered: on a quieter day the rehearsal gets further."""

    def __init__(self, outcome: _Outcome) -> None:
        super().__init__()
        self.outcome = outcome


# Who checks a diagram usually deploys it next.
@lru_cache(maxsize=64)
def _played(
    compiled: str, surroundings: Surroundings, triggers: tuple[Trigger, ...], bounds: Limits, _language: str
) -> _Outcome:
    specification = spiff.load_specs(compiled)
    script = Script(specification.elements(), surroundings)
    stage = Stage(specification, script)
    plays = Plays(script, stage, bounds)
    with budget.within(bounds.seconds):
        plays.run(triggers)
        out_of_time = budget.is_spent()
    outcome = _Outcome(tuple(stage.troubles), frozenset(plays.missed), plays.is_complete)
    if out_of_time:
        raise _OutOfTime(outcome)
    return outcome


def _messages(built: spiff.Built) -> list[Trigger]:
    return [("message", name) for name in built.start_messages]


def _signals(built: spiff.Built) -> list[Trigger]:
    return [("signal", name) for name in built.start_signals]


def _finding(diagram: Diagram, trouble: Trouble) -> Finding:
    element = diagram.by_id.get(trouble.element_id)
    subject = {"element": _("流程") if element is None else label(element), "reason": trouble.sentence}
    if trouble.kind == "failed":
        message, hint = (
            _("试运行停在%(element)s：%(reason)s") % subject,
            _("检查这个表达式，以及它所用变量的来源和取值"),
        )
        if trouble.certain:
            return error("rehearsal-failed", message, element=trouble.element_id, hint=hint)
        return warning("rehearsal-failed", message, element=trouble.element_id, hint=hint)
    if trouble.kind == "stuck":
        return warning(
            "rehearsal-failed",
            _("试运行到%(element)s之后，流程既没有结束，也没有任何待办") % subject,
            element=trouble.element_id,
            hint=_("检查其后的汇合网关是否等得到所有分支"),
        )
    if trouble.kind == "broken":
        message = _("试运行到%(element)s时出现系统错误，已记录") % subject
        return warning("rehearsal-failed", message, element=trouble.element_id, hint=_("把流程图交给运维人员检查"))
    if trouble.kind == "left-over":
        message = _("试运行结束时，%(element)s还没有办完") % subject
    else:
        message = _("试运行到%(element)s之后，保存再恢复的流程与原来不同") % subject
    return error("rehearsal-differs", message, element=trouble.element_id, hint=_("把流程图交给运维人员检查"))


def _incomplete(diagram: Diagram, missed: list[str]) -> Finding:
    names = _("、").join(label(diagram.by_id[flow]) for flow in missed[:_SHOWN] if flow in diagram.by_id)
    return info(
        "rehearsal-incomplete",
        _("试运行达到上限，没有走到%(flows)s等 %(count)d 条分支") % {"flows": names, "count": len(missed)},
        element=diagram.key,
    )
