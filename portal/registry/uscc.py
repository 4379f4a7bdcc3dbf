"""The unified social credit code 统一社会信用代码 (GB 32100-2015)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import exceptions
from stdnum.cn import uscc

from forms import typed

# Enterprises, individual businesses, cooperatives; villages' economic organisations. Others need a look.
KNOWN_PREFIXES = ("91", "92", "93", "N1", "N2", "N3")


def validate_uscc(text: str) -> None:
    """Length, characters and check digit; a ValidationError says which of them is wrong."""
    try:
        uscc.validate(typed.code(text))
    except exceptions.InvalidLength:
        raise ValidationError(_("统一社会信用代码应为18位"), code="uscc") from None
    except exceptions.InvalidFormat:
        raise ValidationError(_("统一社会信用代码含有不允许的字符"), code="uscc") from None
    except exceptions.ValidationError:
        raise ValidationError(_("统一社会信用代码校验不通过，请对照营业执照检查"), code="uscc") from None


def has_known_prefix(text: str) -> bool:
    """Whether the code is of a kind that is registered without a closer look."""
    return typed.code(text).startswith(KNOWN_PREFIXES)
