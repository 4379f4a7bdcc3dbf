from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engine import clock
from portal.evaluation.models import Star
from portal.events.models import Event, Signup
from portal.registry.models import Product

_MOMENT = {"type": "datetime-local"}
_FORMAT = "%Y-%m-%dT%H:%M"
_LONGEST = timedelta(days=60)


class EventForm(forms.ModelForm):
    """An event; what changes once it is announced is told to who signed up."""

    stars = forms.TypedMultipleChoiceField(
        label=_("面向星级"),
        choices=Star.choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("都不选的，所有已注册的企业都可以参加，不需要星级"),
    )
    categories = forms.MultipleChoiceField(
        label=_("面向产品类别"),
        choices=Product.Category.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("都不选的，不限类别；没有限定星级的，不看类别"),
    )

    class Meta:
        model = Event
        fields = [
            "kind", "title", "venue", "begins_at", "ends_at", "closes_on", "places", "stars", "categories", "detail"
        ]  # fmt: skip
        widgets = {
            "detail": forms.Textarea(attrs={"rows": 6}),
            "begins_at": forms.DateTimeInput(attrs=_MOMENT, format=_FORMAT),
            "ends_at": forms.DateTimeInput(attrs=_MOMENT, format=_FORMAT),
            "closes_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "places": forms.NumberInput(attrs={"min": 1, "max": 5000}),
        }
        help_texts = {"detail": _("内容、要求、费用和交通；企业报名前看到")}

    def clean_places(self) -> int:
        places: int = self.cleaned_data["places"]
        if not 1 <= places <= 5000:
            raise forms.ValidationError(gettext("名额在1到5000之间"))
        return places

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        begins, ends, closes = (told.get(name) for name in ("begins_at", "ends_at", "closes_on"))
        if begins and "begins_at" in self.changed_data and begins <= clock.now():
            self.add_error("begins_at", gettext("开始时间须在现在之后"))
        if begins and ends and not begins < ends <= begins + _LONGEST:
            self.add_error("ends_at", gettext("结束时间须在开始之后，60天以内"))
        if begins and closes and closes > clock.day_of(begins):
            self.add_error("closes_on", gettext("报名截止日不能晚于开始的那一天"))
        return told


class SignupForm(forms.ModelForm):
    class Meta:
        model = Signup
        fields = ["people", "note"]
        widgets = {
            "people": forms.NumberInput(attrs={"min": 1, "max": 20}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def clean_people(self) -> int:
        people: int = self.cleaned_data["people"]
        if not 1 <= people <= 20:
            raise forms.ValidationError(gettext("参加人数在1到20之间"))
        return people


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("原因"),
        min_length=4,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("告知报名的企业"),
    )


class RecordForm(forms.Form):
    """Who came, of those whose place was confirmed."""

    attended = forms.TypedMultipleChoiceField(
        label=_("到场的企业"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    text = forms.CharField(
        label=_("活动记录"),
        min_length=10,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("到场情况、洽谈和成果；报名的企业都能看到"),
    )

    def __init__(self, *args: Any, event: Event) -> None:
        super().__init__(*args)
        attended = self.fields["attended"]
        assert isinstance(attended, forms.TypedMultipleChoiceField)
        confirmed = event.signups.filter(status=Signup.Status.CONFIRMED).select_related("enterprise")
        attended.choices = [(signup.pk, signup.enterprise.name) for signup in confirmed]
        if not attended.choices:
            del self.fields["attended"]
