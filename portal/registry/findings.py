"""What the decision tables `registration_format` and `product_filing_completeness` can say, in words for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SENTENCES = {
    "uscc_invalid": gettext_lazy("统一社会信用代码校验不通过，请对照营业执照检查"),
    "uscc_prefix": gettext_lazy("统一社会信用代码的登记机关类别少见，请人工核对"),
    "licence_expired": gettext_lazy("营业期限已届满，请上传有效的营业执照"),
    "licence_expires_soon": gettext_lazy("营业期限即将届满"),
    "township_unknown": gettext_lazy("生产地乡镇不在现行行政区划内，请重新选择"),
    "same_name": gettext_lazy("存在同名企业，请核对是否重复登记"),
    "pictures_missing": gettext_lazy("产品图片（至少一张）"),
    "permit_missing": gettext_lazy("生产许可证号"),
    "permit_or_compliance_missing": gettext_lazy("生产许可证号或承诺达标合格证"),
    "trace_note_missing": gettext_lazy("溯源说明"),
    "consent_missing": gettext_lazy("公开联系电话的同意"),
    "origin_unknown": gettext_lazy("现行行政区划内的产地乡镇"),
    "permit_unusual": gettext_lazy("生产许可证号不是“SC”加14位数字，请人工核对"),
    "certification_expired": gettext_lazy("有已过期的其他认证，请核对"),
}


def sentences(findings: Iterable[Mapping[str, Any]] | None, *, severity: str = "") -> list[str]:
    """All of them, or those of one severity; a code that managers added to the table speaks for itself."""
    found = [f for f in findings or [] if not severity or f.get("severity") == severity]
    return [str(SENTENCES.get(f["code"]) or _("形式审查：%(code)s") % {"code": f["code"]}) for f in found]
