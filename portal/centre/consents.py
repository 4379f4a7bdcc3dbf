"""What a person agreed to, wherever it was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from portal.accounts.models import Consent, User
from portal.benefits.models import Benefit, BenefitRequest
from portal.exchange.models import Approach
from portal.referrals.models import Referrer
from portal.scheme.regulations import PRIVACY, REPORTING, RULES
from portal.showcase.models import Scope
from portal.supervision.models import Report


@dataclass(frozen=True)
class Given:
    """`about`: what it was given for; `url`: where the text can be read."""

    text: str
    version: str
    at: datetime
    withdrawn_at: datetime | None = None
    about: str = ""
    url: str = ""


def of(user: User) -> list[Given]:
    """The newest first."""
    return sorted(_all(user), key=lambda given: given.at, reverse=True)


def _all(user: User) -> Iterator[Given]:
    for row in user.consents.all():
        yield Given(row.get_kind_display(), row.version, row.given_at, row.withdrawn_at, url=_url(row))
    for referrer in Referrer.objects.filter(user=user):
        yield Given(_("推荐人须知"), referrer.terms, referrer.joined_at)
    for showing in user.showings.select_related("product"):
        at, ended = showing.given_at, showing.withdrawn_at
        regulation = Scope(showing.scope).regulation
        url = regulation.url_of(showing.version)
        yield Given(str(regulation.title), showing.version, at, ended, about=showing.product.name, url=url)
    for accepted in user.acceptances.all():
        yield Given(accepted.title, accepted.version, accepted.at, about=accepted.subject, url=accepted.url)
    requests = BenefitRequest.objects.filter(created_by=user).exclude(consent="")
    for number, kind, version, at in requests.values_list("number", "benefit__kind", "consent", "created_at"):
        is_offer = kind == Benefit.Kind.OFFER
        text = _("同意将材料和联系方式提供给合作方") if is_offer else _("同意将材料提供给渠道")
        yield Given(text, version, at, about=number)
    for report in Report.objects.filter(consented_by=user).exclude(consent=""):
        at = report.consented_at or report.received_at
        yield Given(str(REPORTING.title), report.consent, at, about=report.receipt, url=report.consent_url)
    approaches = Approach.objects.filter(asked_by=user).exclude(consent="")
    for title, version, at in approaches.values_list("posting__title", "consent", "asked_at"):
        yield Given(_("同意对方查看联系方式"), version, at, about=title)


def _url(consent: Consent) -> str:
    if consent.kind == Consent.Kind.PRIVACY:
        return PRIVACY.url_of(consent.version)
    return RULES.url_of(consent.version) if consent.kind == Consent.Kind.RULES else ""
