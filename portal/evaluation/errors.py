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


class NotWithdrawable(EvaluationError):
    code = "not-withdrawable"
    message = _("该申请已有结论或已办结，不能撤回")


class MayNotApply(EvaluationError):
    code = "may-not-apply"
    message = _("只有企业负责人可以提交或撤回申请")
