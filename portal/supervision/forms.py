from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.certification.models import Authorisation
from portal.supervision.models import Case


class AuthorisationField(forms.ModelChoiceField):
    def label_from_instance(self, authorisation: Authorisation) -> str:
        product = authorisation.product
        return f"{authorisation.number} {product.name} · {product.enterprise.name}"


class CaseForm(forms.ModelForm):
    """What a case begins with."""

    authorisation = AuthorisationField(
        queryset=Authorisation.objects.none(), label=_("标识授权"), empty_label=_("请选择")
    )

    class Meta:
        model = Case
        fields = ["authorisation", "trigger", "severity", "facts", "public_reason"]
        widgets = {"facts": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "severity": _("质量风险、安全指标超标且为重大或紧急的，立案后红色警示立即生效，由另一名合规专员复核"),
            "facts": _("供办案人员阅读，企业看不到，不少于10个字"),
            "public_reason": _("将显示在扫码页上，请勿写入举报人或个人信息；留空则显示事由"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["authorisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Authorisation.objects.in_force().select_related("product__enterprise").order_by("number")
        triggers = [each for each in Case.Trigger.choices if each[0] not in Case.OF_ITSELF]
        for name, choices in (("trigger", triggers), ("severity", Case.Severity.choices)):
            choice = self.fields[name]
            assert isinstance(choice, forms.TypedChoiceField)
            choice.choices = [("", _("请选择")), *choices]
        self.fields["public_reason"].required = False

    def clean_facts(self) -> str:
        text = self.cleaned_data["facts"].strip()
        if len(text) < 10:
            raise forms.ValidationError(_("请写明事实，不少于10个字"))
        return text


class GivingUpForm(forms.Form):
    reason = forms.CharField(
        label=_("注销原因"),
        min_length=4,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("例如：产品已停产"),
    )
