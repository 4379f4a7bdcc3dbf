"""样品接收单 and 检测记录, for the enterprise that sent the sample."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from documents.issue import issue
from documents.models import Document
from engine import clock
from portal.evaluation.models import InspectionRecord, Sample
from portal.scheme import values

Kind = InspectionRecord.Kind


def issue_receipt(sample: Sample, *, job_id: UUID) -> Document:
    """样品接收单, once for a job."""
    with override(settings.LANGUAGE_CODE):
        temperature = "" if sample.temperature is None else f"{sample.temperature} ℃"
        data = _subject(sample) | {
            "courier": f"{sample.courier} {sample.tracking_number}",
            "quantity": sample.received_quantity,
            "appearance": str(sample.get_appearance_display()),
            "temperature": temperature,
            "produced_on": sample.produced_on,
            "shelf_life": sample.shelf_life,
        }
        return _issue("sample_receipt", sample, data, part=1, job_id=job_id)


def issue_record(sample: Sample, *, verdict: str, job_id: UUID) -> Document:
    """检测记录, once for a job."""
    with override(settings.LANGUAGE_CODE):
        records = list(sample.inspections.prefetch_related("items"))
        data = _subject(sample) | {
            "standard": sample.application.product.standard,
            "draw_rule": str(sample.get_draw_rule_display()),
            "papers": _lines(records, Kind.DOCUMENTS),
            "tests": _lines(records, *InspectionRecord.OF_LABORATORY),
            "retests": _lines(records, Kind.RETEST),
            "verdict": verdict,
        }
        return _issue("sample_record", sample, data, part=2, job_id=job_id)


def _subject(sample: Sample) -> dict[str, Any]:
    application, product = sample.application, sample.application.product
    return {
        "issuer": values.text("OTOP_ISSUER"),
        "contact": values.text("OTOP_CONTACT"),
        "enterprise_name": application.enterprise.name,
        "uscc": application.enterprise.uscc,
        "sample_number": sample.number,
        "application_number": application.number,
        "product_name": product.name,
        "specification": product.specification,
        "batch": sample.batch,
        "received_on": clock.day_of(sample.received_at or clock.now()),
    }


def _lines(records: list[InspectionRecord], *kinds: str) -> tuple[str, ...]:
    return tuple(line for record in records if record.kind in kinds for line in lines_of(record))


def lines_of(record: InspectionRecord) -> list[str]:
    """Whose report it is, each item, and the conclusion."""
    lines = []
    if record.laboratory:
        words = {
            "laboratory": record.laboratory,
            "cma": record.cma_number,
            "report": record.report_number,
            "day": record.reported_on.isoformat() if record.reported_on else "",
        }
        lines.append(_("检测机构：%(laboratory)s（CMA %(cma)s），报告编号%(report)s，报告日期%(day)s") % words)
    for item in record.items.all():
        words = {"name": item.name, "method": item.method, "limit": item.limit, "value": item.value}
        words["verdict"] = str(item.get_verdict_display())
        lines.append(_("%(name)s：方法%(method)s，限值%(limit)s，结果%(value)s，%(verdict)s") % words)
    conclusion = _("结论：%(verdict)s") % {"verdict": record.get_verdict_display()}
    return [*lines, f"{conclusion}。{record.opinion}" if record.opinion else f"{conclusion}。"]


def _issue(kind: str, sample: Sample, data: dict[str, Any], *, part: int, job_id: UUID) -> Document:
    return issue(
        id=job_id,
        kind=kind,
        data=data,
        number=f"{sample.number}-{part}",
        addressee=sample.application.enterprise.name,
        subject=sample.application.number,
        issued_at=clock.now(),
        owner=sample.application.enterprise.group,
        is_sample=settings.OTOP_SAMPLE_OUTPUT,
    )
