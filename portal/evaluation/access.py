"""What an assigned agency or expert may see, and for how long: one case and its files, while they work on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from guardian.shortcuts import assign_perm, get_objects_for_user, get_users_with_perms, remove_perm

from documents.models import Document
from portal.accounts.models import User
from portal.evaluation.models import (
    AgencyReport,
    Application,
    Evidence,
    InspectionRecord,
    Nonconformity,
    OnsiteVisit,
    Report,
    Revisit,
    Sample,
)
from portal.registry.files import may_view_enterprise
from portal.registry.models import Enterprise, Product, ProductPicture

_CASE = "evaluation.view_application"
#: Documents for those who evaluate and decide; the enterprise reads what comes of them in its result.
COMMISSION = "commission_letter"
CONFIDENTIAL = ("expert_opinion", "evaluation_report", "third_party_report", COMMISSION)


def may_see(user: Any, application: Application) -> bool:
    """The roles that evaluate, the enterprise's members, and whoever was given this case."""
    if user.has_perm(_CASE) or may_view_enterprise(user, application.enterprise_id):
        return True
    return bool(user.has_perm(_CASE, application))


def open_case(application: Application, users: Iterable[User]) -> None:
    """The application and what was handed in for it; nothing else of the enterprise."""
    for user in users:
        assign_perm(_CASE, user, application)


def close_case(application: Application, users: Iterable[User] | None = None) -> None:
    """Take it away again; from everybody where no users are named."""
    for user in _people_of(application) if users is None else users:
        remove_perm(_CASE, user, application)


def files(user: Any) -> Q:
    """The stored files that this user reads because of a case, or as the keeper of samples."""
    found = _files_of(_given_to(user))
    if user.has_perm("evaluation.view_sample"):
        found |= _samples_files(Sample.objects.all())
    if user.has_perm("evaluation.view_opinion"):
        found |= _files_of_documents(Document.objects.filter(kind__in=CONFIDENTIAL))
    return found


def owner_of_papers(application: Application) -> str:
    """The owner of what is confidential: no group's name, so that nobody reads it who is not let in here."""
    return f"evaluation:{application.pk}"


def _given_to(user: Any) -> QuerySet[Application]:
    given: Any = get_objects_for_user(user, _CASE, Application, accept_global_perms=False, use_groups=False)
    return given


def _files_of(applications: QuerySet[Application]) -> Q:
    """Evidence with the licence (the first criterion), samples, reports, pictures of the visit, documents, and what was
    filed of the product."""
    ids = applications.values("pk")
    products = applications.values("product")
    documents = Document.objects.filter(subject__in=applications.values("number"))
    found = _samples_files(Sample.objects.filter(application__in=ids))
    # Another agency's commission is not its successor's business.
    found |= _files_of_documents(documents.exclude(kind=COMMISSION))
    for files in (
        Evidence.objects.filter(application__in=ids).values("file"),
        Report.objects.filter(application__in=ids).values("file"),
        AgencyReport.objects.filter(order__application__in=ids).values("file"),
        AgencyReport.objects.filter(order__application__in=ids).values("attachments"),
        OnsiteVisit.objects.filter(panel__application__in=ids).values("photos"),
        Nonconformity.objects.filter(visit__panel__application__in=ids).values("evidence"),
        Revisit.objects.filter(visit__panel__application__in=ids).values("photos"),
        Enterprise.objects.filter(pk__in=applications.values("enterprise")).values("licence"),
        ProductPicture.objects.filter(product__in=products).values("file"),
        Product.objects.filter(pk__in=products).values("compliance_file"),
    ):
        found |= Q(pk__in=files)
    return found


def _files_of_documents(documents: QuerySet[Document]) -> Q:
    return Q(pk__in=documents.values("docx")) | Q(pk__in=documents.values("pdf"))


def _samples_files(samples: QuerySet[Sample]) -> Q:
    reports = InspectionRecord.objects.filter(sample__in=samples.values("pk"))
    return Q(pk__in=samples.values("photos")) | Q(pk__in=reports.values("report"))


def _people_of(application: Application) -> QuerySet[User]:
    found: Any = get_users_with_perms(
        application, only_with_perms_in=["view_application"], with_group_users=False, with_superusers=False
    )
    return found
