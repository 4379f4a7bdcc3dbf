"""Findings as a terminal shows them: by file, each with its rule, its sentence and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from django.utils.translation import gettext as _

from engine.gate.findings import Finding


def listed(findings: Iterable[Finding]) -> Iterator[str]:
    """One line for each finding below its file's name, and one for the hint. The order is kept within a file."""
    in_order = list(findings)
    places = {finding.file: place for place, finding in reversed(list(enumerate(in_order)))}
    for file, found in groupby(sorted(in_order, key=lambda one: places[one.file]), key=lambda one: one.file):
        yield _printable(file) or _("全部文件")
        for finding in found:
            yield from _lines(finding)


def counted(findings: Iterable[Finding]) -> str:
    severities = [finding.severity for finding in findings]
    return _("错误 %(errors)d 个，警告 %(warnings)d 个，说明 %(notes)d 个") % {
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
        "notes": severities.count("info"),
    }


def _lines(finding: Finding) -> Iterator[str]:
    names = {"error": _("错误"), "warning": _("警告"), "info": _("说明")}
    place = f" {_printable(finding.element)}" if finding.element else ""
    yield f"  [{names[finding.severity]}]{place} {_printable(finding.message)} [{finding.rule}]"
    if finding.route:
        yield "    " + _("走法：%(route)s") % {"route": _printable(finding.route)}
    if finding.hint:
        yield "    " + _("建议：%(hint)s") % {"hint": _printable(finding.hint)}


def _printable(text: str) -> str:
    """Names come from the file: no escape sequence of theirs may steer the terminal."""
    return "".join(character if character.isprintable() else "?" for character in text)
