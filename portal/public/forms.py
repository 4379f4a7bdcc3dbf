from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.supervision.complaints.forms import ReportForm as AnyReportForm


class ReportForm(AnyReportForm):
    """What went wrong; a number only if the reporter wants to be asked and answered."""

    contact_consent = forms.BooleanField(label=_("同意平台就此事与我联系"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("phone") and not cleaned.get("contact_consent"):
            self.add_error("contact_consent", _("留下手机号码的，请勾选同意；不愿被联系请清空号码"))
        return cleaned
