"""What the members of an enterprise may not decide."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from engine.models import TaskCandidate, UserTask
from engine.models.rights import json_text
from engine.once import once
from engine.registry import TaskRule
from portal.accounts.roles import ENTERPRISE_PREFIX
from portal.registry.models import Enterprise, EnterpriseMember


def is_bound(user: Any, enterprise_id: int) -> bool:
    """A member, or who registered it: nobody decides on an enterprise of his own."""
    return enterprise_id in _bound_to(user)


@once
def _bound_to(user: Any) -> frozenset[int]:
    return frozenset(_enterprises_of(user).values_list("pk", flat=True))


def _enterprises_of(user: Any) -> QuerySet[Enterprise]:
    return Enterprise.objects.filter(Q(created_by=user.pk) | Q(members__user=user.pk))


def _not_ones_own(user: Any) -> Q:
    """What is offered to the enterprise is its members'. All else in its cases is for people who neither belong to
    it, nor registered it, nor acted for it in this case."""
    theirs = TaskCandidate.objects.filter(task=OuterRef("pk"), group__startswith=ENTERPRISE_PREFIX)
    # From the person's own to the enterprise of the case, never through all of them: they are few.
    registered = Enterprise.objects.filter(created_by=user.pk).annotate(text=Cast("pk", TextField()))
    belongs = EnterpriseMember.objects.filter(user=user.pk).annotate(text=Cast("enterprise", TextField()))
    this = json_text(OuterRef("case__variables"), "enterprise_id")
    acted = UserTask.objects.filter(
        case=OuterRef("case"), completed_by=user.pk, candidates__group__startswith=ENTERPRISE_PREFIX
    )
    is_own = Q(Exists(registered.filter(text=this))) | Q(Exists(belongs.filter(text=this)))
    # Asked of every line of a list, in this order: most tasks are a reviewer's, who has no part in the case.
    return ~is_own & ~Q(Exists(acted)) | Q(Exists(theirs))


NOT_ONES_OWN = TaskRule(_not_ones_own, reason=_("不能办理本人所在企业的审核事项"))
