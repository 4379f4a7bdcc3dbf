"""Who may take the tasks of people from outside, also where a manager assigns them by hand."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from engine.models import UserTask
from portal.evaluation.models import AgencyMember, PanelSeat

_OF_A_SEAT = {"panel_invitation", "expert_opinion", "panel_countersign"}
_OF_THE_LEAD = {"visit_schedule", "onsite_record", "panel_discussion", "panel_report"}
_OF_THE_AGENCY = {"agency_answer", "third_party_report"}


def own_place(user: Any, task: UserTask) -> str | None:
    """An opinion is that expert's own; the lead's work is the lead's; an order is the commissioned agency's."""
    if task.form_key in _OF_A_SEAT:
        return None if _holds(user, pk=task.inputs["seat"]["id"]) else _("只能由被邀请的专家本人办理")
    if task.form_key in _OF_THE_LEAD:
        is_lead = _holds(user, panel=task.inputs["panel_id"], is_lead=True)
        return None if is_lead else _("只能由专家组长本人办理")
    if task.form_key in _OF_THE_AGENCY:
        members = AgencyMember.objects.filter(user=user, agency__orders=task.inputs["order_id"])
        return None if members.exists() else _("只能由受委托机构的人员办理")
    return None


def _holds(user: Any, **seat: Any) -> bool:
    return PanelSeat.objects.filter(expert__user=user, status__in=PanelSeat.HELD, **seat).exists()
