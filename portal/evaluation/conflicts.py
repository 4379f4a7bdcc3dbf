"""Why an expert cannot be drawn for an application."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.evaluation.draw import Candidate
from portal.evaluation.models import Application, Expert, Panel, PanelSeat
from portal.evaluation.models.ties import years_before
from portal.registry.models import EnterpriseMember
from portal.scheme import values

REASONS: dict[str, Promise] = {
    "field": _("专业领域不符"),
    "county": _("与企业同县"),
    "tie": _("与企业有利害关系，或结束未满规定年数"),
    "member": _("是企业的成员"),
    "repeat": _("上一次评价过同一企业"),
    "drawn": _("本案已抽取过"),
}


def candidates(application: Application, *, on: date) -> list[Candidate]:
    """Every active expert with what bars them, by id."""
    experts = Expert.objects.filter(is_active=True, user__is_active=True)
    barred = _Bars(application, on=on)
    return [
        Candidate(
            expert=expert.pk,
            senior=expert.is_senior,
            barred=tuple(barred.of(expert)),
            own=expert.is_of_field(application.product),
        )
        for expert in experts.select_related("county").prefetch_related("ties").order_by("pk")
    ]


def ties_count_since(on: date) -> date:
    """A tie that ended earlier keeps nobody out any more."""
    return years_before(on, values.whole("OTOP_TIE_YEARS"))


class _Bars:
    """What is the same for all experts, fetched once."""

    def __init__(self, application: Application, *, on: date) -> None:
        self.enterprise, self.product = application.enterprise, application.product
        self.since = ties_count_since(on)
        self.county = self.enterprise.township.county_code
        members = EnterpriseMember.objects.filter(enterprise=self.enterprise)
        self.members = set(members.values_list("user", flat=True))
        self.drawn = set(PanelSeat.objects.filter(panel__application=application).values_list("expert", flat=True))
        self.repeat = _last_experts(application)

    def of(self, expert: Expert) -> Iterable[str]:
        if not expert.suits(self.product):
            yield "field"
        if expert.county.county_code == self.county:
            yield "county"
        if any(tie.bars_from(self.enterprise, since=self.since) for tie in expert.ties.all()):
            yield "tie"
        if expert.user_id in self.members:
            yield "member"
        if expert.pk in self.repeat:
            yield "repeat"
        if expert.pk in self.drawn:
            yield "drawn"


def _last_experts(application: Application) -> set[int]:
    """Those who evaluated the same enterprise the last time."""
    earlier = Panel.objects.filter(application__enterprise=application.enterprise)
    last = earlier.exclude(application=application).order_by("-drawn_at", "-pk").first()
    return set(last.seated.values_list("expert", flat=True)) if last else set()
