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


class NothingToReplace(CertificationError):
    code = "nothing-to-replace"
    message = _("该产品还没有二维码")
