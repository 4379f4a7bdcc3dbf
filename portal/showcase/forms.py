from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AgreeForm(forms.Form):
    consent = forms.BooleanField(
        label=_("我代表企业同意按《样品展示约定》公开展示"),
        error_messages={"required": _("请阅读并勾选同意，不同意的不展示")},
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), min_length=4, max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class FeatureForm(ReasonForm):
    reason = forms.CharField(
        label=_("推介理由"),
        min_length=4,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("公开显示；写明特点，不得使用国家级、最佳等绝对化用语"),
    )
