"""The milestones of a complaint, as the enterprise follows it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.registry.milestones import Track, goes_along, milestone
from portal.supervision.complaints.commands import PROCESS

_TRACK = Track(
    milestones=(
        milestone(_("受理审查"), usual=2, complaint_risk="Received Grade Triage Reject TellRejected AtOnce Accept"),
        milestone(_("企业说明"), usual=5, complaint_risk="Explain Unexplained"),
        milestone(_("核查"), usual=10, complaint_risk="Arrange Check"),
        milestone(_("认定"), usual=5, complaint_risk="Find Extend TellFound Penalty Clear ReplyUpheld Reply"),
    ),
    told={
        PROCESS: {
            "Reject": _("不予受理"),
            "AtOnce": _("先行红色警示"),
            "Accept": _("投诉受理"),
            "Explain": _("提交了情况说明"),
            "Unexplained": _("逾期未说明"),
            "Extend": _("认定期限延长"),
            "Penalty": _("移送警示处置"),
            "Clear": _("撤销先行警示"),
            "ReplyUpheld": _("作出认定并答复"),
            "Reply": _("作出认定并答复"),
        }
    },
    otherwise=_("认定前除紧急红色警示外不对外公布；不属实的，撤销先行警示并公布。"),
)

goes_along(PROCESS, _TRACK)
