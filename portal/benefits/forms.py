from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents import storage
from portal.accounts.models import User
from portal.benefits.models import Benefit, BenefitRequest, Offer
from portal.evaluation.models import Star
from portal.registry.models import Enterprise, Product
from portal.registry.uploads import Shelf, UploadsField
from portal.scheme.lines import LinesField

_FILES = storage.Limits(max_bytes=10 * 1024 * 1024, extensions=(*storage.IMAGES, ".pdf", ".docx"))


class RequestForm(forms.ModelForm):
    """What an enterprise asks for; an enquiry offers its contents as choices."""

    options = forms.MultipleChoiceField(label=_("所需内容"), widget=forms.CheckboxSelectMultiple, required=False)
    link = forms.URLField(label=_("视频或素材链接（选填）"), max_length=500, required=False, assume_scheme="https")
    papers = UploadsField(
        label=_("材料（选填）"), required=False, limits=_FILES, help_text=_("图片、PDF 或文档，每个不超过 10 MB")
    )
    consent = forms.BooleanField(
        label=_("同意把以上内容和企业名称提供给所申请的渠道或服务方，用于本次办理"),
        error_messages={"required": _("不同意提供的，无法办理")},
    )

    class Meta:
        model = BenefitRequest
        fields = ["title", "content", "options", "link"]
        widgets = {"content": forms.Textarea(attrs={"rows": 8})}
        help_texts = {
            "content": _("文章正文或视频文案、服务需求；不得使用国家级、最佳等绝对化用语，不少于10个字"),
        }

    def __init__(self, *args: Any, benefit: Benefit, enterprise: Enterprise, product: Product | None, by: User) -> None:
        super().__init__(*args)
        self.instance.benefit, self.instance.enterprise, self.instance.product = benefit, enterprise, product
        papers, options = self.fields["papers"], self.fields["options"]
        assert isinstance(papers, UploadsField)
        assert isinstance(options, forms.MultipleChoiceField)
        papers.shelf = Shelf(owner=enterprise.group, purpose="benefit", by=by)
        options.choices = [(text, text) for text in benefit.options]
        options.required = bool(benefit.options)
        if not benefit.options:
            del self.fields["options"]
        if benefit.kind in (Benefit.Kind.ENQUIRY, Benefit.Kind.OFFER):
            del self.fields["link"]
        if benefit.kind == Benefit.Kind.OFFER:
            self.fields["consent"].label = _("同意把以上内容、企业名称、联系人姓名和手机号码提供给合作方，用于本次办理")

    def clean_content(self) -> str:
        text: str = self.cleaned_data["content"].strip()
        if len(text) < 10:
            raise forms.ValidationError(_("请写明内容，不少于10个字"))
        return text


class OfferForm(forms.ModelForm):
    """A partner's offer with the benefit that it is: name, gate, whether it is open."""

    name = forms.CharField(label=_("优惠名称"), max_length=30)
    least_star = forms.TypedChoiceField(label=_("最低星级"), choices=Star.choices, coerce=int)
    is_promotion = forms.BooleanField(label=_("属于推广（黄色警示期间暂停）"), required=False)
    is_open = forms.BooleanField(label=_("开放申请"), required=False, initial=True)

    class Meta:
        model = Offer
        fields = ["partner", "contact_name", "contact_phone", "conditions", "valid_from", "valid_to"]
        widgets = {
            "conditions": forms.Textarea(attrs={"rows": 5}),
            "valid_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "valid_to": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    field_order = ["name", *Meta.fields, "least_star", "is_promotion", "is_open"]
    OF_BENEFIT = ("name", "least_star", "is_promotion", "is_open")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial.update((name, getattr(self.instance.benefit, name)) for name in self.OF_BENEFIT)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        first, last = told.get("valid_from"), told.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", gettext("有效期的结束不能早于开始"))
        return told

    @property
    def of_benefit(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.OF_BENEFIT}


class BenefitForm(forms.ModelForm):
    """What a manager changes of a row of the catalogue."""

    options = LinesField(label=_("可选内容"), required=False, max_length=2000, help_text=_("每行一个，申请时可以勾选"))

    class Meta:
        model = Benefit
        fields = ["least_star", "is_promotion", "is_open", "options"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.kind == Benefit.Kind.ENQUIRY:
            del self.fields["least_star"], self.fields["is_promotion"]
        else:
            self.fields["least_star"].required = True
