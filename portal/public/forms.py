from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from portal.supervision.complaints.commands import PROOFS
from portal.supervision.complaints.forms import FilesField, ReportForm
from portal.supervision.models import Report


class ObjectionForm(ReportForm):
    """What speaks against a result that is shown before it is certified."""

    kinds: ClassVar[Sequence[Report.Kind]] = Report.OBJECTIONS
    uploaded: ClassVar[Sequence[str]] = ("proofs",)

    proofs = FilesField(limits=PROOFS, label=_("证据材料（选填）"), help_text=_("照片、文件或截图，图片或PDF，最多6个"))

    class Meta(ReportForm.Meta):
        fields = ["kind", "description", "proofs", "phone"]
        labels = {
            "kind": _("异议理由"),
            "description": _("具体情况"),
            "phone": _("手机号码（选填）"),
        }
        help_texts = {
            "description": _("写明与哪一项不符、怎样得知，不少于10个字"),
            "phone": _("只用于核实情况和答复，不会告诉企业"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["photos"]
