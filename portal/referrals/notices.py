"""What referrers are told, by the bell and by text message, and whoever proposed a grant."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, override

from engine import clock
from portal.notifications.kinds import Kind
from portal.notifications.notices import notify, with_link
from portal.notifications.texts import queue_text
from portal.referrals.commands import counted_of
from portal.referrals.models import Grant, Referral, Referrer

_COUNTED = gettext_lazy("您推荐的%(enterprise)s已完成注册，您已累计推荐%(count)s家企业")
_TELLS: dict[str, Promise] = {
    "offer": gettext_lazy("平台向您发放%(kind)s“%(title)s”，请在%(until)s前到推荐中心接受或谢绝，逾期视为谢绝"),
    "remind": gettext_lazy("%(kind)s“%(title)s”还没有答复，请在%(until)s前到推荐中心接受或谢绝，逾期视为谢绝"),
    "lapse": gettext_lazy("%(kind)s“%(title)s”逾期未答复，视为谢绝，不影响以后的推荐"),
    "ended": gettext_lazy("%(kind)s“%(title)s”已由平台终止，不再发放，不影响以后的推荐"),
    "deliver": gettext_lazy("%(kind)s“%(title)s”已交付，详情见推荐中心"),
}
_TELLS_PROPOSER: dict[str, Promise] = {
    "refuse": gettext_lazy("您提出的%(kind)s“%(title)s”（%(number)s）未获批准：%(opinion)s"),
    "decline": gettext_lazy("您提出的%(kind)s“%(title)s”（%(number)s）被推荐人谢绝"),
    "ended": gettext_lazy("您提出的%(kind)s“%(title)s”（%(number)s）已由平台终止办理，可以重新提出"),
    "lapse": gettext_lazy("您提出的%(kind)s“%(title)s”（%(number)s）逾期未获答复，视为谢绝"),
}


@override(settings.LANGUAGE_CODE)
def tell_counted(referral: Referral, *, job_id: UUID) -> None:
    assert referral.referrer is not None
    words = {"enterprise": referral.enterprise.name, "count": counted_of(referral.referrer)}
    _tell(referral.referrer, str(_COUNTED) % words, url=reverse("referrals:centre"), key=f"referral:{job_id}")


@override(settings.LANGUAGE_CODE)
def tell_referrer(grant: Grant, event: str, *, job_id: UUID) -> None:
    url = reverse("referrals:grant", args=[grant.number])
    _tell(grant.referrer, str(_TELLS[event]) % _words(grant), url=url, key=f"grant:{job_id}")


@override(settings.LANGUAGE_CODE)
def tell_proposer(grant: Grant, event: str) -> None:
    text = str(_TELLS_PROPOSER[event]) % _words(grant)
    notify(text=text, url=reverse("referrals:grant", args=[grant.number]), users=[grant.proposed_by])


def _words(grant: Grant) -> dict[str, Any]:
    until = grant.answer_by.astimezone(clock.LOCAL_ZONE).strftime("%Y-%m-%d %H:%M") if grant.answer_by else ""
    return {
        "kind": grant.get_kind_display(),
        "title": grant.title,
        "number": grant.number,
        "until": until,
        "opinion": grant.opinion,
    }


def _tell(referrer: Referrer, text: str, *, url: str, key: str) -> None:
    notify(text=text, url=url, users=[referrer.user], kind=Kind.OFFERS)
    if referrer.user.verified_phone:
        queue_text(key=key, phone=referrer.user.verified_phone, text=with_link(text, url))
