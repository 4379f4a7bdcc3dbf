from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from stdnum import ean
from stdnum.exceptions import ValidationError as NumberError

from documents import storage
from documents.models import StoredFile
from engine import clock
from forms import typed
from portal.accounts.fields import NameField, UsernameField
from portal.accounts.models import User
from portal.registry.errors import FieldsRefused
from portal.registry.models import Enterprise, EnterpriseMember, Product, ProductCertification, Region
from portal.registry.uploads import Shelf, UploadsField
from portal.scheme import values

_MB = 1024 * 1024
_PICTURES = storage.Limits(max_bytes=10 * _MB, extensions=storage.IMAGES)
_PAPERS = storage.Limits(max_bytes=10 * _MB, extensions=(*storage.IMAGES, ".pdf"))

_PUBLIC_PHONE = RegexValidator(
    r"^(1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}|[48]00-?[0-9]{3}-?[0-9]{4})\Z", _("请填写手机、固定电话或 400/800 电话")
)


_PRODUCT_FIELDS = [
    "name",
    "category",
    "specification",
    "trademark",
    "standard",
    "barcode",
    "permit_number",
    "origin",
    "capacity",
    "trace_level",
    "trace_note",
    "description",
    "purchase_url",
    "public_contact",
    "contact_consent",
]


class SuggestingInput(forms.TextInput):
    """A text with suggestions to choose from, which are asked for when it is shown."""

    template_name = "registry/suggesting_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, {**(attrs or {}), "list": f"suggestions-{name}"})
        context["widget"]["suggestions"] = values.lines("OTOP_PRODUCT_STANDARDS")
        return context


class ProductForm(forms.ModelForm):
    """`origin` offers the townships of one county: that of the enterprise, or of the product's origin.

    `pictures`: those to begin with instead of the product's own; `is_change`: of a filed product, with a reason.
    """

    pictures = UploadsField(
        label=_("产品图片"), required=False, limits=_PICTURES, help_text=_("JPG、PNG 或 WebP，每张不超过 10 MB")
    )
    purchase_url = forms.URLField(
        label=_("购买链接"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    compliance = UploadsField(
        label=_("承诺达标合格证"),
        required=False,
        limits=_PAPERS,
        multiple=False,
        help_text=_("初级农产品没有生产许可证时上传，图片或 PDF"),
    )

    class Meta:
        model = Product
        fields = _PRODUCT_FIELDS
        field_classes = {"name": NameField}
        widgets = {
            "standard": SuggestingInput,
            "trace_note": forms.Textarea(attrs={"rows": 3}),
            "description": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(
        self,
        *args: Any,
        enterprise: Enterprise,
        by: User,
        county: str = "",
        pictures: list[StoredFile] | None = None,
        is_change: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if pictures is None and self.instance.pk:
            pictures = [picture.file for picture in self.instance.pictures.select_related("file")]
        self.initial["pictures"] = pictures or []
        for name in ("pictures", "compliance"):
            self.fields[name].shelf = Shelf(owner=enterprise.group, purpose="product", by=by)  # type: ignore[attr-defined]
        if self.instance.compliance_file:
            self.initial["compliance"] = [self.instance.compliance_file]
        self.instance.enterprise = enterprise
        at = self.instance.origin if self.instance.origin_id else enterprise.township
        townships = Region.objects.current().townships().filter(parent_id=county or at.county_code)
        field = self.fields["origin"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = townships
        field.empty_label = None
        if not self.instance.pk:
            self.initial["origin"] = at.pk
        self.fields["category"].choices = [("", _("请选择")), *Product.Category.choices]  # type: ignore[attr-defined]
        self.order_fields([*_PRODUCT_FIELDS[:7], "compliance"])
        if is_change:
            self.fields["reason"] = forms.CharField(
                label=_("变更说明"),
                max_length=500,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("为什么变更，供审核员参考"),
            )

    def clean_barcode(self) -> str:
        barcode = typed.code(self.cleaned_data["barcode"])
        if barcode:
            try:
                return ean.validate(barcode)
            except NumberError:
                raise ValidationError(_("商品条码校验不通过，请核对")) from None
        return barcode

    def clean_permit_number(self) -> str:
        return typed.reference(self.cleaned_data["permit_number"]).upper()

    def clean_standard(self) -> str:
        return typed.name(self.cleaned_data["standard"])

    def clean_public_contact(self) -> str:
        contact = typed.phone(self.cleaned_data["public_contact"])
        if contact:
            _PUBLIC_PHONE(contact)
        return contact

    def clean_purchase_url(self) -> str:
        url = self.cleaned_data["purchase_url"]
        if url and not url.startswith(("https://", "http://")):
            raise ValidationError(_("请填写以 https:// 开头的网址"))
        return url

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("public_contact") and not cleaned.get("contact_consent"):
            self.add_error("contact_consent", _("公开联系电话须经本人同意，请勾选或清空联系电话"))
        return cleaned

    def refuse(self, refused: FieldsRefused) -> None:
        """Say beside the fields what the command had against them."""
        for name, sentences in refused.errors.items():
            self.add_error(name if name in self.fields else None, sentences)

    def fields_given(self) -> dict[str, Any]:
        """Attributes of the product, without the pictures."""
        [compliance] = self.cleaned_data["compliance"] or [None]
        return {name: self.cleaned_data[name] for name in _PRODUCT_FIELDS} | {"compliance_file": compliance}


class CertificationForm(forms.ModelForm):
    paper = UploadsField(
        label=_("证书扫描件"),
        required=False,
        limits=_PAPERS,
        multiple=False,
        help_text=_("图片或 PDF，不超过 10 MB"),
    )

    class Meta:
        model = ProductCertification
        fields = ["kind", "number", "valid_to"]
        widgets = {"valid_to": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, product: Product, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.product = product
        paper: Any = self.fields["paper"]
        paper.shelf = Shelf(owner=product.enterprise.group, purpose="certification", by=by)
        self.fields["kind"].choices = [("", _("请选择")), *ProductCertification.Kind.choices]  # type: ignore[attr-defined]

    def clean_number(self) -> str:
        return typed.reference(self.cleaned_data["number"])

    def clean_valid_to(self) -> Any:
        day = self.cleaned_data["valid_to"]
        if day is not None and day < clock.today():
            raise ValidationError(_("该证书已过期，请填写现行有效的证书"))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind, number = cleaned.get("kind"), cleaned.get("number")
        if self.instance.product.certifications.filter(kind=kind, number__iexact=number).exists():
            self.add_error("number", _("这份证书已经登记"))
        return cleaned

    def save(self, commit: bool = True) -> ProductCertification:
        [self.instance.file] = self.cleaned_data["paper"] or [None]
        found: ProductCertification = super().save(commit)
        return found


class MemberForm(forms.Form):
    username = UsernameField(label=_("对方的用户名"), max_length=150)
    role = forms.ChoiceField(label=_("身份"), choices=EnterpriseMember.Role, initial=EnterpriseMember.Role.STAFF)


class JoinForm(forms.Form):
    reason = forms.CharField(
        label=_("申请说明"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("例如您在企业的岗位，方便负责人确认"),
    )
