"""What a report begins with, whoever brings it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from documents import storage
from documents.errors import NumberInvalid
from documents.numbers import validate_certificate_number
from portal.certification.models import Authorisation
from portal.scheme.regulations import REPORTING
from portal.supervision.complaints.commands import MOST_FILES, PICTURES, PROOFS
from portal.supervision.models import Report


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; what is in them is looked at when they are stored."""

    def __init__(self, *, limits: storage.Limits, **kwargs: Any) -> None:
        self.limits = limits
        accept = ",".join(limits.extensions)
        super().__init__(required=False, widget=FilesInput(attrs={"accept": accept}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        sent = data if isinstance(data, (list, tuple)) else [data]
        found = [super(FilesField, self).clean(one, initial) for one in sent if one]
        if len(found) > MOST_FILES:
            raise forms.ValidationError(_("最多上传%(n)s个文件"), params={"n": MOST_FILES})
        if any(one.size > (self.limits.max_bytes or 0) for one in found):
            raise forms.ValidationError(_("每个文件不超过10 MB"))
        return found


class ReportForm(forms.ModelForm):
    """`insured`: the product has four stars or more, so it bears an insurance against which one may claim."""

    kinds: ClassVar[Sequence[Report.Kind]] = Report.COMPLAINTS
    uploaded: ClassVar[Sequence[str]] = ("photos", "proofs")

    photos = FilesField(limits=PICTURES, label=_("照片（选填）"), help_text=_("包装、标识与问题所在，最多6张"))
    proofs = FilesField(limits=PROOFS, label=_("购买凭证（选填）"), help_text=_("小票、订单截图或发票，图片或PDF"))

    class Meta:
        model = Report
        fields = [
            "kind",
            "description",
            "harm",
            "bought_at",
            "photos",
            "proofs",
            "claim",
            "claim_amount",
            "phone",
        ]
        labels = {"bought_at": _("购买渠道（选填）"), "phone": _("手机号码（选填）")}
        help_texts = {
            "claim": _("四星、五星产品投保了产品质量保险；要求赔付的请附购买凭证"),
            "phone": _("只用于核实情况和答复，不会告诉被举报的企业"),
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 5})}

    contact_consent = forms.BooleanField(label=_("同意平台就此事与我联系"), required=False)

    def __init__(self, *args: Any, insured: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact_consent"].help_text = format_html(
            '<a href="{}" target="_blank" rel="noopener">{}</a>',
            REPORTING.url_of(REPORTING.current),
            _("按《%(title)s》（%(version)s）使用号码") % {"title": REPORTING.title, "version": REPORTING.current},
        )
        kind = self.fields["kind"]
        assert isinstance(kind, forms.TypedChoiceField)
        kind.choices = [("", _("请选择")), *((each.value, each.label) for each in self.kinds)]
        if not insured:
            for name in ("claim", "claim_amount"):
                self.fields.pop(name, None)
            return
        claim = self.fields["claim"]
        assert isinstance(claim, forms.TypedChoiceField)
        claim.choices, claim.required = Report.Claim.choices, False
        self.fields["claim_amount"].widget.attrs["min"] = "0"

    def full_clean(self) -> None:
        super().full_clean()
        if self.errors:
            self._ask_for_files_again()

    def refuse(self, sentence: str) -> None:
        """What was filled in as it should be cannot be taken all the same."""
        self.add_error(None, sentence)
        self._ask_for_files_again()

    def _ask_for_files_again(self) -> None:
        """Browsers send files once: nobody may believe that they are still there."""
        for name in self.uploaded:
            if self.files.getlist(name):
                self.add_error(name, _("刚才选择的文件没有保留，请重新选择"))

    def clean_description(self) -> str:
        text = self.cleaned_data["description"].strip()
        if len(text) < 10:
            raise forms.ValidationError(_("请说明情况，不少于10个字"))
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        amount = cleaned.get("claim_amount")
        if amount is not None and amount <= 0:
            self.add_error("claim_amount", _("请填写大于零的金额，或留空"))
        if cleaned.get("claim") and not (cleaned.get("proofs") or cleaned.get("photos")):
            self.add_error("proofs", _("要求赔付的，请附购买凭证或照片"))
        if cleaned.get("phone") and not cleaned.get("contact_consent"):
            self.add_error("contact_consent", _("留下手机号码的，请勾选同意；不愿被联系请清空号码"))
        elif cleaned.get("phone"):
            self.instance.consent = REPORTING.current
        return cleaned

    @property
    def uploads(self) -> dict[str, list[UploadedFile]]:
        return {name: self.cleaned_data[name] for name in self.uploaded}


class EnteredReportForm(ReportForm):
    """What reached compliance by another way than the scan page."""

    certificate_number = forms.CharField(
        label=_("证书编号（选填）"), max_length=30, required=False, help_text=_("不知道是哪一个产品的，留空")
    )

    class Meta(ReportForm.Meta):
        fields = ["source", *ReportForm.Meta.fields]

    field_order = ["source", "certificate_number"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, insured=True, **kwargs)
        self.fields["contact_consent"].label = _("已告知举报人怎样使用号码，举报人同意平台就此事与其联系")
        source = self.fields["source"]
        assert isinstance(source, forms.TypedChoiceField)
        entered = [choice for choice in Report.Source.choices if choice[0] not in Report.OF_PUBLIC]
        source.choices, source.initial = [("", _("请选择")), *entered], ""
        self.initial.pop("source", None)

    def clean_certificate_number(self) -> str:
        """Leaves the product on the report."""
        number = self.cleaned_data["certificate_number"].strip()
        if not number:
            return ""
        try:
            number = validate_certificate_number(number)
        except NumberInvalid as invalid:
            raise forms.ValidationError(str(invalid)) from None
        found = Authorisation.objects.published().filter(number=number).select_related("product").first()
        if found is None:
            raise forms.ValidationError(_("没有这个编号的证书，请核对"))
        self.instance.product = found.product
        return number
