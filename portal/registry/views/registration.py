"""Registering an enterprise, and following the registration."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engine import etags
from engine.errors import AnswersRefused, ProcessSuspended
from engine.etags import DraftChanged, PreconditionMissing
from engine.models import FormDefinition
from portal.accounts.commands import give_consent
from portal.accounts.models import Consent
from portal.accounts.requests import SignedInRequest
from portal.registry import commands
from portal.registry.accepting import accept, accepted_for
from portal.registry.answers import clean
from portal.registry.commands.drafts import (
    check_newest,
    draft_etag,
    registration_draft,
    save_registration_draft,
)
from portal.registry.commands.enterprises import PROCESS
from portal.registry.current import choose
from portal.registry.errors import AlreadyRegistered, FieldsRefused, RegistryError
from portal.registry.files import may_view_enterprise
from portal.registry.live_page import live_page
from portal.registry.models import Enterprise, PhoneReveal, Region, RegistrationDraft
from portal.registry.phones import contact_of
from portal.registry.progress import progress_of
from portal.registry.referrers import INVITATION
from portal.registry.registration_case import files_of
from portal.registry.registration_form import FORM, fields_of, named_in, township_options
from portal.scheme.regulations import RULES

# What the form says of its two papers.
_MAX_UPLOAD_MB = 10


@login_required
@require_safe
def register(request: SignedInRequest) -> HttpResponse:
    """First the county of production, then the form with its townships."""
    if request.user.phone_verified_at is None:
        messages.info(request, _("注册企业前请先验证手机号码"))
        return redirect(f"{reverse('phone')}?next={request.path}")
    draft = registration_draft(request.user)
    county = _county(request.GET.get("county") or (draft.answers.get("county") if draft else ""))
    if county is None:
        return render(request, "registry/register_county.html", {"regions": _provinces()})
    form = _form()
    if form is None:
        return render(request, "registry/register_closed.html", status=503)
    config = {
        "schema": json.loads(bytes(form.source)),
        "data": _data(request, draft, county),
        "submitUrl": reverse("registry:submit", args=[county.pk]),
        "draftUrl": reverse("registry:draft", args=[county.pk]),
        "draftEtag": draft_etag(draft),
        "uploadUrl": f"{reverse('files:upload')}?own=1",
        "maxUploadMb": _MAX_UPLOAD_MB,
        "submitLabel": _("提交注册"),
    }
    return render(request, "registry/register.html", {"county": county, "config": config})


def _data(request: SignedInRequest, draft: RegistrationDraft | None, county: Region) -> dict[str, Any]:
    answers = dict(draft.answers) if draft else {}
    # A township of another county would be an answer that the list no longer offers.
    if not str(answers.get("township", "")).startswith(county.pk):
        answers.pop("township", None)
    start = {"contact_name": request.user.display_name, "contact_phone": request.user.phone}
    return start | answers | _around(request, county.pk)


def _around(request: HttpRequest, county: str) -> dict[str, Any]:
    """What the form reads besides the answers."""
    return {"townships": township_options(county), "guidance": "", "invited": INVITATION in request.session}


def _form() -> FormDefinition | None:
    return FormDefinition.objects.newest(FORM)


def _provinces() -> list[Region]:
    return list(Region.objects.current().filter(level=Region.Level.PROVINCE))


def _county(code: str | None) -> Region | None:
    """A region that holds townships."""
    if not code:
        return None
    return Region.objects.current().filter(pk=code, children__level=Region.Level.TOWNSHIP).distinct().first()


@login_required
@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    """The next list of the county picker, below the region that was picked."""
    parent = get_object_or_404(Region.objects.current(), pk=request.GET.get("parent", ""))
    children = list(Region.objects.current().filter(parent=parent))
    is_county = bool(children) and children[0].level == Region.Level.TOWNSHIP
    context = {"parent": parent, "regions": children, "is_county": is_county or not children}
    return render(request, "registry/region_select.html", context)


@login_required
@require_POST
def submit(request: SignedInRequest, county: str) -> JsonResponse:
    """Validate against the form, register, start P01; 422 names the fields."""
    form = _form()
    if form is None:
        raise Http404
    data = _around(request, county)
    try:
        if "If-Match" in request.headers or "If-None-Match" in request.headers:
            check_newest(request.user, expected=etags.expected_by(request.headers))
        answers = clean(form, _answers(request), user=request.user, data=data)
        named = named_in(answers, invitation=request.session.get(INVITATION, ""))
        enterprise = commands.register_enterprise(
            fields=fields_of(answers, by=request.user), by=request.user, named=named
        )
    except DraftChanged as changed:
        return _changed(changed)
    except AlreadyRegistered as refused:
        url = reverse("registry:join", args=[refused.enterprise_id])
        return JsonResponse({"next": url})
    except (AnswersRefused, FieldsRefused) as refused:
        return JsonResponse({"detail": str(refused), "errors": refused.errors}, status=422)
    except RegistryError as refused:
        return JsonResponse({"detail": str(refused), "errors": {"uscc": [str(refused)]}}, status=422)
    except ProcessSuspended as refused:
        return JsonResponse({"detail": str(refused)}, status=409)
    give_consent(request.user, Consent.Kind.PRIVACY)
    accept(enterprise, RULES, subject=enterprise.number, by=request.user)
    request.session.pop(INVITATION, None)
    RegistrationDraft.objects.filter(user=request.user).delete()
    choose(request, enterprise)
    return JsonResponse({"next": reverse("registry:registration", args=[enterprise.pk])})


def _answers(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except ValueError:
        raise AnswersRefused({"": [_("提交的内容格式不正确，请刷新页面后重试")]}) from None
    answers = body.get("answers") if isinstance(body, dict) else None
    if not isinstance(answers, dict):
        raise AnswersRefused({"": [_("提交的内容格式不正确，请刷新页面后重试")]})
    return answers


@login_required
@require_http_methods(["PUT"])
def draft(request: SignedInRequest, county: str) -> JsonResponse:
    """Keep what was typed; 412 when another window was quicker, 428 when the page does not say what it saw."""
    try:
        expected = etags.expected_by(request.headers)
        answers = _answers(request) | {"county": county}
        kept = save_registration_draft(request.user, answers=answers, expected=expected)
    except PreconditionMissing as missing:
        return JsonResponse({"detail": str(missing), "code": missing.code}, status=428)
    except DraftChanged as changed:
        return _changed(changed)
    except AnswersRefused as refused:
        return JsonResponse({"detail": str(refused)}, status=400)
    return JsonResponse({"etag": draft_etag(kept)}, headers={"ETag": draft_etag(kept)})


def _changed(changed: DraftChanged) -> JsonResponse:
    body = {"detail": str(changed), "code": changed.code}
    return JsonResponse(body, status=412, headers={"ETag": changed.etag} if changed.etag else None)


@login_required
@require_safe
def registration(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the registration stands; for members, and for those who review."""
    found = Enterprise.objects.select_related("township__parent__parent__parent")
    enterprise = get_object_or_404(found, pk=pk)
    if not may_view_enterprise(request.user, enterprise.pk):
        raise Http404
    context = {
        "enterprise": enterprise,
        "progress": progress_of(PROCESS, enterprise.number, user=request.user),
        "files": files_of(enterprise, request.user),
        "reviews": enterprise.reviews.all(),
        "accepted": accepted_for(enterprise, subject=enterprise.number),
        "contact": contact_of(enterprise, request.user),
        "reveals": _reveals(enterprise, request.user),
    }
    return live_page(request, "registry/registration.html", "registry/registration_now.html", context)


def _reveals(enterprise: Enterprise, user: Any) -> QuerySet[PhoneReveal]:
    """Who looked at the contact's number: for the enterprise's owner."""
    found = enterprise.phone_reveals.all()
    return found if user.has_perm("registry.manage_enterprise", enterprise) else found.none()
