from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engine import clock
from portal.exchange.models import Posting
from portal.registry.models import Enterprise

_LONGEST = timedelta(days=366)


class PostingForm(forms.ModelForm):
    class Meta:
        model = Posting
        fields = ["kind", "category", "title", "detail", "quantity", "valid_to"]
        widgets = {
            "detail": forms.Textarea(attrs={"rows": 5}),
            "valid_to": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {"detail": _("请勿写电话和微信号：对方通过平台联系，双方同意后互相看到联系方式")}

    def __init__(self, *args: Any, enterprise: Enterprise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["category"] = enterprise.category
        self.instance.enterprise = enterprise

    def clean_valid_to(self) -> date:
        day: date = self.cleaned_data["valid_to"]
        if not clock.today() <= day <= clock.today() + _LONGEST:
            raise forms.ValidationError(_("有效期在今天起的一年以内"))
        return day


class ApproachForm(forms.Form):
    message = forms.CharField(label=_("留言"), max_length=500, min_length=4, widget=forms.Textarea(attrs={"rows": 3}))
    consent = forms.BooleanField(
        label=_("对方同意后，双方互相看到企业联系人的姓名和手机号码"),
        error_messages={"required": _("不同意的，无法联系")},
    )
