"""样品接收单 and 检测记录, for the enterprise that sent the sample."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from documents.models import Document
from engine import clock
from portal.evaluation.models import InspectionRecord, Sample
from portal.scheme.letters import issue_letter

Kind = InspectionRecord.Kind


def issue_receipt(sample: Sample, *, job_id: UUID) -> Document:
    """样品接收单, once for a job."""

    def data() -> dict[str, Any]:
        return {
            "courier": f"{sample.courier} {sample.tracking_number}",
            "quantity": sample.received_quantity,
            "appearance": str(sample.get_appearance_display()),
            "temperature": "" if sample.temperature is None else f"{sample.temperature} ℃",
            "produced_on": sample.produced_on,
            "shelf_life": sample.shelf_life,
        }

    return _issue("sample_receipt", sample, data, part=1, job_id=job_id)


def issue_record(sample: Sample, *, verdict: str, job_id: UUID) -> Document:
    """检测记录, once for a job."""

    def data() -> dict[str, Any]:
        records = list(sample.inspections.prefetch_related("items"))
        return {
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


def _issue(kind: str, sample: Sample, data: Callable[[], dict[str, Any]], *, part: int, job_id: UUID) -> Document:
    return issue_letter(
        kind,
        lambda: {**_subject(sample), **data()},
        number=f"{sample.number}-{part}",
        addressee=sample.application.enterprise.name,
        subject=sample.application.number,
        owner=sample.application.enterprise.group,
        job_id=job_id,
    )
