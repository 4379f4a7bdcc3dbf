"""The table as a page for people, and as a list for the editor."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from engine.bpmn.constructs import TABLE, Construct, Group, Position, Verdict, event_key
from engine.bpmn.constructs.events import TRIGGERS

PAGE: Final = Path(__file__).parents[3] / "docs" / "bpmn-coverage.md"
# Elements that stand in an editor's menu and are refused as such.
_MENU: Final = ("complexGateway", "transaction", "adHocSubProcess")


def page() -> str:
    """Markdown, in the language of the source."""
    with translation.override(settings.LANGUAGE_CODE):
        return "\n".join(_lines()) + "\n"


def refused_types() -> list[dict[str, str | None]]:
    """`{type, event, scope, reason}`: element types, or events with the type of their definition, that the
    gate refuses; with a `scope` only there (`subProcess`, `eventSubProcess`, or `process` itself)."""
    found = [_entry(tag, None, None, TABLE[tag]) for tag in _MENU]
    for position in Position:
        scope, _slash, tag = position.value.rpartition("/")
        is_start = tag == Position.START.value
        for trigger in TRIGGERS:
            row = TABLE.get(event_key(position, trigger))
            if trigger and row is not None and row.is_refused:
                found.append(_entry(tag, trigger, (scope or "process") if is_start else None, row))
    return found


def _entry(tag: str, trigger: str | None, scope: str | None, row: Construct) -> dict[str, str | None]:
    event = _type(trigger) if trigger else None
    return {"type": _type(tag), "event": event, "scope": scope, "reason": str(row.note)}


def _type(tag: str) -> str:
    return f"bpmn:{tag[0].upper()}{tag[1:]}"


def _lines() -> list[str]:
    said = {
        Verdict.RUNS: _("执行"),
        Verdict.DRAWN: _("只作说明"),
        Verdict.REFUSED: _("拒绝"),
    }
    lines = [
        f"# {_('BPMN 覆盖范围')}",
        "",
        _("由 engine/bpmn/constructs 中的表生成：manage.py bpmn_coverage --write。"),
        _("每一行都有测试：执行的确实能通过检查并运行，拒绝的确实被检查指名拒绝。表中没有的一律拒绝。"),
    ]
    for group in Group:
        lines += ["", f"## {group.label}", "", f"| {_('构造')} | {_('写法')} | {_('结果')} | {_('说明')} |"]
        lines += ["|---|---|---|---|"]
        lines += [
            f"| {row.name} | `{row.key}` | {said[row.verdict]} | {row.note} |"
            for row in TABLE.values()
            if row.group is group
        ]
    return lines
