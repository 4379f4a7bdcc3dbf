"""What the evaluation refuses; each with its own sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.errors import EngineError


class EvaluationError(EngineError):
    code = "evaluation-error"


class ProductNotEvaluable(EvaluationError):
    code = "product-not-evaluable"
    message = _("该产品尚未备案或当前状态不能申请星级评价")


class ApplicationRunning(EvaluationError):
    """The product has an open application: `number`."""

    code = "application-running"
    message = _("该产品已有进行中的申请 %(number)s，请先办结或撤回")


class EnterpriseFrozen(EvaluationError):
    code = "enterprise-frozen"
    message = _("企业已被冻结，解除前不能申请星级评价")


class ProductSanctioned(EvaluationError):
    """The product is under red, suspended or revoked: `status`."""

    code = "product-sanctioned"
    message = _("该产品处于“%(status)s”状态，解除前不能申请或获得星级")


class BarredUntil(EvaluationError):
    """The product's star was revoked: `day` is the first one on which it may apply again."""

    code = "barred-after-revocation"
    message = _("该产品的星级授权已被撤销，%(day)s起方可重新申请")


class FailedRecently(EvaluationError):
    """The product's last evaluation failed: `day` is the first one on which it may apply again."""

    code = "failed-recently"
    message = _("该产品上一次评价未通过，%(day)s起方可重新申请；对结论有异议的，可以在期限内提出申诉")


class StarNotHigher(EvaluationError):
    """The product holds `held`."""

    code = "star-not-higher"
    message = _("该产品已持有有效的%(held)s，只能申请更高的星级；同一星级的续展在到期前规定的期间内申请")


class HighestStarHeld(EvaluationError):
    code = "highest-star-held"
    message = _("该产品已持有有效的五星，没有更高的星级可以申请；续展在到期前规定的期间内申请")


class AwardPending(EvaluationError):
    code = "award-pending"
    message = _("该产品的上一次评价已通过，证书或标识签发后才能再次申请")


class NotWithdrawable(EvaluationError):
    code = "not-withdrawable"
    message = _("该申请已有结论或已办结，不能撤回")


class NothingToRetest(EvaluationError):
    code = "nothing-to-retest"
    message = _("没有可以复检的检测结果：复检限于实验室检测不合格的样品")


class RetestAsked(EvaluationError):
    code = "retest-asked"
    message = _("已经申请过复检，复检只有一次，以复检结果为准")


class RetestOver(EvaluationError):
    """`day`: the last on which it could be asked for."""

    code = "retest-over"
    message = _("复检须在收到不合格结果后5个工作日内申请，期限已于%(day)s届满；对评价结论有异议的，可以提出申诉")


class NoVisitToMove(EvaluationError):
    code = "no-visit-to-move"
    message = _("没有可以改期的现场评价：时间尚未确定，或者已经到场核验")


class MoveAsked(EvaluationError):
    code = "move-asked"
    message = _("已经申请过改期，请等待专家组长答复")


class MoveDeclined(EvaluationError):
    code = "move-declined"
    message = _("专家组长未同意改期，时间不变；确有特殊情况的，请联系工作人员")


class MovesUsed(EvaluationError):
    """`most`: how often."""

    code = "moves-used"
    message = _("现场评价最多改期%(most)s次，不能再次申请；确有特殊情况的，请联系工作人员")


class VisitTooNear(EvaluationError):
    code = "visit-too-near"
    message = _("改期须在现场评价日的前一日以前申请；当日确实不能进行的，请联系专家组长或工作人员")


class MayNotMoveVisit(EvaluationError):
    code = "may-not-move-visit"
    message = _("只有企业成员可以申请改期")


class ApplicationPaused(EvaluationError):
    """`reason`: why it stands still."""

    code = "application-paused"
    message = _("该申请已暂停办理，恢复后才能继续。原因：%(reason)s")


class MayNotApply(EvaluationError):
    code = "may-not-apply"
    message = _("只有企业负责人可以提交或撤回申请")
