"""What the case of an annual inspection says of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from engine import clock
from portal.registry.case_files import CaseFile, Labelled, case_files, document_file
from portal.upkeep.inspection_forms import draw_words
from portal.upkeep.models import AnnualInspection
from portal.upkeep.rows import Rows, rows_of


def rows_of_inspection(inspection: AnnualInspection, *, reader: Any) -> Rows:
    """Whoever runs evaluations also sees how the lot fell; the enterprise learns of a visit when it comes."""
    rows = [
        *rows_of(inspection.authorisation),
        (_("周年日"), inspection.anniversary.isoformat()),
        (_("年检状态"), str(inspection.get_status_display())),
    ]
    if inspection.submitted_at is not None:
        rows += [
            (_("报送日期"), clock.day_of(inspection.submitted_at).isoformat()),
            (_("企业与产品的变化"), inspection.changes),
            (_("年产量"), inspection.output),
            (_("标识用量"), str(inspection.mark_volume)),
            (_("投诉与处理"), inspection.complaints),
        ]
    if reader.has_perm("evaluation.view_application") and (words := draw_words(inspection)):
        rows.append((_("抽中现场抽查") if inspection.drawn else _("未抽中现场抽查"), words))
    for review in inspection.reviews.all():
        if review.opinion:
            rows.append((f"{review.get_stage_display()} {review.get_outcome_display()}", review.opinion))
    return rows


def files_of_inspection(inspection: AnnualInspection, reader: Any) -> list[CaseFile]:
    found = [
        *(Labelled(file, group=str(_("现行证照"))) for file in inspection.licence.values_list("pk", flat=True)),
        *(Labelled(file, group=str(_("检测报告"))) for file in inspection.reports.values_list("pk", flat=True)),
        *(
            Labelled(file, group=str(_("产品质量保险凭证")))
            for file in inspection.insurance.values_list("pk", flat=True)
        ),
    ]
    for review in inspection.reviews.prefetch_related("photos"):
        found += [Labelled(file, group=str(_("现场照片"))) for file in review.photos.values_list("pk", flat=True)]
    letters = [document for document in (inspection.result, inspection.notice) if document is not None]
    return [*(document_file(each, group=str(_("文书"))) for each in letters), *case_files(found, reader=reader)]
