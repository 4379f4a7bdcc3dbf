"""The milestones of a registration, as the enterprise follows it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.registry.commands.enterprises import PROCESS
from portal.registry.milestones import Track, goes_along, milestone

_TRACK = Track(
    milestones=(
        milestone(_("提交注册信息"), enterprise_registration="Submitted CheckFormat FormatRules"),
        milestone(_("登记审核"), usual=2, enterprise_registration="Review NoticeCorrect Correct"),
        milestone(_("完成注册"), enterprise_registration="Activate NoticePass Activated Registered"),
    ),
    told={
        PROCESS: {
            "Submitted": _("提交了注册信息"),
            "NoticeCorrect": _("审核要求补正"),
            "Correct": _("提交了补正"),
            "NoticePass": _("审核通过，注册完成"),
            "NoticeFail": _("审核不予通过"),
            "Lapse": _("逾期未补正，视为撤回"),
        }
    },
    otherwise=_("登记事实不符或两次补正后仍不符合要求的，不予通过；逾期未补正的，视为撤回，可以重新提交。"),
)

goes_along(PROCESS, _TRACK)
