"""Form fields of the lists of experts and agencies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms import typed
from portal.accounts.models import User
from portal.registry.models import Region
from portal.registry.uscc import validate_uscc


class PersonField(forms.CharField):
    """Somebody who has an account, by user name."""

    def clean(self, value: Any) -> User:
        name = typed.username(super().clean(value))
        found = User.objects.filter(username=name, is_active=True).first()
        if found is None:
            raise ValidationError(_("没有这个用户名，或账户已停用；请先在“人员与角色”中添加"))
        return found


class CountyField(forms.CharField):
    """A county by its six digits or its name."""

    def prepare_value(self, value: Any) -> Any:
        found = Region.objects.filter(pk=value).first()
        return f"{found.code} {found.name}" if found else value

    def clean(self, value: Any) -> Region:
        asked = typed.plain(super().clean(value)).strip()
        # As it is shown: the digits go before the name.
        asked = asked.split()[0] if asked[:1].isdecimal() else asked
        counties = Region.objects.current().filter(level=Region.Level.COUNTY)
        found = list(counties.filter(code=asked) if asked.isdecimal() else counties.filter(name=asked)[:2])
        if not found:
            raise ValidationError(_("没有找到这个县，请填写全称或六位代码"))
        if len(found) > 1:
            raise ValidationError(_("有几个县叫这个名字，请填写六位代码"))
        return found[0]


class UsccField(forms.CharField):
    def clean(self, value: Any) -> str:
        text = typed.code(super().clean(value))
        if text:
            validate_uscc(text)
        return text


class ChoicesField(forms.MultipleChoiceField):
    """Several of a few, for an array column."""

    widget = forms.CheckboxSelectMultiple


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TieForm(forms.ModelForm):
    """A bond of an expert or an agency with an enterprise."""

    uscc = UsccField(label=gettext_lazy("统一社会信用代码"), required=False)
    since = DayField(label=gettext_lazy("开始日期"), required=False)
    until = DayField(label=gettext_lazy("结束日期"), required=False, help_text=gettext_lazy("留空表示至今"))

    class Meta:
        fields = ["organisation", "uscc", "kind", "since", "until"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            raise ValidationError(_("结束日期不能早于开始日期"))
        return given
