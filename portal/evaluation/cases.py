"""How an application shows itself beside a task."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from documents.models import Document
from portal.evaluation import access
from portal.evaluation.commands.applications import PROCESS, by_number
from portal.evaluation.correction_texts import name_of, nickname, of_application, with_day
from portal.evaluation.models import Application, Criterion, Evidence, Sample, Star
from portal.evaluation.notices import page_of
from portal.registry.case_files import CaseFile, Labelled, case_files, ids_of
from portal.registry.cases import CaseSummary, Naming, describes
from portal.registry.files import usable_by
from portal.registry.phones import contact_of

_ORDER = {criterion: place for place, criterion in enumerate(Criterion.values)}


def _title(product: str, star: str | int, enterprise: str) -> str:
    return f"{product} · {Star(int(star)).label} · {enterprise}"


@describes(PROCESS)
class Applications:
    """Whoever has a task in the case sees what the application says; opinions of others are not here."""

    naming = Naming(Application, ("product__name", "star", "enterprise__name"), _title)

    def admits(self, business_key: str, user: Any) -> bool:
        application = by_number(business_key)
        return application is not None and access.may_see(user, application)

    def search_texts(self, business_keys: Iterable[str]) -> Mapping[str, Iterable[str]]:
        found = Application.objects.filter(number__in=list(business_keys)).select_related("enterprise", "product")
        found = found.prefetch_related("samples", "product__authorisations")
        return {application.number: list(_search_texts(application)) for application in found}

    def summary(self, business_key: str, user: Any) -> CaseSummary:
        application = by_number(business_key)
        if application is None:
            return CaseSummary(title=business_key)
        if not access.may_see(user, application):  # invited, and has not answered yet
            links = _commission(application, user)
            return CaseSummary(title=title_of(application), rows=_rows(application), links=links)
        with_papers(application)
        return CaseSummary(
            title=title_of(application),
            rows=_rows(application),
            files=files_of(application, user),
            links=[(str(_("申请进度")), page_of(application))],
            contact=contact_of(application.enterprise, user),
        )


def _commission(application: Application, user: Any) -> list[tuple[str, str]]:
    """The letter to the agency that is asked."""
    letters = Document.objects.filter(subject=application.number, kind=access.COMMISSION, docx__in=usable_by(user))
    return [(letter.title, reverse("files:document", args=[letter.pk])) for letter in letters]


def _search_texts(application: Application) -> Iterator[str]:
    enterprise, product = application.enterprise, application.product
    yield from (enterprise.name, enterprise.uscc, product.name, product.filing_number or "")
    yield str(application.get_star_display())
    for sample in application.samples.all():
        yield from (sample.number, sample.courier, sample.tracking_number)
    for authorisation in product.authorisations.all():
        yield authorisation.number


def title_of(application: Application) -> str:
    return _title(application.product.name, application.star, application.enterprise.name)


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
    return [*rows, *_sample_rows(application), *_correction_rows(application)]


def _excuses(application: Application) -> Iterable[Evidence]:
    return (row for row in application.evidence.all() if row.not_applicable)


def _sample_rows(application: Application) -> list[tuple[str, str]]:
    sample = max(application.samples.all(), key=lambda sample: sample.round, default=None)
    if sample is None:
        return []
    rows = [(_("样品"), f"{sample.number} {sample.get_status_display()}")]
    if sample.tracking_number:
        rows.append((_("快递"), f"{sample.courier} {sample.tracking_number}"))
    return rows


def _correction_rows(application: Application) -> list[tuple[str, str]]:
    return [(nickname(item), f"{name_of(item)}：{with_day(item)}") for item in of_application(application)]


def files_of(application: Application, reader: Any) -> list[CaseFile]:
    """Every file of the application under what it is for: evidence by criterion, the sample, reports."""
    with_papers(application)
    return case_files(
        [*_evidence(application), *_of_samples(application), *_of_corrections(application)], reader=reader
    )


def with_papers(application: Application) -> None:
    """Read evidence, samples and inspections together, for all who show something of them."""
    samples = Sample.objects.annotate(photo_ids=ids_of(Sample.photos.through, "sample"))
    prefetch_related_objects([application], "evidence", Prefetch("samples", samples), "samples__inspections")


def _evidence(application: Application) -> Iterator[Labelled]:
    for row in sorted(application.evidence.all(), key=lambda row: (_ORDER[row.criterion], row.pk)):
        if row.file_id:
            yield Labelled(row.file_id, group=str(Criterion(row.criterion).label), label=row.get_link_display())


def _of_corrections(application: Application) -> Iterator[Labelled]:
    found = of_application(application)
    for item in found:
        for file in item.evidence_ids:
            yield Labelled(file, group=str(_("整改证明")), label=nickname(item))
    for photo in found[0].photo_ids if found else ():
        yield Labelled(photo, group=str(_("复核照片")))


def _of_samples(application: Application) -> Iterator[Labelled]:
    samples: list[Any] = list(application.samples.all())
    for sample in samples:
        for photo in sample.photo_ids:
            yield Labelled(photo, group=str(_("样品签收照片")), label=sample.number)
    for sample in samples:
        for record in sample.inspections.all():
            if record.report_id:
                yield Labelled(record.report_id, group=str(_("检测报告")), label=sample.number)
