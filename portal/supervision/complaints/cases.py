"""How a complaint shows itself beside a task, who may read it, and what it is found by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from documents.models import Document
from engine import clock
from engine.models import UserTask
from engine.once import once
from portal.registry import files, grants
from portal.registry.case_files import CaseFile, Labelled, case_files, document_file, ids_of
from portal.registry.cases import CaseSummary, Naming, describes
from portal.registry.disclosure import Reader, discloses
from portal.registry.models import Enterprise, Product
from portal.registry.phones import contact_of
from portal.registry.search import CaseKey, watch
from portal.supervision.complaints.commands import PROCESS
from portal.supervision.models import Report, ReportStep
from portal.supervision.models.reports import FILES_OWNER


def _title(product: str, enterprise: str) -> str:
    title = f"{product or str(Report.UNKNOWN)} · {_('投诉')}"
    return f"{title} · {enterprise}" if enterprise else title


@describes(PROCESS)
class Complaints:
    naming = Naming(Report, ("product__name", "product__enterprise__name"), _title)

    def admits(self, business_key: str, user: Any) -> bool:
        """Those who supervise and are none of the enterprise's own; its people from the moment they are asked."""
        report = _one(business_key)
        if report is None:
            return False
        return Report.objects.visible_to(user).filter(pk=report.pk).exists() or _is_asked(report, user)

    def search_texts(self, business_keys: Iterable[str]) -> Mapping[str, Iterable[str]]:
        return {report.number or "": list(_search_texts(report)) for report in _found(business_keys)}

    def summary(self, business_key: str, user: Any) -> CaseSummary:
        """Compliance sees the report; everybody else the matter, without the reporter's words."""
        report = _one(business_key)
        if report is None:
            return CaseSummary(title=business_key)
        sees_all = Report.objects.visible_to(user).filter(pk=report.pk).exists()
        links = [(str(_("投诉")), reverse("supervision:complaint", args=[report.number]))] if sees_all else []
        return CaseSummary(
            title=title_of(report),
            rows=_rows(report),
            files=files_of(report, user, sees_all=sees_all),
            links=links,
            contact=contact_of(report.product.enterprise, user) if report.product else None,
        )


def _found(business_keys: Iterable[str]) -> Iterable[Report]:
    return Report.objects.filter(number__in=list(business_keys)).select_related("product__enterprise")


@once
def _one(business_key: str) -> Report | None:
    return Report.objects.filter(number=business_key).select_related("product__enterprise", "case", "publicity").first()


def _is_asked(report: Report, user: Any) -> bool:
    """The enterprise knows of a complaint once it was accepted, and of one that was not, never."""
    if report.product is None or report.accepted_at is None:
        return False
    return grants.may_act(user, report.product.enterprise)


def title_of(report: Report) -> str:
    product = report.product
    return _title(product.name, product.enterprise.name) if product else _title("", "")


def _search_texts(report: Report) -> Iterable[str]:
    yield str(report.get_kind_display())
    if report.product:
        yield from (report.product.name, report.product.enterprise.name, report.product.enterprise.uscc)


def _rows(report: Report) -> list[tuple[str, str]]:
    rows = [(_("投诉编号"), report.number or ""), (_("状态"), str(report.get_status_display()))]
    if report.product:
        rows += [(_("企业"), report.product.enterprise.name), (_("产品"), report.product.name)]
    if report.publicity:
        rows.append((_("公示"), report.publicity.number))
    if report.grade:
        rows.append((_("分级"), str(report.get_grade_display())))
    if report.matter:
        rows.append((_("告知企业的事项"), report.matter))
    if report.find_by and not report.finding:
        rows.append((_("认定期限"), clock.day_of(report.find_by).isoformat()))
    if report.finding:
        rows.append((_("认定"), str(report.get_finding_display())))
    if report.claim_result:
        rows.append((_("对赔付请求的处理"), report.claim_result))
    return rows


def files_of(report: Report, reader: Any, *, sees_all: bool) -> list[CaseFile]:
    """The enterprise's own proofs for everybody in the case; what the reporter sent and the letters to him only for
    those who see all of it."""
    labelled = []
    if sees_all:
        labelled += [Labelled(file, group=str(_("举报人的照片"))) for file in _sent(report, Report.photos)]
        labelled += [Labelled(file, group=str(_("购买凭证"))) for file in _sent(report, Report.proofs)]
    shown = report.steps.annotate(file_ids=ids_of(ReportStep.files.through, "reportstep"))
    if not sees_all:
        shown = shown.filter(stage=ReportStep.Stage.EXPLANATION)
    labelled += [Labelled(file, group=str(step.get_stage_display())) for step in shown for file in step.file_ids]
    letters = [document_file(letter, group=str(_("文书"))) for letter in letters_of(report)] if sees_all else []
    return [*letters, *case_files(labelled, reader=reader)]


def _sent(report: Report, files: Any) -> list[UUID]:
    return list(files.through.objects.filter(report=report).order_by("pk").values_list("storedfile", flat=True))


def letters_of(report: Report) -> list[Document]:
    """What was written to the reporter."""
    if report.number is None:
        return []
    kinds = ("complaint_acceptance", "complaint_reply")
    return list(Document.objects.filter(subject=report.number, kind__in=kinds).order_by("issued_at"))


def _opened_files(user: Any) -> Q:
    """Reporters' files, letters to them and what was added later: for those who supervise, without those of an
    enterprise of their own."""
    if not user.has_perm("supervision.view_case"):
        return Q(pk__in=[])
    hidden = Report.objects.exclude(pk__in=Report.objects.visible_to(user).values("pk"))
    letters = Document.objects.filter(subject__in=hidden.exclude(number=None).values("number")).values("docx")
    return (
        Q(owner=FILES_OWNER)
        & ~Q(pk__in=Report.photos.through.objects.filter(report__in=hidden).values("storedfile"))
        & ~Q(pk__in=Report.proofs.through.objects.filter(report__in=hidden).values("storedfile"))
        & ~Q(pk__in=letters)
    ) | Q(pk__in=ReportStep.files.through.objects.exclude(reportstep__report__in=hidden).values("storedfile"))


files.provide(_opened_files)


@discloses("complaint_triage", "complaint_arrangement", "complaint_check", "complaint_finding")
def who_supervises(reader: Reader, task: UserTask) -> bool:
    """Never the enterprise: what is written there may tell of who reported."""
    return bool(reader.user.has_perm("supervision.view_case")) and not reader.is_of_enterprise(task)


@discloses("complaint_explanation")
def the_enterprise_and_who_supervises(reader: Reader, task: UserTask) -> bool:
    return bool(reader.user.has_perm("supervision.view_case")) or reader.is_of_enterprise(task)


def _of(**which: object) -> list[CaseKey]:
    numbers = Report.objects.filter(**which).exclude(number=None).values_list("number", flat=True)
    return [(PROCESS, number) for number in numbers if number]


watch(Report, lambda report: [(PROCESS, report.number)] if report.number else [])
watch(Product, lambda product: _of(product=product))
watch(Enterprise, lambda enterprise: _of(product__enterprise=enterprise))
