"""What upkeep refuses; each with its own sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.errors import EngineError


class UpkeepError(EngineError):
    code = "upkeep-error"


class NotInForce(UpkeepError):
    code = "authorisation-not-in-force"
    message = _("授权 %(number)s 未生效或已终止，不能办理")


class ProofRunning(UpkeepError):
    """An authorisation has one proof under way at a time: `number`."""

    code = "mark-proof-running"
    message = _("标识应用备案 %(number)s 正在办理，请先办完")


class MayNotReplace(UpkeepError):
    code = "may-not-replace-code"
    message = _("只有企业负责人和与企业无关的合规专员可以申请更换二维码")


class ReplacementRunning(UpkeepError):
    """`number`: what is under way."""

    code = "code-replacement-running"
    message = _("更换二维码的申请 %(number)s 正在办理，请等待决定")


class MayNotChange(UpkeepError):
    code = "may-not-change-information"
    message = _("只有企业负责人可以变更企业信息")


class ChangeRunning(UpkeepError):
    """An enterprise has one change under review at a time: `number`."""

    code = "information-change-running"
    message = _("信息变更 %(number)s 正在办理，请先办完")
