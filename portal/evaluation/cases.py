"""How an application shows itself beside a task."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from documents.models import StoredFile
from portal.evaluation import access
from portal.evaluation.commands.applications import PROCESS
from portal.evaluation.models import Application, Criterion, Evidence
from portal.registry.cases import CaseFile, CaseSummary, describes


@describes(PROCESS)
class Applications:
    """Whoever has a task in the case sees what the application says; opinions of others are not here."""

    def titles(self, business_keys: Iterable[str]) -> Mapping[str, str]:
        found = Application.objects.filter(number__in=list(business_keys)).select_related("enterprise", "product")
        return {application.number: title_of(application) for application in found}

    def summary(self, business_key: str, user: Any) -> CaseSummary:
        application = (
            Application.objects.select_related("enterprise__township", "product").filter(number=business_key).first()
        )
        if application is None:
            return CaseSummary(title=business_key)
        if not access.may_see(user, application):  # invited, and has not answered yet
            return CaseSummary(title=title_of(application), rows=_rows(application))
        return CaseSummary(
            title=title_of(application),
            rows=_rows(application),
            files=[
                CaseFile(name=f"{label} · {file.name}", url=reverse("files:show", args=[file.pk]), size=file.size)
                for label, file in labelled_files(application)
            ],
            links=[(str(_("申请进度")), reverse("evaluation:progress", args=[application.number]))],
        )


def title_of(application: Application) -> str:
    return f"{application.product.name} · {application.get_star_display()} · {application.enterprise.name}"


def _rows(application: Application) -> list[tuple[str, str]]:
    enterprise, product = application.enterprise, application.product
    rows = [
        (_("申请编号"), application.number),
        (_("状态"), application.get_status_display()),
        (_("企业"), enterprise.name),
        (_("统一社会信用代码"), enterprise.uscc),
        (_("成立日期"), enterprise.founded_on.isoformat()),
        (_("产品"), f"{product.name}（{product.specification}）"),
        (_("执行标准"), product.standard),
        (_("申请星级"), application.get_star_display()),
        (_("评价方式"), application.get_path_display()),
    ]
    rows += [(_("不适用"), f"{row.get_link_display()}：{row.note}") for row in _excuses(application)]
    return [*rows, *_sample_rows(application)]


def _excuses(application: Application) -> Iterable[Evidence]:
    return application.evidence.filter(not_applicable=True)


def _sample_rows(application: Application) -> list[tuple[str, str]]:
    sample = application.samples.order_by("round").last()
    if sample is None:
        return []
    rows = [(_("样品"), f"{sample.number} {sample.get_status_display()}")]
    if sample.tracking_number:
        rows.append((_("快递"), f"{sample.courier} {sample.tracking_number}"))
    return rows


def labelled_files(application: Application) -> list[tuple[str, StoredFile]]:
    """Every file of the application with what it is for: evidence, photos of the sample, test reports."""
    found = [
        (str(row.get_link_display() or f"{row.criterion} {Criterion(row.criterion).label}"), row.file)
        for row in application.evidence.exclude(file=None).select_related("file")
        if row.file
    ]
    for sample in application.samples.prefetch_related("photos", "inspections__report"):
        found += [(_("签收照片"), photo) for photo in sample.photos.all()]
        found += [(_("检测报告"), record.report) for record in sample.inspections.all() if record.report]
    return found


def files_of(application: Application) -> list[dict[str, Any]]:
    """The same for the template `components/file_list.html`."""
    return [
        {"name": f"{label} · {file.name}", "url": reverse("files:show", args=[file.pk]), "size": file.size}
        for label, file in labelled_files(application)
    ]
