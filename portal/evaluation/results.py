"""What an evaluation found so far, in words for those who decide."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from portal.evaluation import objections
from portal.evaluation.models import Application, CheckRecord, Report

# Read with the report that they belong to.
_CHECKS = ArraySubquery(
    CheckRecord.objects.filter(report=OuterRef("pk")).values(
        row=JSONObject(criterion="criterion", verdict="verdict", remark="remark")
    )
)


def evaluation_text(application: Application) -> str:
    """Markdown: each report with its checks, then the sample, the last summary, and what was objected to it."""
    reports = application.reports.annotate(checked=_CHECKS)
    parts = [_report_text(report, [CheckRecord(**row) for row in report.checked]) for report in reports]
    parts.append(_("**样品**：%(text)s") % {"text": sample_text(application)})
    decided = application.decisions.filter(stage__in=["summary", "consent", "decision"])
    last = {decision.stage: decision for decision in decided}
    summary = last.get("summary")
    if summary is not None:
        words = {"star": application.get_recommended_star_display(), "opinion": summary.opinion}
        parts.append(_("**评价汇总**：建议%(star)s。%(opinion)s") % words)
    consent = last.get("consent")
    if consent is not None:
        parts.append(_("**企业对建议星级的答复**：%(answer)s") % {"answer": consent.get_outcome_display()})
    # Nothing is shown in public before it was decided.
    raised = objections.of_application(application.pk) if "decision" in last else []
    parts += [_("**公示异议**：%(text)s") % {"text": objection.text} for objection in raised if objection.text]
    return "\n\n".join(parts)


def _report_text(report: Report, checks: Iterable[CheckRecord]) -> str:
    head = _("**%(path)s**：%(outcome)s") % {
        "path": report.get_path_display(),
        "outcome": report.get_outcome_display(),
    }
    score = _("得分 %(score)s") % {"score": report.score} if report.score is not None else ""
    return "\n\n".join(filter(None, [head, score, report.summary, checks_text(checks)]))


def checks_text(checks: Iterable[CheckRecord]) -> str:
    lines = []
    for check in checks:
        line = f"- {check.criterion} {check.get_criterion_display()}：{check.get_verdict_display()}"
        lines.append(f"{line}（{check.remark}）" if check.remark else line)
    return "\n".join(lines)


def sample_text(application: Application) -> str:
    sample = max(application.samples.all(), key=lambda sample: sample.round, default=None)
    if sample is None:
        return _("尚无")
    records = [
        _("%(kind)s%(verdict)s") % {"kind": record.get_kind_display(), "verdict": record.get_verdict_display()}
        for record in sample.inspections.all()
    ]
    return "，".join([f"{sample.number} {sample.get_status_display()}", *records])
