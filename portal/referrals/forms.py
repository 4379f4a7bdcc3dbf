from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.phones import masked
from portal.referrals.models import Grant, Referral, Referrer


class JoinForm(forms.Form):
    terms = forms.BooleanField(
        label=_("我已阅读并同意《推荐人须知》"),
        error_messages={"required": _("请阅读并同意《推荐人须知》后再登记")},
    )


class ReferrerField(forms.ModelChoiceField):
    def label_from_instance(self, referrer: Any) -> str:
        return f"{referrer.user} {masked(referrer.user.verified_phone)}"


class GrantForm(forms.ModelForm):
    """What is proposed; only those whose referrals were counted can be thanked."""

    referrer = ReferrerField(queryset=Referrer.objects.none(), label=_("推荐人"), empty_label=_("请选择"))

    class Meta:
        model = Grant
        fields = ["referrer", "kind", "title", "detail", "reason"]
        widgets = {"detail": forms.Textarea(attrs={"rows": 3}), "reason": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "title": _("例如：高山绿茶试饮装"),
            "detail": _("推荐人会看到；不能是现金或可以兑现的卡券"),
            "reason": _("供审批人阅读，推荐人看不到，不少于10个字"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, kind = self.fields["referrer"], self.fields["kind"]
        assert isinstance(field, forms.ModelChoiceField)
        assert isinstance(kind, forms.TypedChoiceField)
        counted = Referral.objects.filter(status=Referral.Status.COUNTED).values("referrer")
        field.queryset = Referrer.objects.filter(pk__in=counted).select_related("user")
        kind.choices = [("", _("请选择")), *Grant.Kind.choices]

    def clean_reason(self) -> str:
        text: str = self.cleaned_data["reason"].strip()
        if len(text) < 10:
            raise forms.ValidationError(_("请写明理由，不少于10个字"))
        return text
