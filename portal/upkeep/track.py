"""The milestones of an authorisation's cases, as the enterprise follows them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.registry.milestones import Track, goes_along, milestone
from portal.upkeep.commands import inspections, proofs, terms

_PROOF = Track(
    milestones=(
        milestone(_("报送照片"), mark_application_proof="Begun Submit"),
        milestone(_("审核"), usual=2, mark_application_proof="ReadCode Review AskAgain Correct MarkLate"),
        milestone(_("备案"), mark_application_proof="Accept Accepted Prosecute Prosecuted Ending Ended Close Closed"),
    ),
    told={
        proofs.PROCESS: {
            "Submit": _("报送了包装照片"),
            "AskAgain": _("审核要求整改"),
            "Correct": _("整改后重新报送"),
            "TellLate": _("到期未报送，暂不享有权益"),
            "MarkLate": _("逾期未整改"),
            "Accept": _("审核合规，已备案"),
            "Prosecute": _("认定违规使用，移交监督处置"),
            "Close": _("授权终止，备案终止"),
        }
    },
    otherwise=_("未备案的不享有权益，不作处罚；补报合规后恢复。违规使用标识的，另行处置。"),
)

_TERM = Track(
    milestones=(
        milestone(_("授权存续"), authorisation_term="Published BeginProof Next InspectionDay RenewalDay TermOver"),
        milestone(_("期满"), authorisation_term="Expire Expired Ending Ended Stop Stopped"),
    ),
    told={
        terms.PROCESS: {
            "BeginProof": _("启动标识应用备案"),
            "BeginInspection": _("启动年度检查"),
            "OpenRenewal": _("续展开放"),
            "Expire": _("授权过期"),
            "Stop": _("授权终止"),
        }
    },
)

_INSPECTION = Track(
    milestones=(
        milestone(_("报送年度检查"), annual_inspection="Due Notify Submit HandedIn"),
        milestone(_("材料审核"), usual=5, annual_inspection="Review AskAgain Correct MarkLate"),
        milestone(_("现场抽查"), usual=20, annual_inspection="Visit", aside=True),
        milestone(
            _("年检结果"),
            annual_inspection="Pass Passed Fail FailTold NextDay ProsecuteFailed Ending Ended Close Closed",
        ),
    ),
    told={
        inspections.PROCESS: {
            "Notify": _("发出年检通知"),
            "Submit": _("报送了年度检查"),
            "AskAgain": _("审核要求补正"),
            "Correct": _("补正后重新报送"),
            "MarkLate": _("逾期未补正"),
            "ProsecuteLate": _("周年日未报送，列入黄色警示"),
            "Visit": _("完成现场抽查"),
            "Pass": _("年度检查通过"),
            "Fail": _("年度检查不通过"),
            "Close": _("授权终止，年度检查终止"),
        }
    },
    otherwise=_("周年日未报送的，次日自动列入黄色警示，一个月内补报，审核通过后解除；检查不通过的另行立案。"),
)

goes_along(inspections.PROCESS, _INSPECTION)
goes_along(proofs.PROCESS, _PROOF)
goes_along(terms.PROCESS, _TERM)
