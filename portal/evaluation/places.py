"""Who of those whom a task is offered to may have it: rules that stand beside the forms of people from outside."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from engine.models.rights import task_input
from engine.registry import TaskRule
from portal.evaluation.models import AgencyMember, PanelSeat


def _held_seat(user: Any) -> Q:
    return Q(Exists(_with_text(_seats_of(user), "pk").filter(text=task_input("seat", "id"))))


def _leads_panel(user: Any) -> Q:
    leading = _seats_of(user).filter(is_lead=True)
    return Q(Exists(_with_text(leading, "panel").filter(text=task_input("panel_id"))))


def _works_for_agency(user: Any) -> Q:
    members = AgencyMember.objects.filter(user=user.pk, agency__is_active=True)
    return Q(Exists(_with_text(members, "agency__orders").filter(text=task_input("order_id"))))


def _seats_of(user: Any) -> Any:
    """Those that the person holds, as long as the expert is on the list."""
    return PanelSeat.objects.filter(expert__user=user.pk, expert__is_active=True, status__in=PanelSeat.HELD)


def _with_text(rows: Any, field: str) -> Any:
    """The inputs of a task are JSON: ids are compared as text, so that nothing odd in them is an error."""
    return rows.annotate(text=Cast(field, TextField()))


OWN_SEAT = TaskRule(_held_seat, reason=_("只能由被邀请的专家本人办理"))
LEAD = TaskRule(_leads_panel, reason=_("只能由专家组长本人办理"))
COMMISSIONED = TaskRule(_works_for_agency, reason=_("只能由受委托机构的人员办理"))
