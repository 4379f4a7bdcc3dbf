"""What certification refuses; each with its own sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.errors import EngineError


class CertificationError(EngineError):
    code = "certification-error"


class LowerStar(CertificationError):
    """What is in force is at least as high: `number`."""

    code = "lower-star"
    message = _("该产品的授权 %(number)s 星级不低于本次评定，不能被取代；请核对两次评定")


class NotPrintable(CertificationError):
    """Before a number is given: it would be used up by a certificate that cannot be issued."""

    code = "not-printable"
    message = _(
        "证书上的下列字没有可用的字体，打印出来是方框：%(characters)s。请企业更正名称等信息，"
        "或由运维人员安装含有这些字的字体后重试"
    )
