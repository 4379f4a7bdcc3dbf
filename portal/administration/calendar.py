"""The working calendar: a year month by month, and the scheme's own days on top of the published ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from engine import business_time, clock, runtime
from engine.models import CalendarDay
from portal.administration import day_lists
from portal.administration.pages import Page

FIRST, LAST = 2020, 2099


_EXAMPLE = gettext_lazy("2027-01-01 至 2027-01-03 休 元旦\n2027-02-14 班 春节调休")


class DayForm(forms.Form):
    first = forms.DateField(label=gettext_lazy("日期"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(
        label=gettext_lazy("至"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("留空表示一天"),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("安排"),
        choices=[
            ("off", gettext_lazy("休息")),
            ("works", gettext_lazy("上班")),
            ("remove", gettext_lazy("删除自定安排，按公布的日历")),
        ],
    )
    note = forms.CharField(label=gettext_lazy("说明"), max_length=100, required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            self.days = day_lists.span(given["first"], given["last"] or given["first"])
        return given


class ListForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("节假日与调休清单"),
        widget=forms.Textarea(attrs={"rows": 8, "placeholder": _EXAMPLE}),
        help_text=gettext_lazy("每行一天或一段：日期（或 起 至 止），休 或 班，说明"),
        max_length=20_000,
    )
    whole_year = forms.BooleanField(
        label=gettext_lazy("清单包含这一年的全部安排：其余日期周一至周五上班、周末休息"), required=False
    )

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return given
        self.days = day_lists.read(given["text"])
        if given["whole_year"]:
            if other := next((day for day in self.days if day.year != self.year), None):
                raise ValidationError(_("%(day)s 不在 %(year)s 年") % {"day": other.isoformat(), "year": self.year})
            self.days = day_lists.ordinary(self.year) | self.days
        return given


class Calendar(Page, TemplateView):
    template_name = "administration/calendar.html"
    tab, permission_required, write_permission = "calendar", "engine.view_calendarday", "engine.change_calendarday"

    def post(self, request: HttpRequest, year: int | None = None) -> HttpResponse:
        form = _form(request.POST.get("action", ""), self.year, request.POST)
        if form is None:
            return redirect(self.here)
        if not form.is_valid():
            name = "day_form" if isinstance(form, DayForm) else "list_form"
            return self.render_to_response(self.get_context_data(**{name: form}), status=422)
        touched = _save(form)
        told = _("日历已保存；%(n)s 个案件的到期时间正在重算") if touched else _("日历已保存")
        messages.success(request, told % {"n": touched})
        return redirect(self.here)

    @property
    def year(self) -> int:
        asked = self.kwargs.get("year") or clock.today().year
        return int(min(max(asked, FIRST), LAST))

    @property
    def here(self) -> str:
        return reverse("administration:calendar_year", args=[self.year])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_known = business_time.is_known(self.year)
        works = business_time.days_between(date(self.year, 1, 1), date(self.year, 12, 31))
        own = {day.date: day for day in CalendarDay.objects.filter(date__year=self.year)}
        return super().get_context_data(**kwargs) | {
            "year": self.year,
            "earlier": reverse("administration:calendar_year", args=[self.year - 1]) if self.year > FIRST else "",
            "later": reverse("administration:calendar_year", args=[self.year + 1]) if self.year < LAST else "",
            "is_known": is_known,
            "months": [_month(self.year, month, works, own) for month in range(1, 13)],
            "exceptions": [day for day in own.values() if day.is_working != (day.date.weekday() < 5) or day.note],
            "day_form": kwargs.get("day_form") or DayForm(),
            "list_form": kwargs.get("list_form") or ListForm(year=self.year, initial={"whole_year": not is_known}),
            "unchecked": runtime.due_unchecked().count(),
        }


def _form(action: str, year: int, data: Any) -> DayForm | ListForm | None:
    if action == "day":
        return DayForm(data)
    if action == "list":
        return ListForm(data, year=year)
    return None


def _save(form: DayForm | ListForm) -> int:
    if isinstance(form, ListForm):
        return runtime.change_calendar(form.days)
    kind, note = form.cleaned_data["kind"], form.cleaned_data["note"]
    if kind == "remove":
        # In a year that was entered as a whole the day is an ordinary one then, not an unknown one.
        entered = {year for year in {day.year for day in form.days} if business_time.is_known(year)}
        ordinary = [day for day in form.days if day.year in entered and not business_time.is_published(day)]
        set_again = {day: (day.weekday() < 5, "") for day in ordinary}
        return runtime.change_calendar(set_again, removed=set(form.days) - set_again.keys())
    return runtime.change_calendar(dict.fromkeys(form.days, (kind == "works", note)))


def _month(
    year: int, month: int, works: Mapping[date, business_time.WorkingDay], own: Mapping[date, CalendarDay]
) -> dict[str, Any]:
    """Its weeks, Monday first; None where a week belongs to the neighbours."""
    first = date(year, month, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    days: list[dict[str, Any] | None] = [None] * first.weekday()
    dates = [first + timedelta(days=offset) for offset in range((following - first).days)]
    days += [_day(day, works[day], own) for day in dates]
    days += [None] * (-len(days) % 7)
    return {"number": month, "weeks": [days[start : start + 7] for start in range(0, len(days), 7)]}


def _day(day: date, found: business_time.WorkingDay, own: Mapping[date, CalendarDay]) -> dict[str, Any]:
    is_weekday = day.weekday() < 5
    return {
        "date": day,
        "works": found.is_working,
        "is_provisional": found.provisional,
        # What differs from an ordinary week is what people look for.
        "is_swapped": found.is_working != is_weekday,
        "is_own": day in own and (found.is_working != is_weekday or bool(own[day].note)),
        "note": own[day].note if day in own else "",
        "is_today": day == clock.today(),
    }
