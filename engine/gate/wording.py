"""Settings of a diagram, a table or a form in words: what each is called, and what its value says."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from engine.bpmn.names import attribute_name, kind_name
from engine.registry import hooks

# Where an attribute alone says too little, or too much: by the element's kind and the attribute.
_SETTINGS: Final[dict[tuple[str, str], str | Promise]] = {
    ("taskSchedule", "dueDate"): gettext_lazy("期限"),
    ("taskSchedule", "followUpDate"): gettext_lazy("跟进日期"),
    ("assignmentDefinition", "candidateGroups"): gettext_lazy("办理角色"),
    ("assignmentDefinition", "candidateUsers"): gettext_lazy("办理人员"),
    ("assignmentDefinition", "assignee"): gettext_lazy("指定的办理人"),
    ("formDefinition", "formId"): gettext_lazy("表单"),
    ("priorityDefinition", "priority"): gettext_lazy("优先级"),
    ("taskDefinition", "type"): gettext_lazy("任务类型"),
    ("taskDefinition", "retries"): gettext_lazy("重试次数"),
    ("calledDecision", "decisionId"): gettext_lazy("决策表"),
    ("calledElement", "processId"): gettext_lazy("调用的流程"),
}
_NAMES: Final[dict[str, str | Promise]] = {
    "name": gettext_lazy("名称"),
    "label": gettext_lazy("标题"),
    "description": gettext_lazy("说明"),
    "text": gettext_lazy("文字"),
    "key": gettext_lazy("标识"),
    "type": gettext_lazy("类型"),
    "values": gettext_lazy("选项"),
    "validate": gettext_lazy("校验"),
    "required": gettext_lazy("必填"),
    "minLength": gettext_lazy("最少字数"),
    "maxLength": gettext_lazy("最多字数"),
    "min": gettext_lazy("最小值"),
    "max": gettext_lazy("最大值"),
    "conditional": gettext_lazy("显示条件"),
    "defaultValue": gettext_lazy("默认值"),
    "hitPolicy": gettext_lazy("命中规则"),
    "cancelActivity": gettext_lazy("中断所附着的活动"),
    "documentation": gettext_lazy("说明"),
    "inputEntry": gettext_lazy("条件"),
    "outputEntry": gettext_lazy("结果"),
    "inputExpression": gettext_lazy("输入"),
    "timeDate": gettext_lazy("时间"),
    "input": gettext_lazy("输入"),
    "output": gettext_lazy("输出"),
    "annotationEntry": gettext_lazy("注释"),
}


def setting_name(kind: str, attribute: str) -> str:
    """An attribute of an element, as people call what it sets."""
    known = _SETTINGS.get((kind, attribute)) or _NAMES.get(attribute)
    return str(known) if known else attribute_name(attribute)


def part_name(kind: str) -> str:
    known = _NAMES.get(kind)
    return str(known) if known else kind_name(kind)


def value_in_words(kind: str, attribute: str, value: str) -> str:
    """`=add_working_days(now(), 3)` is 3 个工作日; roles by their names; whatever else as it is written."""
    if attribute == "candidateGroups" and not value.startswith("="):
        return _("、").join(hooks.group_name(name.strip()) for name in value.split(","))
    for pattern, words in _SPANS:
        if found := pattern.fullmatch(value.strip()):
            return words(int(found[1]))
    return {"true": _("是"), "false": _("否")}.get(value, value)


def _working_days(count: int) -> str:
    return ngettext("%(n)s 个工作日", "%(n)s 个工作日", count) % {"n": count}


def _half(count: int) -> str:
    return ngettext("%(n)s 个工作日的一半", "%(n)s 个工作日的一半", count) % {"n": count}


def _days(count: int) -> str:
    return ngettext("%(n)s 天", "%(n)s 天", count) % {"n": count}


def _months(count: int) -> str:
    return ngettext("%(n)s 个月", "%(n)s 个月", count) % {"n": count}


_SPANS: Final[tuple[tuple[re.Pattern[str], Callable[[int], str]], ...]] = (
    (re.compile(r"=\s*add_working_days\(\s*now\(\)\s*,\s*(\d{1,4})\s*\)"), _working_days),
    (re.compile(r"=\s*halfway\(\s*now\(\)\s*,\s*add_working_days\(\s*now\(\)\s*,\s*(\d{1,4})\s*\)\s*\)"), _half),
    (re.compile(r'(?:=\s*duration\(")?P(\d{1,4})D(?:"\))?'), _days),
    (re.compile(r'(?:=\s*duration\(")?P(\d{1,4})M(?:"\))?'), _months),
)
