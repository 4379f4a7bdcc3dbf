from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.registry.models import Product
from portal.showcase.models import Buyer, Recommendation, Scope


class AgreeForm(forms.Form):
    consent = forms.BooleanField(error_messages={"required": _("请阅读并勾选同意，不同意的不展示")})

    def __init__(self, *args: Any, scope: Scope) -> None:
        super().__init__(*args)
        self.fields["consent"].label = _AGREES[scope]


_AGREES = {
    Scope.SAMPLES: _("我代表企业同意按《样品展示约定》公开展示"),
    Scope.BUYERS: _("我代表企业同意按《采购推荐约定》推荐给采购商"),
}


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


class BuyerForm(forms.ModelForm):
    categories = forms.MultipleChoiceField(
        label=_("产品类别"),
        choices=Product.Category.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("都不选的，不限类别"),
    )
    agreed = forms.BooleanField(
        label=_("采购商已同意登记，接收推荐短信，并在有意向时把联系人和手机号码告知企业"),
        error_messages={"required": _("采购商没有同意的，不登记")},
    )

    class Meta:
        model = Buyer
        fields = ["name", "contact_name", "contact_phone", "wishes", "categories", "least_star", "is_active"]
        widgets = {"wishes": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"wishes": _("品类、规格、数量、价位和时间")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["agreed"]
        else:
            del self.fields["is_active"]


class ProductField(forms.ModelChoiceField):
    """With whose it is: names repeat."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.enterprise.name}"


class RecommendForm(ReasonForm):
    product = ProductField(Product.objects.none(), label=_("产品"))
    reason = forms.CharField(
        label=_("推荐理由"),
        min_length=4,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("采购商和企业都看到；不得使用国家级、最佳等绝对化用语"),
    )
    field_order = ["product", "reason"]

    def __init__(self, *args: Any, products: Any) -> None:
        super().__init__(*args)
        product = self.fields["product"]
        assert isinstance(product, forms.ModelChoiceField)
        product.queryset = products


class AnswerForm(forms.Form):
    given = forms.ChoiceField(choices=Recommendation.Answer.choices)
    note = forms.CharField(label=_("说明（选填）"), max_length=300, required=False, widget=forms.TextInput)
