"""Non-conformities in words: for forms, pages, letters and reports."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.translation import gettext as _

from engine import clock
from engine.once import once
from portal.evaluation.models import Application, Nonconformity, Panel, Revisit
from portal.registry.case_files import ids_of

Row = dict[str, str]


def rows(panel: Panel) -> list[Row]:
    """All of them, as rows of a form's table."""
    return [
        {
            "name": name_of(item),
            "grade": str(item.get_grade_display()),
            "description": item.description,
            "state": state_of(item),
        }
        for item in panel.visit.nonconformities.all()
    ]


def printed(panel: Panel, *, with_state: bool) -> list[Row]:
    """The same for a paper: the record has what was found, the report also what became of it."""
    return [
        {
            "name": f"{item.number}. {name_of(item)}",
            "result": str(item.get_grade_display()),
            "remark": item.description,
            "closing": state_of(item) if with_state else "",
        }
        for item in panel.visit.nonconformities.all()
    ]


def of_application(application: Application) -> list[Any]:
    """With the ids of their files; nothing of what is not evaluated on site."""
    return _of_number(application.number) if application.path == Application.Path.ONSITE else []


@once
def _of_number(number: str) -> list[Any]:
    found = Nonconformity.objects.filter(visit__panel__application__number=number)
    seen = Revisit.photos.through.objects.filter(revisit__visit=OuterRef("visit")).order_by("pk")
    files = {"evidence_ids": ids_of(Nonconformity.evidence.through, "nonconformity")}
    return list(found.annotate(**files, photo_ids=ArraySubquery(seen.values("storedfile"))))


def name_of(item: Nonconformity) -> str:
    return f"{item.criterion} {item.get_criterion_display()}"


def title_of(item: Nonconformity) -> str:
    words = {"n": item.number, "name": name_of(item), "grade": item.get_grade_display()}
    return _("%(n)s. %(name)s（%(grade)s）") % words


def nickname(item: Nonconformity) -> str:
    return _("不符合项 %(n)s（%(grade)s）") % {"n": item.number, "grade": item.get_grade_display()}


def standing(item: Nonconformity) -> str:
    """Its status; whether it is to be put right follows from what the experts find."""
    is_asked = item.status != Nonconformity.Status.OPEN or item.correct_by
    return str(item.get_status_display()) if is_asked else _("已记录，评分后确定是否整改")


def with_day(item: Nonconformity) -> str:
    """The same, and until when it is to be put right."""
    if not is_awaited(item):
        return standing(item)
    return _("%(status)s，期限 %(day)s") % {"status": standing(item), "day": clock.day_text(item.correct_by)}


def is_awaited(item: Nonconformity) -> bool:
    """The enterprise has until its day to answer."""
    return item.status == Nonconformity.Status.OPEN and item.correct_by is not None


def line_of(item: Nonconformity) -> str:
    """For a letter."""
    words = {"name": name_of(item), "grade": item.get_grade_display(), "text": item.description.rstrip("。")}
    return _("%(name)s（%(grade)s）：%(text)s") % words


def state_of(item: Nonconformity) -> str:
    """已关闭（2026年4月1日）。整改：…。核查：…"""
    day = clock.day_text(item.checked_at) if item.checked_at else ""
    state = standing(item) + (_("（%(day)s）") % {"day": day} if day else "")
    parts = [state]
    if item.measures:
        parts.append(_("整改：%(text)s") % {"text": item.measures.rstrip("。")})
    if item.finding:
        parts.append(_("核查：%(text)s") % {"text": item.finding.rstrip("。")})
    return "。".join(parts)
