"""What a password must be, beside Django's own rules."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class MinimumLength(MinimumLengthValidator):
    """Django's, whose sentence has no Chinese yet."""

    def get_error_message(self) -> str:
        return _("密码太短，至少%(n)s个字符") % {"n": self.min_length}

    def get_help_text(self) -> str:
        return _("密码至少%(n)s个字符") % {"n": self.min_length}
