"""Uploads and downloads, with the question of who may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from documents import pdf, storage
from documents.errors import FileRefused
from documents.kinds import kind_of
from documents.models import Document, StoredFile
from documents.tasks import ask_for_pdf
from documents.views import download, preview
from engine.models import Membership
from portal.accounts.roles import ENTERPRISE_PREFIX
from portal.csp import ContentSecurityPolicy, policy
from portal.registry.current import current_enterprise
from portal.registry.models import Enterprise

_ASK_AGAIN_SECONDS = 3
READ_FILES = "registry.read_files"


# Which stored files, besides, this user reads for the work that was given to them.
CaseFiles = Callable[[Any], Q]
_sources: list[CaseFiles] = []


def provide(source: CaseFiles) -> None:
    """Add a part of the scheme that opens files of single cases; adding it again changes nothing."""
    if source not in _sources:
        _sources.append(source)


def usable_by(user: Any) -> QuerySet[StoredFile]:
    """What a person may read: own uploads, the groups' files, those of all enterprises by role, and what single
    cases open. What was uploaded for an enterprise is the enterprise's, also when the uploader has left it."""
    of_enterprises = Q(owner__startswith=ENTERPRISE_PREFIX)
    mine = Q(owner__in=Membership.objects.names_of(user))
    found = mine | Q(uploaded_by=user) & ~of_enterprises
    if user.has_perm(READ_FILES):
        found |= of_enterprises
    for source in _sources:
        found |= source(user)
    return StoredFile.objects.filter(found)


def may_read(user: Any, file: StoredFile) -> bool:
    return usable_by(user).filter(pk=file.pk).exists()


def may_view_enterprise(user: Any, enterprise_id: int) -> bool:
    """Globally (reviewing roles), or for this enterprise (its members)."""
    if user.has_perm("registry.view_enterprise"):
        return True
    return user.has_perm("registry.view_enterprise", Enterprise(pk=enterprise_id))


@login_required
@require_POST
def upload(request: HttpRequest) -> JsonResponse:
    """Keep one file; answers `{id, name, size, content_type, url}`, or 422 with a sentence."""
    sent = request.FILES.get("file")
    if sent is None:
        return JsonResponse({"detail": _("没有收到文件")}, status=400)
    # `?own`: for something that is not the current enterprise's, such as the registration of another one.
    enterprise = None if "own" in request.GET else current_enterprise(request)
    owner = enterprise.group if enterprise else f"user:{request.user.username}"
    purpose = "".join(c for c in request.POST.get("field", "") if c.isalnum() or c == "_")[:60] or "upload"
    try:
        file = storage.store(sent, name=sent.name or "", purpose=purpose, user=request.user, owner=owner)
    except FileRefused as refused:
        return JsonResponse({"detail": str(refused)}, status=422)
    return JsonResponse(described(file), status=201)


@login_required
@require_safe
def show(request: HttpRequest, pk: UUID) -> FileResponse:
    """An attachment; `?inline` shows pictures and PDFs in the page. Who may not read it learns nothing."""
    file = get_object_or_404(usable_by(request.user), pk=pk)
    return download(file, inline="inline" in request.GET)


@login_required
@require_safe
def thumb(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A small picture of a picture, for lists; 404 for files of other kinds."""
    small = preview(get_object_or_404(usable_by(request.user), pk=pk))
    if small is None:
        raise Http404
    return small


@login_required
@require_safe
def document_pdf(request: HttpRequest, pk: UUID) -> FileResponse | HttpResponse:
    """An issued document as PDF. One that is still being made is waited for by a page that asks again; a docx only
    where there is no PDF to be had."""
    document = get_object_or_404(Document.objects.select_related("docx", "pdf"), pk=pk)
    if not may_read(request.user, document.docx):
        raise Http404
    if document.pdf is not None:
        return download(document.pdf, inline="inline" in request.GET)
    if pdf.is_awaited(document):
        ask_for_pdf(document)
        response = _instead(request, "registry/pdf_awaited.html", {"document": document}, status=202)
        response["Refresh"] = str(_ASK_AGAIN_SECONDS)
        return response
    if kind_of(document.kind).one_page and (fault := pdf.fault_of(document)):
        return _instead(request, "registry/pdf_fault.html", {"document": document, "fault": fault}, status=409)
    return download(document.docx)


def _instead(request: HttpRequest, template: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    """A page in a PDF's place; where our own viewer shows the PDF, it shows the page, without the menu."""
    in_viewer = "inline" in request.GET
    base = "base_public.html" if in_viewer else "base.html"
    response = render(request, template, {**context, "base": base}, status=status)
    if in_viewer:
        response["X-Frame-Options"] = "SAMEORIGIN"
        response[ContentSecurityPolicy.header] = policy(**{"frame-ancestors": "'self'"})
    return response


def described(file: StoredFile) -> dict[str, Any]:
    """What the pages' scripts and lists of files need to know."""
    return {
        "id": str(file.pk),
        "name": file.name,
        "size": file.size,
        "content_type": file.content_type,
        "url": reverse("files:show", args=[file.pk]),
    }


app_name = "files"
urlpatterns = [
    path("", upload, name="upload"),
    path("<uuid:pk>/", show, name="show"),
    path("<uuid:pk>/thumb/", thumb, name="thumb"),
    path("documents/<uuid:pk>/", document_pdf, name="document"),
]
