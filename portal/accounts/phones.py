"""Chinese phone numbers: what is accepted, and how a number is shown to others."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

validate_mobile = RegexValidator(r"^1[3-9]\d{9}\Z", _("请填写11位手机号码，例如 13800001234"), code="mobile")


def masked(phone: str) -> str:
    """`138****1234`; what a person sees of somebody else's number."""
    if len(phone) < 8:
        return "*" * len(phone)
    return f"{phone[:3]}****{phone[-4:]}"
