"""Deployments: files in, versions or findings out."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from engine import budget, deployments
from engine.api.base import EngineView, problems, validated
from engine.api.permissions import MayChange, MayDeploy
from engine.api.serializers import FindingSerializer
from engine.changes import publishing
from engine.deployments import DeploymentRefused
from engine.gate.files import limits
from engine.gate.findings import error, has_errors
from engine.models import DecisionDefinition, FormDefinition, ProcessDefinition
from engine.models.definitions import Definition

KINDS = [("process", _("流程")), ("decision", _("决策")), ("form", _("表单"))]
_KIND_OF = {ProcessDefinition: "process", DecisionDefinition: "decision", FormDefinition: "form"}


class DeploymentFilesSerializer(serializers.Serializer):
    files = serializers.ListField(child=serializers.FileField(allow_empty_file=True), default=list)
    note = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


# One version; `is_new` is false when its content had not changed.
class DeployedVersionSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=KINDS)
    key = serializers.CharField()
    version = serializers.IntegerField()
    name = serializers.CharField()
    is_new = serializers.BooleanField()


class DeploymentSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    definitions = DeployedVersionSerializer(many=True)
    findings = FindingSerializer(many=True)


class CheckResultSerializer(serializers.Serializer):
    findings = FindingSerializer(many=True)


class DeploymentsView(EngineView):
    parser_classes = [MultiPartParser]
    permission_classes = [IsAuthenticated, MayDeploy]

    @extend_schema(
        operation_id="deployments_create",
        summary=_("部署流程图、决策表和表单"),
        request=DeploymentFilesSerializer,
        responses={201: DeploymentSerializer, **problems(403, 422)},
        description=_("随产品交付的、由变更单发布过的流程、决策表和表单不能直接部署，只能通过变更单由两人发布。"),
    )
    def post(self, request: Request) -> Response:
        sent = validated(DeploymentFilesSerializer, request)
        with budget.within(limits().seconds):
            outcome = publishing.deploy_directly(_read(sent["files"]), by=request.user, note=sent["note"])
        body = {
            "id": outcome.deployment.pk,
            "created_at": outcome.deployment.created_at,
            "definitions": [
                *(_described(definition, is_new=True) for definition in outcome.new),
                *(_described(definition, is_new=False) for definition in outcome.unchanged),
            ],
            "findings": [finding.as_dict() for finding in outcome.findings],
        }
        return Response(DeploymentSerializer(body).data, status=201)


class CheckView(EngineView):
    parser_classes = [MultiPartParser]
    permission_classes = [IsAuthenticated, MayChange]

    @extend_schema(
        operation_id="deployments_check",
        summary=_("只检查，不部署"),
        request=DeploymentFilesSerializer,
        responses={200: CheckResultSerializer, **problems(403, 422)},
    )
    def post(self, request: Request) -> Response:
        with budget.within(limits().seconds):
            findings = deployments.check(_read(validated(DeploymentFilesSerializer, request)["files"]))
        if has_errors(findings):
            raise DeploymentRefused(findings)
        return Response({"findings": [finding.as_dict() for finding in findings]})


def _read(uploads: list[UploadedFile]) -> dict[str, bytes]:
    """The files by name, each to one byte more than allowed, so that the gate sees what is too large."""
    most = limits().file_bytes + 1
    files: dict[str, bytes] = {}
    for upload in uploads:
        name = str(upload.name)
        if name in files:
            raise DeploymentRefused(
                [
                    error(
                        "file-duplicate",
                        gettext("文件“%(name)s”上传了两次") % {"name": name},
                        file=name,
                        hint=gettext("每个文件只上传一次"),
                    )
                ]
            )
        files[name] = upload.read(most)
    return files


def _described(definition: Definition, *, is_new: bool) -> dict[str, Any]:
    return {
        "kind": _KIND_OF[type(definition)],
        "key": definition.key,
        "version": definition.version,
        "name": definition.name,
        "is_new": is_new,
    }
