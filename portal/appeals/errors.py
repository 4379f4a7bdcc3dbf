"""What appeals refuse; each with its own sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.errors import EngineError


class AppealError(EngineError):
    code = "appeal-error"


class MayNotAppeal(AppealError):
    code = "may-not-appeal"
    message = _("只有企业的负责人可以提出申诉")


class TooLate(AppealError):
    """`until`: the last day."""

    code = "appeal-too-late"
    message = _("申诉期限为决定送达之日起%(days)s个工作日，已于%(until)s届满，不能再提出申诉")


class AppealedBefore(AppealError):
    code = "appealed-before"
    message = _("对这项决定已经提出过申诉（%(number)s），不能重复提出")


class NotAppealable(AppealError):
    code = "not-appealable"
    message = _("这项决定已被撤销或尚未送达，不能申诉")
