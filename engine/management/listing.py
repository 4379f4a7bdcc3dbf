"""Findings as lines of a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from engine.gate.findings import Finding


def listed(findings: Iterable[Finding]) -> Iterator[str]:
    names = {"error": _("错误"), "warning": _("警告"), "info": _("说明")}
    for finding in findings:
        place = f"{finding.file}：" if finding.file else ""
        hint = _("（%(hint)s）") % {"hint": finding.hint} if finding.hint else ""
        yield f"[{names[finding.severity]}] {place}{finding.message}{hint} [{finding.rule}]"
