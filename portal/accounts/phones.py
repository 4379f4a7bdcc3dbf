"""Chinese mobile numbers: how they are read, what is accepted, and how a number is shown to others."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms import typed


def validate_mobile(number: str) -> None:
    if not typed.is_mobile(number):
        raise ValidationError(_("请填写11位手机号码，例如 13800001234"), code="mobile")


def masked(phone: str) -> str:
    """`138****1234`; what a person sees of somebody else's number."""
    if len(phone) < 8:
        return "*" * len(phone)
    return f"{phone[:3]}****{phone[-4:]}"


class MobileInput(forms.TextInput):
    """A number pad on phones. Without a length: a browser would cut off what is pasted with blanks or +86."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "tel", "autocomplete": "tel-national"} | (attrs or {}))


class MobileFormField(forms.CharField):
    """Eleven digits, however they were typed or pasted."""

    widget = MobileInput
    default_validators = [validate_mobile]

    def to_python(self, value: Any) -> str:
        return typed.phone(super().to_python(value) or "")


class MobileField(models.CharField):
    """A mobile number in a table."""

    default_validators = [validate_mobile]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 11} | kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": MobileFormField, "max_length": None} | kwargs)
