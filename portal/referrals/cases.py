"""How the cases of P18 show themselves beside a task, who may see them, and what they are found by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from engine import clock
from portal.referrals.commands import MATCHING
from portal.referrals.grants import PROCESS
from portal.referrals.models import Grant, Referral
from portal.registry.cases import CaseSummary, describes
from portal.registry.search import watch


@describes(PROCESS)
class Grants:
    def titles(self, business_keys: Iterable[str]) -> Mapping[str, str]:
        return {grant.number: _title(grant) for grant in _grants(business_keys)}

    def admits(self, business_key: str, user: Any) -> bool:
        return Grant.objects.visible_to(user).filter(number=business_key).exists()

    def search_texts(self, business_keys: Iterable[str]) -> Mapping[str, Iterable[str]]:
        return {
            grant.number: (grant.title, str(grant.get_kind_display()), str(grant.referrer))
            for grant in _grants(business_keys)
        }

    def summary(self, business_key: str, user: Any) -> CaseSummary:
        grant = next(iter(_grants([business_key])), None)
        if grant is None:
            return CaseSummary(title=business_key)
        link = reverse("referrals:grant", args=[grant.number])
        return CaseSummary(title=_title(grant), rows=_rows(grant), links=[(str(_("推荐人权益")), link)])


def _grants(business_keys: Iterable[str]) -> Iterable[Grant]:
    return Grant.objects.filter(number__in=list(business_keys)).select_related("referrer__user")


def _title(grant: Grant) -> str:
    return f"{grant.title} · {grant.get_kind_display()} · {grant.referrer}"


def _rows(grant: Grant) -> list[tuple[str, str]]:
    rows = [
        (_("发放编号"), grant.number),
        (_("状态"), str(grant.get_status_display())),
        (_("类别"), str(grant.get_kind_display())),
        (_("内容"), grant.detail),
    ]
    if grant.answer_by:
        rows.append((_("答复期限"), clock.day_of(grant.answer_by).isoformat()))
    return rows


@describes(MATCHING)
class Matchings:
    """Cases that nobody works on; the title says which enterprise, never who was named."""

    def titles(self, business_keys: Iterable[str]) -> Mapping[str, str]:
        found = Referral.objects.filter(number__in=list(business_keys)).select_related("enterprise")
        return {referral.number: referral.enterprise.name for referral in found}

    def admits(self, business_key: str, user: Any) -> bool:
        return bool(user.has_perm("referrals.view_referral"))

    def search_texts(self, business_keys: Iterable[str]) -> Mapping[str, Iterable[str]]:
        return {number: (name,) for number, name in self.titles(business_keys).items()}

    def summary(self, business_key: str, user: Any) -> CaseSummary:
        referral = Referral.objects.select_related("enterprise").filter(number=business_key).first()
        if referral is None:
            return CaseSummary(title=business_key)
        rows = [(_("企业"), referral.enterprise.name), (_("状态"), str(referral.get_status_display()))]
        return CaseSummary(title=referral.enterprise.name, rows=rows)


watch(Grant, lambda grant: [(PROCESS, grant.number)])
watch(Referral, lambda referral: [(MATCHING, referral.number)])
