"""What the referrers' room refuses; each with its own sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.errors import EngineError


class ReferralError(EngineError):
    code = "referral-error"


class PhoneNotVerified(ReferralError):
    code = "phone-not-verified"
    message = _("手机号码是推荐人的标识，请先通过短信验证")


class MayNotPropose(ReferralError):
    code = "may-not-propose-grant"
    message = _("只有登记审核员和流程管理员可以提出发放")


class OwnGrant(ReferralError):
    code = "own-grant"
    message = _("不能提出向本人发放")


class NothingCounted(ReferralError):
    code = "no-counted-referral"
    message = _("该推荐人还没有计入的推荐，不能发放")


class CashRefused(ReferralError):
    code = "no-cash"
    message = _("权益不能是现金或可以兑现的卡券，请改写“%(word)s”")
