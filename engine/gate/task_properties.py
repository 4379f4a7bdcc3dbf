"""Settings of user tasks: where they have an effect, and with what value."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from engine.bpmn import Diagram, Element
from engine.bpmn.names import label
from engine.gate.context import Context
from engine.gate.findings import Finding, error, warning
from engine.spiff.continuing import CONTINUES_CLOCK

_SWITCH = frozenset({"true", "false"})


def task_properties(diagram: Diagram, known: Context) -> Iterator[Finding]:
    """Those that the engine or the scheme reads; what nobody reads may stand anywhere."""
    understood = {CONTINUES_CLOCK: _SWITCH, **known.task_properties}
    for element in diagram.parts:
        for name, value in element.settings.properties.items():
            if name in understood:
                yield from _property(element, name, value, understood[name])


def _property(element: Element, name: str, value: str, values: frozenset[str]) -> Iterator[Finding]:
    subject = {"element": label(element), "name": name, "value": value}
    if element.kind != "userTask":
        yield error(
            "property-misplaced",
            _("%(element)s不是用户任务，设置“%(name)s”在这里不起作用") % subject,
            element=element.nearest_id,
            hint=_("删除这项设置，或把它写在用户任务上"),
        )
    elif values and value not in values:
        yield error(
            "property-not-understood",
            _("%(element)s的设置“%(name)s”不能是“%(value)s”") % subject,
            element=element.nearest_id,
            hint=_("填写%(values)s，或删除这项设置") % {"values": _("或").join(sorted(values, reverse=True))},
        )
    elif not value or value.startswith("="):
        yield error(
            "property-not-understood",
            _("%(element)s的设置“%(name)s”要写成文字，不能为空，也不能是表达式") % subject,
            element=element.nearest_id,
            hint=_("写明文字，或删除这项设置"),
        )
    elif name == CONTINUES_CLOCK and value == "true" and not element.settings.due_date:
        yield warning(
            "clock-without-due-date",
            _("%(element)s没有写明期限，接着上次剩余的时间计时不起作用") % subject,
            element=element.nearest_id,
            hint=_("填写截止日期，或删除设置“%(name)s”") % subject,
        )
