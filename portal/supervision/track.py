"""The milestones of a warning, as the enterprise follows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.registry.milestones import Track, follows, milestone
from portal.supervision.commands import PROCESS

_TRACK = Track(
    milestones=(
        milestone(
            _("处置决定"),
            usual=2,
            penalty_escalation="Opened Rung Decide CloseCase WarnAtOnce AtOnceWarned ConfirmRed RevokeRed",
        ),
        milestone(
            _("整改"),
            penalty_escalation=(
                "YellowNotice WarnYellow YellowWarned RectifyYellow OverdueYellow ExtendYellow "
                "RedNotice WarnRed RedWarned RectifyRed OverdueRed ExtendRed"
            ),
        ),
        milestone(_("整改验收"), usual=5, penalty_escalation="VerifyYellow VerifyRed Manual"),
        milestone(
            _("解除警示"),
            penalty_escalation=(
                "LiftYellow LiftYellowChanged LiftRed LiftRedChanged CloseManual CloseManualChanged "
                "Reversal Reversed Reverse ReversedChanged ReversalDone"
            ),
        ),
    ),
    told={
        PROCESS: {
            "WarnAtOnce": _("先行红色警示生效"),
            "RevokeRed": _("红色警示撤销"),
            "WarnYellow": _("黄色警示生效"),
            "WarnRed": _("红色警示生效"),
            "RectifyYellow": _("提交了整改报告"),
            "RectifyRed": _("提交了整改报告"),
            "OverdueYellow": _("整改逾期"),
            "OverdueRed": _("整改逾期"),
            "ExtendYellow": _("整改期限延长"),
            "ExtendRed": _("整改期限延长"),
            "LiftYellow": _("警示解除"),
            "LiftRed": _("警示解除"),
            "CloseCase": _("不予警示，结案"),
            "CloseManual": _("结案，警示解除"),
            "Reverse": _("依据被撤销，结案"),
        }
    },
    otherwise=_("逾期未整改或整改不合格的，可以延期一次；仍不合格的，由监管人员进一步处理。"),
)


@follows(PROCESS)
def track(variables: Mapping[str, Any]) -> Track:
    return _TRACK
