"""Posting, approaching, answering."""

from __future__ import annotations

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from engine import clock
from portal.accounts.limits import DAY, Limit, TooMany
from portal.accounts.models import User
from portal.exchange import matching
from portal.exchange.errors import (
    AskedAlready,
    EnterpriseNotActive,
    OwnPosting,
    PostingClosed,
    TooManyApproaches,
    TooManyPostings,
)
from portal.exchange.models import Approach, Posting
from portal.notifications.kinds import Kind
from portal.notifications.notices import notify
from portal.registry.models import Enterprise
from portal.registry.telling import tell

# The wording under which both sides see each other's contact; a new wording gets a new version.
CONSENT_VERSION = "2026-01"
APPROACH = Limit("approach", ((20, DAY),))
POST = Limit("posting", ((20, DAY),))
# The nearest, where a posting answers many.
_MOST_TOLD = 20

Status = Approach.Status


@override(settings.LANGUAGE_CODE)
@transaction.atomic
def post(posting: Posting, *, by: User) -> Posting:
    """Whose open postings it answers is told of it, at the bell."""
    if not posting.enterprise.is_active:
        raise EnterpriseNotActive
    try:
        POST.take(str(posting.enterprise_id))
    except TooMany:
        raise TooManyPostings from None
    posting.created_by = by
    posting.save()
    answered = matching.fitting(posting).select_related("enterprise")[:_MOST_TOLD]
    groups = dict.fromkeys(each.enterprise.group for each in answered)
    words = {"kind": posting.get_kind_display(), "title": posting}
    text = _("有新的信息可能适合贵企业：%(title)s（%(kind)s）") % words
    notify(text=text, url=_page(posting), groups=groups, kind=Kind.OFFERS)
    return posting


def close(posting: Posting) -> None:
    """Nobody finds it any more; who was answered still sees it."""
    if posting.closed_at is None:
        posting.closed_at = clock.now()
        posting.save(update_fields=["closed_at"])


@override(settings.LANGUAGE_CODE)  # what is kept is in the scheme's language, whoever acts
@transaction.atomic
def approach(posting: Posting, *, enterprise: Enterprise, message: str, by: User) -> Approach:
    """Ask for a contact; the other side is told, and sees no number yet."""
    if not enterprise.is_active:
        raise EnterpriseNotActive
    if posting.enterprise_id == enterprise.pk:
        raise OwnPosting
    if not posting.is_open:
        raise PostingClosed
    try:
        APPROACH.take(str(enterprise.pk))
    except TooMany:
        raise TooManyApproaches from None
    try:
        with transaction.atomic():
            made = Approach.objects.create(
                posting=posting, enterprise=enterprise, message=message, consent=CONSENT_VERSION, asked_by=by
            )
    except IntegrityError:
        raise AskedAlready from None
    text = _("%(enterprise)s希望就“%(title)s”与贵企业联系，请答复") % {"enterprise": enterprise, "title": posting}
    tell(posting.enterprise, text=text, url=_page(posting), sms_key=f"approach:{made.pk}", kind=Kind.OFFERS)
    return made


@override(settings.LANGUAGE_CODE)  # what is kept is in the scheme's language, whoever acts
@transaction.atomic
def answer(asked: Approach, *, accept: bool, by: User) -> None:
    """Accepted: both sides see each other's contact from now on."""
    asked.move(
        Status.ACCEPTED if accept else Status.DECLINED, answered_by=by, answered_at=asked.answered_at or clock.now()
    )
    words = {"enterprise": asked.posting.enterprise, "title": asked.posting}
    if accept:
        text = _("%(enterprise)s同意就“%(title)s”联系，联系方式见供需对接") % words
    else:
        text = _("%(enterprise)s婉拒了就“%(title)s”的联系") % words
    tell(asked.enterprise, text=text, url=_page(asked.posting), sms_key=f"approach-answer:{asked.pk}", kind=Kind.OFFERS)


def _page(posting: Posting) -> str:
    return reverse("exchange:posting", args=[posting.pk])
