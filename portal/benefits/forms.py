from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents import storage
from portal.accounts.models import User
from portal.benefits.models import Benefit, BenefitRequest
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
        if benefit.kind == Benefit.Kind.ENQUIRY:
            del self.fields["link"]

    def clean_content(self) -> str:
        text: str = self.cleaned_data["content"].strip()
        if len(text) < 10:
            raise forms.ValidationError(_("请写明内容，不少于10个字"))
        return text


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
