from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, BaseUserCreationForm, PasswordChangeForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.accounts.commands import choose_phone
from portal.accounts.fields import CodeField, NameField, PictureField, UsernameField
from portal.accounts.limits import PASSWORD
from portal.accounts.models import User
from portal.accounts.phones import MobileFormField
from portal.accounts.pictures import PictureWanted


class SignInForm(AuthenticationForm):
    username = UsernameField(label=_("用户名"), widget=forms.TextInput(attrs={"autofocus": True}))
    error_messages = {
        "invalid_login": _("用户名或密码不正确，请检查大小写"),
        "inactive": _("该账户已停用"),
    }


class _AsksForPicture(forms.Form):
    """Shows a picture where one is wanted before the next text."""

    @property
    def picture_typed(self) -> str:
        return str(self.data.get(self.add_prefix("picture"), ""))

    def ask_for_picture(self, wanted: PictureWanted) -> None:
        self.fields["picture"] = PictureField(wanted.picture, label=_("图片中的数字"), required=False)
        self.order_fields(["phone", "picture"])
        self.add_error("picture", wanted)


class PhoneCodeForm(forms.Form):
    """The code of the text message, for a number that is known."""

    code = CodeField(label=_("验证码"))


class SendCodeForm(_AsksForPicture):
    """Nothing to fill in, but for a picture after many texts."""


class PhoneSignInForm(_AsksForPicture):
    """A number, and the code that was sent to it; asking for the code needs the number only."""

    phone = MobileFormField(label=_("手机号码"))
    code = CodeField(label=_("验证码"), required=False)

    def __init__(self, *args: Any, is_sending: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_sending = is_sending

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not code and not self.is_sending:
            raise ValidationError(_("请填写短信中的验证码"), code="required")
        return code


class _NewPassword:
    """Says what a password must be in one sentence, and keeps what was typed right."""

    fields: dict[str, forms.Field]
    data: Any
    is_bound: bool
    first, second = "new_password1", "new_password2"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {"n": settings.PASSWORD_LENGTH}
        self.fields[self.first].help_text = (
            _("至少%(n)s个字符；不能全是数字，不要用常见的密码，也不要与用户名、姓名、手机号码相近") % words
        )
        self.fields[self.second].help_text = ""
        for name in (self.first, self.second):
            # A mistake in another field must not cost the password.
            self.fields[name].widget = forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True)

    def full_clean(self) -> None:
        super().full_clean()  # type: ignore[misc]
        if self.is_bound and self.second in self.errors:  # type: ignore[attr-defined]
            self.data = self.data.copy()
            self.data[self.second] = ""

    def validate_password_for_user(self, user: User, password_field_name: str = "") -> None:
        super().validate_password_for_user(user, self.first)  # type: ignore[misc]


class SignUpForm(_NewPassword, BaseUserCreationForm):
    first, second = "password1", "password2"

    display_name = NameField(label=_("姓名"), max_length=50)
    phone = MobileFormField(label=_("手机号码"))
    privacy = forms.BooleanField(
        label=_("我已阅读并同意《个人信息处理规则》"),
        error_messages={"required": _("请阅读并同意《个人信息处理规则》后再注册")},
    )

    class Meta:
        model = User
        fields = ["username", "display_name", "phone"]
        field_classes = {"username": UsernameField}
        help_texts = {"username": _("登录时填写；可用汉字、字母、数字和 @ . + - _")}
        error_messages = {"username": {"invalid": _("用户名只能用汉字、字母、数字和 @ . + - _")}}

    def clean_username(self) -> str:
        username = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(_("该用户名已被使用，请换一个"))
        return username


class NewPasswordForm(_NewPassword, SetPasswordForm):
    """After the code of a text message."""


class OwnPasswordForm(_NewPassword, PasswordChangeForm):
    """Guesses at the old password count like any others."""

    def clean_old_password(self) -> str:
        who = (self.user.username, "password change")
        PASSWORD.take(*who)
        password = super().clean_old_password()
        PASSWORD.clear(*who)
        return password

    def clean_new_password1(self) -> str:
        password: str = self.cleaned_data["new_password1"]
        if password == self.data.get("old_password"):
            raise ValidationError(_("新密码不能与原密码相同"), code="same")
        return password


class ProfileForm(forms.ModelForm):
    phone = MobileFormField(label=_("手机号码"), required=False)

    class Meta:
        model = User
        fields = ["display_name", "urgent_by_sms", "language"]
        field_classes = {"display_name": NameField}

    field_order = ["display_name", "phone", "urgent_by_sms", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["phone"] = self.instance.new_phone or self.instance.phone

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        if not phone and self.instance.phone_verified_at:
            raise ValidationError(_("已验证的号码可以更换，不能清空"))
        return phone

    def save(self, commit: bool = True) -> User:
        choose_phone(self.instance, self.cleaned_data["phone"])
        return super().save(commit)
