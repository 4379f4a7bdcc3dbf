"""The forms of P07 about who sits on the panel."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from engine import clock
from engine.errors import AnswersRefused
from engine.models import UserTask
from engine.registry import takes
from portal.accounts.models import User
from portal.evaluation import conflicts
from portal.evaluation.commands import onsite, panels
from portal.evaluation.draw import Candidate, own_share
from portal.evaluation.forms.common import Answers, application_of, star_name
from portal.evaluation.models import Expert, PanelSeat
from portal.evaluation.places import OWN_SEAT

_ANSWERS = {
    "accept": PanelSeat.Status.ACCEPTED,
    "avoid": PanelSeat.Status.AVOIDED,
    "refuse": PanelSeat.Status.REFUSED,
}


@takes("expert_shortage", gives=[])
class ShortageForm:
    """Too few experts: who is left, who is excluded and why; after the list has grown, the draw is done again."""

    def initial(self, task: UserTask) -> Answers:
        application = application_of(task)
        found = conflicts.candidates(application, on=clock.today())
        free = [candidate for candidate in found if not candidate.barred]
        own = [candidate for candidate in free if candidate.own]
        size = panels.panel_size(application.star)
        return {
            "category": application.product.get_category_display(),
            "size": size,
            "share": own_share(size),
            "free": len(free),
            "own": len(own),
            "seniors": sum(candidate.senior for candidate in own),
            "experts": _listed(found),
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        return {}


def _listed(found: list[Candidate]) -> list[dict[str, str]]:
    """Every expert on the list, those excluded with the reasons; who may be drawn comes first."""
    experts = Expert.objects.select_related("user").in_bulk([candidate.expert for candidate in found])
    rows = [(candidate, experts[candidate.expert]) for candidate in sorted(found, key=lambda each: len(each.barred))]
    return [
        {
            "name": str(expert),
            "fields": field_names(expert),
            "senior": str(_("是") if candidate.senior else _("否")),
            "state": _state(candidate),
        }
        for candidate, expert in rows
    ]


def _state(candidate: Candidate) -> str:
    if candidate.barred:
        return _("排除：%(reasons)s") % {"reasons": "、".join(str(conflicts.REASONS[bar]) for bar in candidate.barred)}
    return _("可抽取") if candidate.own else _("可抽取（通用专业，只补足其余席位，不任组长）")


def field_names(expert: Expert) -> str:
    return "、".join(str(Expert.Field(field).label) for field in expert.fields)


@takes("panel_invitation", gives=["outcome"], may_take=OWN_SEAT)
class InvitationForm:
    def initial(self, task: UserTask) -> Answers:
        seat = onsite.seat_of(task.inputs)
        application = seat.panel.application
        return {
            "role": str(_("专家组长") if seat.is_lead else _("专家")),
            "enterprise_name": application.enterprise.name,
            "uscc": application.enterprise.uscc,
            "product_name": application.product.name,
            "star_name": star_name(application.star),
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        panels.answer_invitation(
            onsite.seat_of(task.inputs),
            status=_ANSWERS[answers["outcome"]],
            statement=answers.get("opinion") or "",
        )
        return {"outcome": answers["outcome"]}


@takes("panel_confirmation", gives=["outcome"])
class ConfirmationForm:
    """The enterprise sees who comes and may object once, to one expert or several."""

    def initial(self, task: UserTask) -> Answers:
        panel = onsite.of_panel(task.inputs)
        seats = list(panel.seated)
        return {
            "experts": [_row(seat) for seat in seats],
            "choices": [{"value": seat.pk, "label": str(seat.expert)} for seat in seats],
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        panel = onsite.of_panel(task.inputs)
        if answers["outcome"] == "none":
            panels.close_objections(panel)
            return {"outcome": "none"}
        chosen = panel.seated.filter(pk__in=answers.get("seats") or [])
        if not chosen:
            raise AnswersRefused({"seats": [_("请选择提出异议的专家")]})
        panels.object_to(panel, seats=list(chosen), reason=answers["opinion"])
        return {"outcome": "object"}


def _row(seat: PanelSeat) -> dict[str, str]:
    expert = seat.expert
    return {
        "name": str(expert),
        "role": str(_("专家组长") if seat.is_lead else _("专家")),
        "title": expert.title,
        "employer": expert.employer,
        "fields": field_names(expert),
    }
