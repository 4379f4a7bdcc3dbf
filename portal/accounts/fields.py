"""Form fields that read what people type and paste; see `forms.typed`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import UsernameField as DjangosUsernameField
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forms import typed


class NameField(forms.CharField):
    """Of a person; something must be seen of it."""

    def clean(self, value: Any) -> str:
        if value and typed.is_blank(str(value)):
            raise ValidationError(_("这里没有看得见的字，请重新填写"), code="invisible")
        return super().clean(typed.name(str(value)) if value else value)


class UsernameField(DjangosUsernameField):
    def to_python(self, value: Any) -> str:
        return typed.username(super().to_python(value) or "")


class CodeField(forms.CharField):
    """The six digits of a text message. Without a length: a browser would cut off what is pasted with blanks."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"})

    def to_python(self, value: Any) -> str:
        return typed.code(super().to_python(value) or "")


class PictureInput(forms.TextInput):
    """The picture beside the digits, and a button that asks for another one without a word of blame."""

    template_name = "accounts/picture_input.html"

    def __init__(self, picture: str) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off"})
        self.picture = picture

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        # What was typed belongs to an earlier picture.
        return super().get_context(name, "", attrs) | {"picture": self.picture}


class PictureField(forms.CharField):
    """`picture`: the address of what is to be read."""

    def __init__(self, picture: str, **kwargs: Any) -> None:
        super().__init__(widget=PictureInput(picture), **kwargs)
