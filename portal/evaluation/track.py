"""The milestones of a star application, as the enterprise follows it: each star is evaluated in its own way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.evaluation.commands.applications import PROCESS
from portal.registry.milestones import Milestone, Track, follows, milestone

_SUBMISSION = milestone(
    _("提交评价材料"), star_application="Applied Evidence Facts Criteria NoticeGaps Choose GiveUp GivenUp Submit"
)
_ACCEPTANCE = milestone(
    _("受理审查"),
    usual=2,
    star_application="Accept NoticeCorrect Correct LapseCorrection NoticeRejected NoticeAccepted",
)
_SAMPLE = milestone(
    _("寄样与检测"),
    usual=20,
    star_application="SampleInspection SampleResult",
    sample_inspection=(
        "Requested PrepareNote ShipSample ReceiveSample NoticeRefused IssueReceipt DrawRule DrawSample TestSample "
        "TellFailed AskRetest RetestSample IssueRecord SendResult"
    ),
)
_ONLINE = milestone(
    _("线上评价"),
    usual=2,
    star_application="EvalOnline",
    eval_online="Requested CheckOnline SampleResult ConcludeOnline NoticeCorrect CorrectOnline",
)
_COMMISSION = milestone(
    _("委托第三方机构"),
    usual=4,
    star_application="EvalThirdParty",
    eval_third_party=(
        "Requested FindAgencies ReplenishAgencies SelectAgency Commission AnswerOrder LapseOrder ReplaceAgency"
    ),
)
_THIRD_PARTY_REPORT = milestone(
    _("第三方评价"),
    usual=15,
    eval_third_party="SampleReceived ReportThirdParty SampleResult AdoptReport ConcludeThirdParty PassOnSample",
)
_PANEL = milestone(
    _("组成专家组"),
    usual=5,
    star_application="EvalOnsite",
    eval_onsite="Requested DrawPanel ReplenishExperts InviteExperts CountAnswers ConfirmPanel NoObjection",
)
_VISIT = milestone(
    _("专家现场评价"),
    usual=20,
    eval_onsite=(
        "ScheduleVisit AnnounceVisit RecordVisit AnswerMove TellDeclined KeepRecord GiveOpinion ScorePanel Aggregate "
        "Discuss WriteReport "
        "Countersign CountSignatures AcceptReport NoticeCorrect CorrectOnsite ConcludeOnsite CorrectNonconformities"
    ),
    onsite_correction="Begun PutRight ScheduleRevisit RecordRevisit ConfirmCorrection",
)
_DECIDING = (
    "Summarise Consent Recheck RecheckCriteria Decide Pass Fail Publish PublicityOver ObjectionUpheld JudgeObjections "
    "FindingCame ReturnObjected"
)
_DECISION = milestone(_("评定决定"), usual=5, star_application=_DECIDING)
_DECISION_IN_PUBLIC = milestone(_("评定与公示"), usual=10, star_application=_DECIDING)
_PROOF = "Approved AssignNumber MakeMarks DrawCertificate Proof Correct Publish AuthorisationChanged Issued"
_MARK = milestone(_("发放标识"), usual=2, star_application="Certificate", certification_issue=_PROOF)
_CERTIFICATE = milestone(_("发放证书与标识"), usual=2, star_application="Certificate", certification_issue=_PROOF)
# Where the sample goes afterwards is no step on the way to the star.
_AFTERWARDS = milestone(
    _("样品处置"),
    aside=True,
    sample_inspection="DisposeSample Disposed",
    star_application="Withdrawal Withdrawn Withdraw DisposeWithdrawn WithdrawalDisposed WithdrawalDone",
)

_WAYS: dict[int, tuple[Milestone, ...]] = {
    1: (_ONLINE, _DECISION, _MARK),
    2: (_COMMISSION, _THIRD_PARTY_REPORT, _DECISION, _MARK),
    3: (_PANEL, _VISIT, _DECISION_IN_PUBLIC, _CERTIFICATE),
}

_TOLD: Mapping[str, Mapping[str, str | Promise]] = {
    PROCESS: {
        "Submit": _("提交了评价材料"),
        "NoticeGaps": _("材料未达到所申请的星级，请选择处理方式"),
        "GiveUp": _("放弃了申请"),
        "NoticeCorrect": _("受理审查要求补正"),
        "NoticeRejected": _("申请不予受理"),
        "NoticeAccepted": _("申请已受理"),
        "LapseCorrection": _("逾期未补正，申请失效"),
        "LapseEvaluation": _("逾期未补正，申请失效"),
        "LapseSample": _("逾期未寄样，申请失效"),
        "Pass": _("评定通过"),
        "Publish": _("评定结果开始公示"),
        "PublicityOver": _("公示期满"),
        "ReturnObjected": _("公示异议成立，退回复核"),
        "Fail": _("评定不通过"),
        "Withdraw": _("撤回了申请"),
    },
    "sample_inspection": {
        "ShipSample": _("寄出了样品"),
        "NoticeRefused": _("样品被拒收"),
        "IssueReceipt": _("样品已签收"),
        "TellFailed": _("样品检测不合格，可以申请复检"),
        "AskRetest": _("答复了检测结果"),
        "RetestSample": _("复检完成"),
        "SendResult": _("样品检测结果已出"),
    },
    "eval_online": {
        "CheckOnline": _("线上核查完成"),
        "NoticeCorrect": _("评价要求补正材料"),
        "ConcludeOnline": _("线上评价结论已作出"),
    },
    "eval_third_party": {
        "Commission": _("已委托第三方机构"),
        "LapseOrder": _("第三方机构未按时答复，另行委托"),
        "ReplaceAgency": _("第三方机构逾期未交报告，另行委托"),
        "ReportThirdParty": _("第三方评价报告已提交"),
        "AdoptReport": _("第三方评价报告审核完成"),
    },
    "eval_onsite": {
        "ConfirmPanel": _("确认了专家名单"),
        "NoObjection": _("对专家名单没有异议"),
        "AnnounceVisit": _("现场评价的时间已确定"),
        "VisitMoveAsked": _("企业申请改期现场评价"),
        "AnswerMove": _("答复了改期申请"),
        "RecordVisit": _("现场核验完成"),
        "ScorePanel": _("专家意见已收齐"),
        "NoticeCorrect": _("评价要求整改"),
        "AcceptReport": _("评价报告已验收"),
    },
    "onsite_correction": {
        "NoticeCorrect": _("现场评价的不符合项需要整改"),
        "PutRight": _("提交了不符合项的整改"),
        "LapseCorrection": _("不符合项逾期未整改"),
        "AnnounceRevisit": _("复核现场的时间已确定"),
        "RecordRevisit": _("复核现场完成"),
        "ConfirmCorrection": _("组长确认了整改"),
    },
    "certification_issue": {"Correct": _("更正了证面信息"), "Publish": _("星级已生效")},
}
_OTHERWISE = _(
    "材料不符合要求的，不予受理；逾期未补正或未寄样的，申请失效；评价不合格的，作出不通过决定并说明理由。决定前可以撤回申请。"
)

_TRACKS = {
    # The sample goes beside the evaluation.
    star: Track((_SUBMISSION, _ACCEPTANCE, _SAMPLE, *way, _AFTERWARDS), _TOLD, _OTHERWISE, in_line=False)
    for star, way in _WAYS.items()
}


@follows(PROCESS)
def track(variables: Mapping[str, Any]) -> Track:
    """1★ online, 2★ by a third party, 3–5★ on site."""
    return _TRACKS[min(3, max(1, int(variables.get("star") or 1)))]
