"""What the benefits' room refuses; each with its own sentence."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine.errors import EngineError


class BenefitError(EngineError):
    code = "benefit-error"


class NotEligible(BenefitError):
    code = "not-eligible"
    message = gettext_lazy("暂不能申请：%(reasons)s")

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(reasons=_("；").join(reasons))


class RequestRunning(BenefitError):
    code = "benefit-request-running"
    message = gettext_lazy("该产品的这项权益已有办理中的申请（%(number)s）")


class NoProduct(BenefitError):
    code = "benefit-needs-product"
    message = gettext_lazy("请选择产品")


class BenefitsClosed(BenefitError):
    code = "benefits-closed"
    message = gettext_lazy("权益申请尚未开通，请稍后再试")


class EnterpriseNotActive(BenefitError):
    code = "enterprise-not-active"
    message = gettext_lazy("企业完成注册且未冻结时才能申请权益")
