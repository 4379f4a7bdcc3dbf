"""Changing a process: the modeler, the draft it saves, the gate, and the deployment of a new version."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from engine import budget
from engine.api.authentication import BrowserSession
from engine.api.permissions import MayDeploy
from engine.deployments import check, publish
from engine.drafts import DraftConflict, discard_draft, save_draft
from engine.gate.constructs.document import refused_types
from engine.gate.files import limits
from engine.models import Draft, FormDefinition, ProcessDefinition
from portal.cockpit.processes import EDIT, XML

# An XML name without colon, as BPMN ids must be, kept short enough for a title.
KEY = re.compile(r"[A-Za-z_][\w.-]{0,99}", re.ASCII)


class Editor(PermissionRequiredMixin, TemplateView):
    """bpmn-js on the draft, or on the newest version, or on an empty diagram for a new key."""

    template_name = "cockpit/edit.html"
    permission_required = EDIT

    def get_context_data(self, key: str, **kwargs: Any) -> dict[str, Any]:
        if not KEY.fullmatch(key):
            raise Http404
        draft = Draft.objects.filter(key=key).select_related("updated_by").first()
        newest = ProcessDefinition.objects.newest(key)
        forms = FormDefinition.objects.latest_versions().values_list("key", "name")
        config = {
            "xmlUrl": reverse("cockpit:draft_diagram", args=[key]),
            "etag": draft.etag if draft else "",
            "saveUrl": reverse("cockpit:draft", args=[key]),
            "checkUrl": reverse("cockpit:check", args=[key]),
            "deployUrl": reverse("cockpit:deploy", args=[key]),
            "fileName": key,
            "refused": refused_types(),
            "forms": [{"id": form, "name": name} for form, name in forms],
        }
        name = newest.name if newest else _("新流程")
        return super().get_context_data(key=key, name=name, newest=newest, draft=draft, config=config, **kwargs)


@login_required
@permission_required(EDIT, raise_exception=True)
def draft_diagram(request: HttpRequest, key: str) -> HttpResponse:
    """What the editor opens."""
    source = Draft.objects.filter(key=key).first() or ProcessDefinition.objects.newest(key)
    if source is not None:
        return HttpResponse(bytes(source.source), content_type=XML)
    if not KEY.fullmatch(key):
        raise Http404
    return HttpResponse(render_to_string("cockpit/empty.bpmn", {"key": key}), content_type=XML)


@login_required
@require_POST
@permission_required(EDIT, raise_exception=True)
def discard(request: HttpRequest, key: str) -> HttpResponse:
    draft = get_object_or_404(Draft, key=key)
    discard_draft(key, etag=draft.etag)
    known = ProcessDefinition.objects.filter(key=key).exists()
    return redirect("cockpit:process", key=key) if known else redirect("cockpit:processes")


class DiagramBody(serializers.Serializer):
    xml = serializers.CharField(trim_whitespace=False)
    note = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")


class DiagramAction(APIView):
    """JSON for the modeler; errors become problem+json in the one exception handler."""

    authentication_classes = (BrowserSession,)
    permission_classes = (MayDeploy,)
    schema = None

    def body(self, request: Request) -> tuple[bytes, str]:
        body = DiagramBody(data=request.data)
        body.is_valid(raise_exception=True)
        return body.validated_data["xml"].encode(), body.validated_data["note"]


class DraftAction(DiagramAction):
    def put(self, request: Request, key: str) -> Response:
        current = Draft.objects.filter(key=key).values_list("etag", flat=True).first() or ""
        source, _note = self.body(request)
        try:
            # Without the header the author chose to overwrite what is there.
            draft = save_draft(key, source, etag=request.headers.get("If-Match", current), by=request.user)
        except DraftConflict as conflict:
            return Response({"detail": str(conflict)}, status=412)
        return Response({"etag": draft.etag, "saved_at": draft.updated_at}, headers={"ETag": draft.etag})


class Check(DiagramAction):
    def post(self, request: Request, key: str) -> Response:
        source, _note = self.body(request)
        with budget.within(limits().seconds):
            findings = check({f"{key}.bpmn": source})
        return Response({"findings": [finding.as_dict() for finding in findings]})


class Deploy(DiagramAction):
    def post(self, request: Request, key: str) -> Response:
        source, note = self.body(request)
        with budget.within(limits().seconds):
            outcome = publish({f"{key}.bpmn": source}, by=request.user, note=note)
        Draft.objects.filter(key=key).delete()
        made = next(one for one in [*outcome.new, *outcome.unchanged] if isinstance(one, ProcessDefinition))
        return Response({"version": made.version, "url": reverse("cockpit:process", args=[made.key])}, status=201)
