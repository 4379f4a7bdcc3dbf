"""What certification refuses; each with its own sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.errors import EngineError


class CertificationError(EngineError):
    code = "certification-error"


class NothingToReplace(CertificationError):
    code = "nothing-to-replace"
    message = _("该产品还没有二维码")
