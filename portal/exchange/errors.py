"""What the exchange refuses; each with its own sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.errors import EngineError


class ExchangeError(EngineError):
    code = "exchange-error"


class EnterpriseNotActive(ExchangeError):
    code = "enterprise-not-active"
    message = _("企业完成注册且未冻结时才能发布和联系")


class PostingClosed(ExchangeError):
    code = "posting-closed"
    message = _("这条信息已经结束")


class OwnPosting(ExchangeError):
    code = "own-posting"
    message = _("这是本企业发布的信息")


class AskedAlready(ExchangeError):
    code = "asked-already"
    message = _("本企业已经联系过对方，请等待答复")


class TooManyApproaches(ExchangeError):
    code = "too-many-approaches"
    message = _("今天联系的企业过多，请明天再试")


class TooManyPostings(ExchangeError):
    code = "too-many-postings"
    message = _("今天发布的信息过多，请明天再试")
