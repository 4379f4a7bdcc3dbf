"""What the room of events refuses; each with its own sentence."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine.errors import EngineError


class EventError(EngineError):
    code = "event-error"


class NotAdmitted(EventError):
    code = "not-admitted"
    message = gettext_lazy("暂不能报名：%(reasons)s")

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(reasons=_("；").join(reasons))


class CannotConfirm(EventError):
    code = "cannot-confirm"
    message = gettext_lazy("现在不能确认：%(reasons)s")

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(reasons=_("；").join(reasons))


class SignedUpAlready(EventError):
    code = "signed-up-already"
    message = gettext_lazy("本企业已经报名这项活动")


class SignupsClosed(EventError):
    code = "signups-closed"
    message = gettext_lazy("报名截止后不能自行退出，请与平台联系")


class NotChangeable(EventError):
    code = "event-not-changeable"
    message = gettext_lazy("活动已取消或已记录，不能再改")


class TooFewPlaces(EventError):
    code = "too-few-places"
    message = gettext_lazy("已有%(taken)s家企业占用名额，名额不能更少")


class NotOver(EventError):
    code = "event-not-over"
    message = gettext_lazy("活动结束以后才能记录")


class Begun(EventError):
    code = "event-begun"
    message = gettext_lazy("活动已经开始，名额不再变动，请在活动记录中注明")


class OwnEnterprise(EventError):
    code = "own-enterprise"
    message = gettext_lazy("不能办理本人所在企业的报名")
