from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, BaseUserCreationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.accounts import throttle
from portal.accounts.models import User
from portal.accounts.phones import validate_mobile


class SignInForm(AuthenticationForm):
    """Django's form, refused for a while after too many failures of one name from one address."""

    error_messages = {
        "invalid_login": _("用户名或密码不正确，请检查大小写"),
        "inactive": _("该账户已停用"),
    }

    def clean(self) -> dict[str, Any]:
        address = self.request.META.get("REMOTE_ADDR", "") if self.request else ""
        who = (self.cleaned_data.get("username", ""), address)
        if throttle.sign_in.is_exceeded(*who):
            raise ValidationError(_("登录失败次数过多，请15分钟后再试"), code="throttled")
        try:
            cleaned = super().clean()
        except ValidationError:
            throttle.sign_in.count(*who)
            raise
        throttle.sign_in.clear(*who)
        return cleaned


class SignUpForm(BaseUserCreationForm):
    display_name = forms.CharField(label=_("姓名"), max_length=50)
    phone = forms.CharField(
        label=_("手机号码"),
        validators=[validate_mobile],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "tel-national"}),
    )
    privacy = forms.BooleanField(
        label=_("我已阅读并同意《个人信息处理规则》"),
        error_messages={"required": _("请阅读并同意《个人信息处理规则》后再注册")},
    )

    class Meta:
        model = User
        fields = ["username", "display_name", "phone"]

    def clean_username(self) -> str:
        username = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(_("该用户名已被使用，请换一个"))
        return username


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["display_name", "phone", "language"]

    def save(self, commit: bool = True) -> User:
        if "phone" in self.changed_data:
            self.instance.phone_verified_at = None
        return super().save(commit)


class PhoneCodeForm(forms.Form):
    code = forms.CharField(
        label=_("验证码"),
        max_length=6,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
