"""Lists of holidays and of weekends that are worked, as the State Council's notice has them or people type them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from forms import typed

Days = dict[date, tuple[bool, str]]
_LONGEST = 366
_DATE = r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?"
_LINE = re.compile(
    rf"{_DATE}(?:\s*(?:至|到|~|—+|-{{1,2}}|\.\.)\s*{_DATE})?\s+(休息?|放假|off|班|上班|补班|work)(?:\s+(.*))?"
)
_WORKS = ("班", "上班", "补班", "work")


def read(text: str) -> Days:
    """Each line one day or a span; a sentence names the first line that cannot be read."""
    days: Days = {}
    for number, line in enumerate(text.splitlines(), start=1):
        line = typed.plain(line).strip()
        if line:
            days |= _read(line, number)
    if not days:
        raise ValidationError(_("清单是空的"))
    return days


def ordinary(year: int) -> Days:
    """A year without holidays: Monday to Friday."""
    return {day: (day.weekday() < 5, "") for day in span(date(year, 1, 1), date(year, 12, 31))}


def span(first: date, last: date) -> list[date]:
    if last < first:
        raise ValidationError(_("结束日期不能早于开始日期"))
    if (last - first).days >= _LONGEST:
        raise ValidationError(_("一次最多一年"))
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def _read(line: str, number: int) -> Days:
    found = _LINE.fullmatch(line)
    words = {"number": number, "line": line[:40]}
    if found is None:
        raise ValidationError(_("第 %(number)s 行无法识别：%(line)s") % words)
    parts = found.groups()
    try:
        first = date(*map(int, parts[:3]))
        last = date(*map(int, parts[3:6])) if parts[3] else first
    except ValueError:
        raise ValidationError(_("第 %(number)s 行的日期不存在：%(line)s") % words) from None
    return {day: (parts[6] in _WORKS, (parts[7] or "").strip()[:100]) for day in span(first, last)}
