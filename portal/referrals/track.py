"""The milestones of a grant, as the referrer follows it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.referrals.grants import PROCESS
from portal.registry.milestones import Track, goes_along, milestone

_TRACK = Track(
    milestones=(
        milestone(_("审批"), usual=3, referrer_grant="Proposed Approve Offer Refuse Refused"),
        milestone(_("推荐人答复"), usual=10, referrer_grant="Answer Lapse Decline"),
        milestone(_("交付"), usual=5, referrer_grant="Deliver Close Delivered"),
    ),
    told={
        PROCESS: {
            "Offer": _("批准发放，已通知推荐人"),
            "Refuse": _("未批准"),
            "Answer": _("推荐人作出答复"),
            "Decline": _("推荐人谢绝"),
            "Lapse": _("逾期未答复，视为谢绝"),
            "Close": _("已交付"),
        }
    },
    otherwise=_("逾期未答复的，视为谢绝，不影响以后的推荐。"),
)

goes_along(PROCESS, _TRACK)
