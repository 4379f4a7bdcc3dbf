"""The milestones of an appeal, as the enterprise follows it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.appeals.commands import PROCESS
from portal.registry.milestones import Track, goes_along, milestone

_TRACK = Track(
    milestones=(
        milestone(_("受理审查"), usual=2, appeal="Filed Accept Refuse Accepted"),
        milestone(_("审理"), usual=20, appeal="Review"),
        milestone(_("处理决定"), usual=10, appeal="Decide Effect Deliver Uphold"),
    ),
    told={
        PROCESS: {
            "Refuse": _("不予受理"),
            "Accepted": _("申诉受理"),
            "Effect": _("执行处理决定"),
            "Deliver": _("送达处理决定"),
            "Uphold": _("送达处理决定"),
        }
    },
    otherwise=_("申诉期间原决定不停止执行；申诉成立的，效力、公示与评审记录一并恢复。"),
)

goes_along(PROCESS, _TRACK)
