"""Every FEEL expression parses, and every literal value is one that the engine can use."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine import feel
from engine.bpmn import Diagram, Element, EventDefinition
from engine.bpmn.kinds import TIMERS
from engine.bpmn.names import label_of_host
from engine.errors import ExpressionError
from engine.gate import literals
from engine.gate.dialect import SITES
from engine.gate.findings import Finding, error

_NAME = re.compile(r"[^\W\d]\w*\Z")
_PATH = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*\Z")
# Attributes that name a variable.
_TARGETS = frozenset(
    {
        ("script", "resultVariable"),
        ("calledDecision", "resultVariable"),
        ("input", "target"),
        ("output", "target"),
        ("loopCharacteristics", "inputElement"),
        ("loopCharacteristics", "outputCollection"),
    }
)
_EXPECTED = {
    "dueDate": gettext_lazy("写成日期时间，例如 2026-05-01T17:00:00+08:00，或以“=”开头的表达式"),
    "priority": gettext_lazy("写成 0 到 100 的整数，或以“=”开头的表达式"),
    "retries": gettext_lazy("写成 1 到 100 的整数"),
    "timeDate": gettext_lazy("写成日期时间，例如 2026-05-01T17:00:00+08:00，或以“=”开头的表达式"),
    "timeDuration": gettext_lazy("写成时长，例如 P2D 或 PT8H，或以“=”开头的表达式"),
    "timeCycle": gettext_lazy("写成重复间隔，例如 R3/P1D，或以“=”开头的表达式"),
}


def expressions(diagram: Diagram) -> Iterator[Finding]:
    """All FEEL sites of conditions and extensions."""
    for element in diagram.parts:
        if element.is_zeebe:
            yield from _extension(element)
        elif element.is_bpmn and element.kind in ("conditionExpression", "completionCondition"):
            yield from _feel(element, element.text, _("条件"))


def timers(diagram: Diagram) -> Iterator[Finding]:
    """A timer has one time, written in ISO 8601 or FEEL."""
    for definition in diagram.root.all_below():
        if not isinstance(definition, EventDefinition) or definition.trigger != "timer":
            continue
        times = definition.times
        if len(times) != 1 or not (times[0].text or "").strip():
            yield error(
                "timer-missing",
                _("%(element)s没有写明时间") % {"element": label_of_host(definition)},
                element=definition.nearest_id,
                hint=_("填写日期、时长或重复间隔，只填一种"),
            )
            continue
        kind, text = times[0].kind, (times[0].text or "").strip()
        if text.startswith("="):
            yield from _feel(times[0], text, _("时间"))
        elif not literals.is_timer(TIMERS[kind], text):
            yield error(
                "timer-malformed",
                _("%(element)s的时间“%(text)s”写法不对") % {"element": label_of_host(definition), "text": text[:60]},
                element=definition.nearest_id,
                hint=_hint(kind),
            )


def _hint(name: str) -> str:
    return str(_EXPECTED.get(name, ""))


def _extension(element: Element) -> Iterator[Finding]:
    name = element.kind
    for attribute, raw_value in element.attributes.items():
        value = raw_value.strip()
        site = SITES.get((name, attribute), "")
        if site == "feel" or (site == "value" and value.startswith("=")):
            yield from _feel(element, value, attribute)
        elif value and (name, attribute) in literals.VALUES and not literals.VALUES[name, attribute](value):
            yield error(
                "value-malformed",
                _("%(element)s的 %(attribute)s “%(text)s”写法不对")
                % {"element": label_of_host(element), "attribute": attribute, "text": value[:60]},
                element=element.nearest_id,
                hint=_hint("dueDate" if attribute == "followUpDate" else attribute),
            )
        if value and (name, attribute) in _TARGETS and not (_PATH if attribute == "target" else _NAME).match(value):
            yield error(
                "variable-name",
                _("%(element)s的变量名“%(name)s”不合规定") % {"element": label_of_host(element), "name": value[:60]},
                element=element.nearest_id,
                hint=_("以字母开头，只用字母、数字和“_”"),
            )


def _feel(site: Element, text: str, what: str) -> Iterator[Finding]:
    subject = {"element": label_of_host(site), "what": what}
    if not text or text == "=":
        yield error("expression-missing", _("%(element)s的%(what)s是空的") % subject, element=site.nearest_id)
    elif not text.startswith("="):
        yield error(
            "expression-not-feel",
            _("%(element)s的%(what)s必须是以“=”开头的表达式") % subject,
            element=site.nearest_id,
        )
    else:
        try:
            feel.parse(feel.literal_or_feel(text).body)
        except ExpressionError as problem:
            yield error(
                "expression-malformed",
                _("%(element)s的%(what)s“%(text)s”有误：%(reason)s")
                % {**subject, "text": text[:100], "reason": problem.reason},
                element=site.nearest_id,
            )
