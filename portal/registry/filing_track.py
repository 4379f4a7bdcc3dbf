"""The milestones of a product's filing, as the enterprise follows it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.registry.commands.filings import PROCESS
from portal.registry.milestones import Track, goes_along, milestone

_TRACK = Track(
    milestones=(
        milestone(_("提交产品备案"), product_filing="Submitted CheckFacts CompletenessRules"),
        milestone(_("备案审核"), usual=2, product_filing="Review NoticeCorrect Correct"),
        milestone(_("完成备案"), product_filing="File NoticeFiled Filed"),
    ),
    told={
        PROCESS: {
            "Submitted": _("提交了产品备案"),
            "NoticeCorrect": _("审核退回补正"),
            "Correct": _("提交了补正"),
            "NoticeFiled": _("审核通过，已备案"),
            "NoticeRefused": _("审核不予备案"),
            "Lapse": _("逾期未补正，视为撤回"),
        }
    },
    otherwise=_(
        "资料不实或两次补正后仍不符合要求的，不予备案；逾期未补正的，视为撤回，可以重新提交。"
        "变更未通过的，原备案内容继续有效。"
    ),
)

goes_along(PROCESS, _TRACK)
