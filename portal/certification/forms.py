from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AcceptForm(forms.Form):
    accept = forms.BooleanField(
        label=_("我代表企业接受以上规定"), error_messages={"required": _("请阅读并勾选，接受后才能下载标识套件")}
    )
