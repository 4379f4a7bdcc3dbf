"""The milestones of a warning, as the enterprise follows it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.registry.milestones import Track, goes_along, milestone
from portal.supervision.commands import PROCESS

_TRACK = Track(
    milestones=(
        milestone(
            _("处置决定"),
            usual=2,
            penalty_escalation=(
                "Opened Rung Decide CloseCase WarnAtOnce AtOnceWarned ConfirmRed RevokeRed SevereCaught Propose Refer "
                "DecideCancel Suspension Revocation"
            ),
            penalty_suspension="Begun PriorNotice State StatementOverdue DecideSuspension AgreeSuspension Spare",
            penalty_revocation="Begun PriorNotice State StatementOverdue DecideRevocation AgreeRevocation Spare",
        ),
        milestone(
            _("整改"),
            penalty_escalation=(
                "YellowNotice WarnYellow YellowWarned RectifyYellow OverdueYellow ExtendYellow InspectionResult "
                "RedCaught RedNotice WarnRed RedWarned RectifyRed OverdueRed ExtendRed"
            ),
            penalty_suspension="Suspend Suspended RectifySuspension OverdueSuspension Extend",
        ),
        milestone(
            _("整改验收"),
            usual=5,
            penalty_escalation="VerifyYellow VerifyRed",
            penalty_suspension="VerifySuspension",
        ),
        milestone(
            _("结案"),
            penalty_escalation=(
                "LiftYellow LiftYellowChanged LiftInspected LiftInspectedChanged LiftRed LiftRedChanged CloseProposal "
                "CloseProposalChanged Cancel KeepStar Reversal Reversed Reverse ReversedChanged ReversalDone"
            ),
            penalty_suspension="Lift LiftChanged",
            penalty_revocation="Revoke RevokedChanged",
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
            "LiftInspected": _("年度检查已补报并通过，警示解除"),
            "LiftRed": _("警示解除"),
            "CloseCase": _("不予警示，结案"),
            "CloseProposal": _("结案，警示解除"),
            "Cancel": _("授权注销"),
            "KeepStar": _("不予注销，结案"),
            "Reverse": _("依据被撤销，结案"),
        },
        "penalty_suspension": {
            "PriorNotice": _("送达处罚事先告知书"),
            "State": _("答复了告知书"),
            "StatementOverdue": _("逾期未陈述申辩"),
            "Suspend": _("授权暂停"),
            "RectifySuspension": _("提交了整改报告"),
            "OverdueSuspension": _("整改逾期"),
            "Extend": _("整改期限延长"),
            "Lift": _("授权恢复"),
            "Spare": _("不予处罚，结案"),
        },
        "penalty_revocation": {
            "PriorNotice": _("送达处罚事先告知书"),
            "State": _("答复了告知书"),
            "StatementOverdue": _("逾期未陈述申辩"),
            "Revoke": _("授权撤销"),
            "Spare": _("不予处罚，结案"),
        },
    },
    otherwise=_("逾期未整改或整改不合格的，可以申请延期一次；仍不合格的，可能被暂停或撤销，事先会告知并听取陈述申辩。"),
)

goes_along(PROCESS, _TRACK)
