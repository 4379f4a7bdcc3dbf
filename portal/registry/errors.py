"""What the registry refuses; each with its own sentence."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from engine.errors import EngineError


class RegistryError(EngineError):
    code = "registry-error"


class FieldsRefused(RegistryError):
    """`errors`: sentences by field."""

    code = "fields-refused"
    message = _("填写的内容有误，请按提示修改")

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        self.errors = dict(errors)
        super().__init__()


class AlreadyRegistered(RegistryError):
    """Carries the enterprise, so that the page can offer to ask its owner."""

    code = "already-registered"
    message = _("该统一社会信用代码的企业已注册，您可以向其负责人申请加入")

    def __init__(self, enterprise_id: int) -> None:
        self.enterprise_id = enterprise_id
        super().__init__()


class RegistrationRunning(RegistryError):
    code = "registration-running"
    message = _("该统一社会信用代码的企业正在登记审核中，请勿重复提交")


class NotEditable(RegistryError):
    code = "not-editable"
    message = _("当前状态下不能修改")


class EnterpriseNotActive(RegistryError):
    code = "enterprise-not-active"
    message = _("企业尚未完成注册，暂不能办理此事项")


class AlreadyMember(RegistryError):
    code = "already-member"
    message = _("该账户已是企业成员")


class NoSuchAccount(RegistryError):
    code = "no-such-account"
    message = _("没有找到该用户名的账户，请先请对方注册账户")


class LastOwner(RegistryError):
    code = "last-owner"
    message = _("企业至少需要一名负责人")


class Incomplete(RegistryError):
    """`missing`: names of the fields that still lack."""

    code = "incomplete"
    message = _("备案资料不完整，请补充：%(missing)s")

    def __init__(self, missing: list[str]) -> None:
        self.missing = missing
        super().__init__(missing="、".join(missing))


class FilingRunning(RegistryError):
    """The product is under review: `number` of its filing."""

    code = "filing-running"
    message = _("该产品的备案 %(number)s 正在办理，请勿重复提交")


class FilingClosed(RegistryError):
    code = "filing-closed"
    message = _("产品备案暂未开放，请稍后再试")


class NothingChanged(RegistryError):
    code = "nothing-changed"
    message = _("没有改动，无须提交")


class MayNotWithdraw(RegistryError):
    code = "may-not-withdraw"
    message = _("只有企业负责人可以为企业退出平台")


class NotWithdrawable(RegistryError):
    """`status`: in which the enterprise is."""

    code = "not-withdrawable"
    message = _("企业目前%(status)s，不能退出平台")


class NotFinished(RegistryError):
    """`left`: sentences of what must come to its end before."""

    code = "not-finished"
    message = _("以下事项办结后才能退出平台：%(left)s")

    def __init__(self, left: list[str]) -> None:
        self.left = left
        super().__init__(left="；".join(left))
