from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.supervision.models import Report


class ReportForm(forms.ModelForm):
    """What went wrong; a number only if the reporter wants to be asked."""

    contact_consent = forms.BooleanField(label=_("同意平台就此事与我联系"), required=False)

    class Meta:
        model = Report
        fields = ["kind", "description", "bought_at", "phone"]
        labels = {"bought_at": _("购买渠道（选填）"), "phone": _("手机号码（选填）")}
        help_texts = {"phone": _("只用于核实情况，不会告诉被举报的企业")}
        widgets = {
            "description": forms.Textarea(attrs={"rows": 5}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.TypedChoiceField)
        kind.choices = [("", _("请选择")), *Report.Kind.choices]

    def clean_description(self) -> str:
        text = self.cleaned_data["description"].strip()
        if len(text) < 10:
            raise forms.ValidationError(_("请说明情况，不少于10个字"))
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("phone") and not cleaned.get("contact_consent"):
            self.add_error("contact_consent", _("留下手机号码的，请勾选同意；不愿被联系请清空号码"))
        return cleaned
