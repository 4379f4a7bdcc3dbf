"""The milestones of a benefit request, as the enterprise follows it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.benefits.commands import PROCESS
from portal.registry.milestones import Track, goes_along, milestone

_TRACK = Track(
    milestones=(
        milestone(_("提交申请"), benefit_request="Submitted Facts Gate Ineligible"),
        milestone(_("内容审查"), usual=3, benefit_request="Review NoticeCorrect Correct Refuse"),
        milestone(_("发布或办理"), usual=5, benefit_request="Publish Published"),
        milestone(_("企业确认"), usual=5, benefit_request="Confirm Unconfirmed"),
    ),
    told={
        PROCESS: {
            "Submitted": _("提交了权益申请"),
            "Ineligible": _("不符合条件"),
            "NoticeCorrect": _("审查要求补正"),
            "Correct": _("提交了补正"),
            "Lapse": _("逾期未补正，视为撤回"),
            "Refuse": _("不通过"),
            "Published": _("已发布或办理"),
            "Confirm": _("企业确认了结果"),
            "Unconfirmed": _("未在期限内确认"),
        }
    },
    otherwise=_("不符合条件或内容不当的，不通过；发布前产品被警示的，停止办理。"),
)

goes_along(PROCESS, _TRACK)
