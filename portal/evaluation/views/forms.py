"""What the enterprise chooses on a page, before any process has a form for it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.evaluation.eligibility import Prospect
from portal.evaluation.models import Star
from portal.registry.models import Product


class MoveForm(forms.Form):
    """Another day for the visit, where the enterprise wishes it."""

    reason = forms.CharField(
        label=_("改期原因"),
        min_length=10,
        max_length=1000,
        help_text=_("不少于10个字，专家组长和各位专家可见"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    wished = forms.CharField(
        label=_("希望的日期"), max_length=200, help_text=_("可以写几个日期或一段时间，例如“4月8日至10日，上午”")
    )


class ApplyForm(forms.Form):
    """One of the products that something may be applied for, and the star."""

    product = forms.ModelChoiceField(queryset=Product.objects.none(), label=_("产品"), empty_label=None)
    star = forms.TypedChoiceField(choices=Star.choices, coerce=int, label=_("申请星级"))

    def __init__(self, *args: Any, prospects: list[Prospect], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["product"]
        assert isinstance(field, forms.ModelChoiceField)
        open_ones = [prospect.product.pk for prospect in prospects if prospect.stars]
        field.queryset = Product.objects.filter(pk__in=open_ones).order_by("name")
