"""What a request other than GET changes where it is let in; a page may refuse with a sentence and lead back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from engine.models import HistoryEvent, Incident, Job, ProcessInstance, UserTask
from portal.appeals.models import Appeal
from portal.benefits.models import BenefitRequest, Offer
from portal.evaluation.models import Application
from portal.events.models import Event, Signup
from portal.exchange.models import Approach, Posting
from portal.referrals.models import Grant, Referrer
from portal.registry.models import Enterprise, EnterpriseMember, JoinRequest, Product
from portal.showcase.models import Buyer, Feature, Recommendation, Scope, Showing
from portal.supervision.models import Case, Report
from portal.upkeep.models import CodeReplacement, InformationChange, MarkProof


def _review_now(world: Any) -> Any:
    return UserTask.objects.values_list("assignee", "status", "due_at").get(pk=world.review.pk)


def _count(model: type[Model]) -> Callable[[Any], Any]:
    return lambda world: model._default_manager.count()


EFFECTS: dict[str, Callable[[Any], Any]] = {
    "registry:join": _count(JoinRequest),
    "registry:withdraw": lambda w: Enterprise.objects.filter(status=Enterprise.Status.WITHDRAWN).count(),
    "registry:add_member": _count(EnterpriseMember),
    "registry:member": lambda w: w.enterprise.members.get(pk=w.member.pk).role,
    "registry:join_request": lambda w: JoinRequest.objects.get(pk=w.join.pk).status,
    "registry:new_product": _count(Product),
    "registry:edit_product": lambda w: Product.objects.get(pk=w.draft.pk).name,
    "registry:file_product": lambda w: Product.objects.get(pk=w.draft.pk).status,
    "registry:certifications": lambda w: w.draft.certifications.count(),
    "registry:remove_certification": lambda w: w.draft.certifications.count(),
    "evaluation:apply": _count(Application),
    "evaluation:withdraw": _count(Job),
    "appeals:new": _count(Appeal),
    "supervision:give_up": _count(Case),
    "upkeep:begin_proof": _count(MarkProof),
    "upkeep:replace_code": _count(CodeReplacement),
    "upkeep:change": _count(InformationChange),
    "upkeep:contact": lambda w: Enterprise.objects.get(pk=w.enterprise.pk).contact_name,
    "supervision:new": _count(Case),
    "supervision:enter": _count(Report),
    "supervision:begin": lambda w: Report.objects.get(pk=w.report.pk).number,
    "benefits:new": _count(BenefitRequest),
    "benefits:new_offer": _count(Offer),
    "events:event": _count(Signup),
    "events:withdraw": lambda w: Signup.objects.live().count(),
    "events:decide": lambda w: Signup.objects.get(pk=w.signup.pk).status,
    "events:publish": lambda w: Event.objects.get(pk=w.event_draft.pk).status,
    "events:cancel": lambda w: Event.objects.get(pk=w.event.pk).status,
    "exchange:new": _count(Posting),
    "exchange:posting": _count(Approach),
    "exchange:close": lambda w: Posting.objects.get(pk=w.posting.pk).closed_at,
    "exchange:answer": lambda w: Approach.objects.get(pk=w.approach.pk).status,
    "showcase:agree_buyers": lambda w: Showing.objects.open(Scope.BUYERS).count(),
    "showcase:take_back_buyers": lambda w: Showing.objects.open(Scope.BUYERS).count(),
    "showcase:new_buyer": _count(Buyer),
    "showcase:buyer": _count(Recommendation),
    "showcase:end_recommendation": lambda w: Recommendation.objects.open().count(),
    "showcase:answer": lambda w: Recommendation.objects.get(pk=w.recommendation.pk).answer,
    "showcase:agree": lambda w: Showing.objects.open().count(),
    "showcase:take_back": lambda w: Showing.objects.open().count(),
    "showcase:feature": _count(Feature),
    "referrals:join": _count(Referrer),
    "referrals:new_grant": _count(Grant),
    "inbox:claim": _review_now,
    "inbox:complete": _review_now,
    "cockpit:cancel": lambda w: ProcessInstance.objects.get(pk=w.prosecution.instance.pk).status,
    "cockpit:correct": lambda w: ProcessInstance.objects.get(pk=w.stuck.pk).variables,
    "cockpit:move": lambda w: ProcessInstance.objects.get(pk=w.stuck.pk).active_elements,
    "cockpit:retry": lambda w: Incident.objects.get(pk=w.incident.pk).resolved_at,
    "api:start": _count(ProcessInstance),
    "api:cancel": lambda w: ProcessInstance.objects.get(pk=w.prosecution.instance.pk).status,
    "api:variables": lambda w: ProcessInstance.objects.get(pk=w.stuck.pk).variables,
    "api:move": lambda w: ProcessInstance.objects.get(pk=w.stuck.pk).active_elements,
    "api:migrate": _count(HistoryEvent),
    "api:claim": _review_now,
    "api:assign": _review_now,
    "api:reschedule": _review_now,
    "api:complete": _review_now,
}
