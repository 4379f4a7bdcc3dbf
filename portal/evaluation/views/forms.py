from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.evaluation.models import Application, Star
from portal.registry.models import Enterprise, Product


class ApplyForm(forms.Form):
    """One of the enterprise's filed products, and the star."""

    product = forms.ModelChoiceField(queryset=Product.objects.none(), label=_("产品"), empty_label=None)
    star = forms.TypedChoiceField(choices=Star.choices, coerce=int, label=_("申请星级"))

    def __init__(self, *args: Any, enterprise: Enterprise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["product"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = evaluable_products(enterprise)


def evaluable_products(enterprise: Enterprise) -> Any:
    """Filed or starred, and without an application under way."""
    running = Application.objects.open().filter(enterprise=enterprise)
    products = enterprise.products.filter(status__in=Product.EVALUABLE).exclude(applications__in=running)
    return products.order_by("name")
