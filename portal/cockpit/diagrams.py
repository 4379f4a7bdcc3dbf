"""Changing a process: the modeler, the draft it saves, the gate, and the deployment of a new version."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from engine import budget
from engine.api.authentication import BrowserSession
from engine.api.base import validated
from engine.api.permissions import MayDeploy
from engine.bpmn.constructs.document import refused_types
from engine.deployments import check
from engine.drafts import DraftConflict, deploy_draft, discard_draft, files_of, name_of, save_draft
from engine.etags import expected_by
from engine.gate.files import limits
from engine.models import Draft, FormDefinition, ProcessDefinition
from engine.registry import handlers
from portal.accounts import roles
from portal.cockpit.forms import KEY_PATTERN, NewProcess
from portal.cockpit.processes import EDIT, XML

KEY = re.compile(KEY_PATTERN)


class New(PermissionRequiredMixin, FormView):
    """A name and a key, and what to begin with; then the editor."""

    template_name = "cockpit/new.html"
    form_class = NewProcess
    permission_required = EDIT

    def form_valid(self, form: NewProcess) -> HttpResponse:
        key = form.cleaned_data["key"]
        try:
            save_draft(key, form.source, etag="", by=self.request.user)
        except DraftConflict as refused:  # somebody took the key at the same moment
            form.add_error("key", str(refused))
            return self.form_invalid(form)
        came = "?from=file" if form.cleaned_data["file"] else ""
        return redirect(reverse("cockpit:edit", args=[key]) + came)


class Editor(PermissionRequiredMixin, TemplateView):
    """bpmn-js on the draft, or on the newest version, or on an empty diagram for a new key."""

    template_name = "cockpit/edit.html"
    permission_required = EDIT

    def get_context_data(self, key: str, **kwargs: Any) -> dict[str, Any]:
        _known_shape(key)
        draft = Draft.objects.filter(key=key).select_related("updated_by", "base").first()
        newest = ProcessDefinition.objects.newest(key)
        base = draft.base if draft else newest
        back = reverse("cockpit:process", args=[key]) if newest else reverse("cockpit:processes")
        forms = FormDefinition.objects.latest_versions().values_list("key", "name")
        name = newest.name if newest else name_of(draft) if draft else _("新流程")
        config = {
            "xmlUrl": reverse("cockpit:draft_diagram", args=[key]),
            "etag": draft.etag if draft else "",
            "base": base.version if base else 0,
            "doneUrl": back,
            "saveUrl": reverse("cockpit:draft", args=[key]),
            "checkUrl": reverse("cockpit:check", args=[key]),
            "deployUrl": reverse("cockpit:deploy", args=[key]),
            "key": key,
            "name": name,
            "refused": refused_types(),
            "isForeign": self.request.GET.get("from") == "file",
            "forms": [
                {"id": form, "name": name, "url": reverse("cockpit:form_schema", args=[form])} for form, name in forms
            ],
            "draftForms": draft.forms if draft else {},
            # What sees to a thing whose case was cancelled is called so.
            "topics": sorted(topic for topic in handlers if topic.endswith(".cancelled")),
            "groups": [{"id": role, "name": roles.name_of(role)} for role in roles.NAMES],
        }
        return super().get_context_data(key=key, name=name, newest=newest, draft=draft, config=config, **kwargs)


@login_required
@permission_required(EDIT, raise_exception=True)
def draft_diagram(request: HttpRequest, key: str) -> HttpResponse:
    """What the editor opens."""
    source = Draft.objects.filter(key=key).first() or ProcessDefinition.objects.newest(key)
    if source is not None:
        return HttpResponse(bytes(source.source), content_type=XML)
    _known_shape(key)
    return HttpResponse(render_to_string("cockpit/empty.bpmn", {"key": key}), content_type=XML)


@login_required
@permission_required(EDIT, raise_exception=True)
def form_schema(request: HttpRequest, key: str) -> HttpResponse:
    """A form as it is deployed, to look at."""
    form = FormDefinition.objects.newest(key)
    if form is None:
        raise Http404
    return HttpResponse(bytes(form.source), content_type="application/json; charset=utf-8")


class DiagramBody(serializers.Serializer):
    xml = serializers.CharField(trim_whitespace=False)
    forms = serializers.DictField(child=serializers.CharField(trim_whitespace=False), required=False, default=dict)

    def validate_forms(self, forms: dict[str, str]) -> dict[str, str]:
        if not all(KEY.fullmatch(form) for form in forms):
            raise serializers.ValidationError(_("表单的标识不合规定"))
        return forms


class DraftBody(DiagramBody):
    base = serializers.IntegerField(required=False, min_value=0, default=None)


class DeployBody(serializers.Serializer):
    note = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")


class DiagramAction(APIView):
    """JSON for the modeler; errors become problem+json in the one exception handler."""

    authentication_classes = (BrowserSession,)
    permission_classes = (MayDeploy,)
    schema = None


class DraftAction(DiagramAction):
    """The draft: `If-None-Match: *` for the first save, `If-Match` after; 428 without, 412 when it is another now."""

    def put(self, request: Request, key: str) -> Response:
        _known_shape(key)
        body = validated(DraftBody, request)
        draft = save_draft(
            key,
            body["xml"].encode(),
            etag=_expected(request),
            by=request.user,
            base=body["base"],
            forms=body["forms"],
        )
        answer = {"etag": draft.etag, "saved_at": draft.updated_at}
        return Response(answer, headers={"ETag": f'"{draft.etag}"'})

    def delete(self, request: Request, key: str) -> Response:
        discard_draft(key, etag=_expected(request))
        return Response(status=204)


class Check(DiagramAction):
    def post(self, request: Request, key: str) -> Response:
        body = validated(DiagramBody, request)
        with budget.within(limits().seconds):
            findings = check(files_of(key, body["xml"].encode(), body["forms"]), process=key)
        return Response({"findings": [finding.as_dict() for finding in findings]})


class Deploy(DiagramAction):
    """Publishes the draft that `If-Match` names."""

    def post(self, request: Request, key: str) -> Response:
        body = validated(DeployBody, request)
        with budget.within(limits().seconds):
            outcome = deploy_draft(key, etag=_expected(request), by=request.user, note=body["note"])
        made = next(one for one in [*outcome.new, *outcome.unchanged] if isinstance(one, ProcessDefinition))
        answer = {
            "version": made.version,
            "is_new": made in outcome.new,
            "url": reverse("cockpit:process", args=[made.key]),
        }
        return Response(answer, status=201)


def _known_shape(key: str) -> None:
    if not KEY.fullmatch(key):
        raise Http404


def _expected(request: Request) -> str:
    return expected_by(request.headers).strip('"')
