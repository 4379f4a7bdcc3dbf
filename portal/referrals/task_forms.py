"""The forms of a grant, as they meet the scheme's tables, and who may take them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine import clock
from engine.errors import AnswersRefused
from engine.models import UserTask
from engine.models.rights import task_input
from engine.registry import TaskRule, takes
from portal.accounts.models import User
from portal.referrals.commands import counted_of
from portal.referrals.grants import recent_of
from portal.referrals.models import Grant
from portal.registry.disclosure import Reader, discloses

Answers = dict[str, Any]


def _is_another(user: Any) -> Q:
    own = Grant.objects.filter(Q(proposed_by=user.pk) | Q(referrer__user=user.pk))
    return Q(~Exists(own.annotate(text=Cast("pk", TextField())).filter(text=task_input("grant_id"))))


def _is_no_gain(user: Any) -> Q:
    own = Grant.objects.filter(referrer__user=user.pk).annotate(text=Cast("pk", TextField()))
    return Q(~Exists(own.filter(text=task_input("grant_id"))))


SECOND_PERSON = TaskRule(_is_another, reason=gettext_lazy("须由提出人以外的流程管理员审批，本人的权益由他人办理"))
NOT_ONES_OWN = TaskRule(_is_no_gain, reason=gettext_lazy("本人的权益由他人办理"))


@takes("grant_approval", gives=["outcome"], may_take=SECOND_PERSON)
class Approval:
    def initial(self, task: UserTask) -> Answers:
        grant = grant_of(task)
        return _what(grant) | {
            "referrer": str(grant.referrer),
            "counted": counted_of(grant.referrer),
            "recent": recent_of(grant.referrer),
            "proposer": str(grant.proposed_by),
            "proposed_on": clock.day_of(grant.proposed_at).isoformat(),
            "reason": grant.reason,
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        grant = grant_of(task)
        grant.decided_by, grant.decided_at, grant.opinion = user, clock.now(), answers.get("opinion") or ""
        grant.save(update_fields=["decided_by", "decided_at", "opinion"])
        return {"outcome": answers["outcome"]}


@takes("grant_answer", gives=["outcome"])
class Answer:
    """The referrer's own: with an address where something is sent."""

    def initial(self, task: UserTask) -> Answers:
        grant = grant_of(task)
        until = grant.answer_by.astimezone(clock.LOCAL_ZONE).strftime("%Y-%m-%d %H:%M") if grant.answer_by else ""
        user = grant.referrer.user
        return _what(grant) | {
            "answer_by": until,
            "needs_address": grant.is_sent,
            "recipient": user.display_name,
            "recipient_phone": user.verified_phone,
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        grant, outcome = grant_of(task), answers["outcome"]
        grant.answered_at, grant.remark = clock.now(), answers.get("remark") or ""
        if outcome == "accept" and grant.is_sent:
            for name in ("recipient", "recipient_phone", "address"):
                setattr(grant, name, answers[name])
        grant.save()
        if outcome == "accept":
            grant.move(Grant.Status.ACCEPTED)
        return {"outcome": outcome}


@takes("grant_delivery", gives=[], may_take=NOT_ONES_OWN)
class Delivery:
    def initial(self, task: UserTask) -> Answers:
        grant = grant_of(task)
        return _what(grant) | {
            "referrer": str(grant.referrer),
            "needs_address": grant.is_sent,
            "recipient": grant.recipient,
            "recipient_phone": grant.recipient_phone,
            "address": grant.address,
            "remark": grant.remark,
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        grant, day = grant_of(task), date.fromisoformat(answers["delivered_on"])
        if day > clock.today():
            raise AnswersRefused({"delivered_on": [_("交付日期不能晚于今天")]})
        grant.how, grant.reference = answers["how"], answers.get("reference") or ""
        grant.delivered_on, grant.note, grant.delivered_by = day, answers.get("note") or "", user
        grant.save()
        return {}


def _what(grant: Grant) -> Answers:
    return {"kind_text": grant.get_kind_display(), "title": grant.title, "detail": grant.detail}


def grant_of(task: UserTask) -> Grant:
    return Grant.objects.select_related("referrer__user", "proposed_by").get(pk=task.inputs["grant_id"])


@discloses("grant_approval", "grant_answer", "grant_delivery")
def who_grants(reader: Reader, task: UserTask) -> bool:
    """The answer holds an address."""
    return bool(reader.user.has_perm("referrals.view_grant"))
