"""The files of a change over REST: their texts, guarded by ETags, and every text that they had."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from engine.api.base import problems, validated
from engine.api.changes import CHANGE_ID, ChangeDetailSerializer, ChangeFileSerializer, ChangeView
from engine.api.serializers import RowSerializer
from engine.changes import editing
from engine.changes.contents import Contents
from engine.errors import ChangeFileNotFound
from engine.etags import expected_by
from engine.models import Revision

FILE = OpenApiParameter("file", str, OpenApiParameter.PATH, description=_("标识加 .bpmn、.dmn 或 .form.json"))
IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description=_("所看到的 etag"))
IF_NONE_MATCH = OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER, description=_("第一次保存时为 *"))


class ChangeTextSerializer(ChangeFileSerializer):
    source = serializers.SerializerMethodField()

    def get_source(self, revision: Revision) -> str:
        return bytes(revision.source or b"").decode()


class SavedTextSerializer(serializers.Serializer):
    source = serializers.CharField(trim_whitespace=False)
    base = serializers.IntegerField(
        required=False, min_value=0, default=None, allow_null=True, help_text=_("从哪一版改起；不填则不变")
    )


class TakenUpSerializer(serializers.Serializer):
    file = serializers.CharField(max_length=220)


class RevisionSerializer(RowSerializer):
    written_by = serializers.CharField(source="written_by.username", allow_null=True)
    is_out = serializers.SerializerMethodField(help_text=_("从变更单中去掉"))

    class Meta:
        model = Revision
        fields = ["number", "label", "base_version", "written_at", "written_by", "is_out"]

    def get_is_out(self, revision: Revision) -> bool:
        return not revision.digest


class RevisionsSerializer(serializers.Serializer):
    results = RevisionSerializer(many=True)


class RestoredSerializer(serializers.Serializer):
    revision = serializers.IntegerField(min_value=1)


class LabelSerializer(serializers.Serializer):
    label = serializers.CharField(max_length=100)


class ChangeFilesView(ChangeView):
    @extend_schema(
        operation_id="changes_take_up",
        summary=_("把已发布的文件加入变更单"),
        parameters=[CHANGE_ID],
        request=TakenUpSerializer,
        responses={200: ChangeDetailSerializer, **problems(403, 404, 409, 422)},
    )
    def post(self, request: Request, change_id: int) -> Response:
        editing.take_up(change_id, validated(TakenUpSerializer, request)["file"], by=request.user)
        return self.answer(change_id)


class _FileView(ChangeView):
    def text(self, revision: Revision) -> Response:
        return Response(ChangeTextSerializer(revision).data, headers={"ETag": f'"{revision.digest}"'})


class ChangeFileView(_FileView):
    @extend_schema(
        operation_id="changes_file",
        summary=_("变更单中的文件"),
        parameters=[CHANGE_ID, FILE],
        responses={200: ChangeTextSerializer, **problems(403, 404)},
    )
    def get(self, request: Request, change_id: int, file: str) -> Response:
        found = Contents(self.found(change_id)).revisions.get(file)
        if found is None:
            raise ChangeFileNotFound(file=file)
        return self.text(found)

    @extend_schema(
        operation_id="changes_save",
        summary=_("保存变更单中的文件"),
        parameters=[CHANGE_ID, FILE, IF_MATCH, IF_NONE_MATCH],
        request=SavedTextSerializer,
        responses={200: ChangeTextSerializer, **problems(403, 404, 409, 412, 422, 428)},
        description=_("每次保存都留下一个历史版本。别人先保存的不会被覆盖，以 412 回答。"),
    )
    def put(self, request: Request, change_id: int, file: str) -> Response:
        asked = validated(SavedTextSerializer, request)
        saved = editing.save(
            change_id,
            file,
            asked["source"].encode(),
            etag=_expected(request),
            base=asked["base"],
            by=request.user,
        )
        return self.text(saved)

    @extend_schema(
        operation_id="changes_take_out",
        summary=_("从变更单中去掉文件"),
        parameters=[CHANGE_ID, FILE, IF_MATCH],
        responses={204: OpenApiResponse(description=_("已从变更单中去掉")), **problems(403, 404, 409, 412, 428)},
    )
    def delete(self, request: Request, change_id: int, file: str) -> Response:
        editing.take_out(change_id, file, etag=_expected(request), by=request.user)
        return Response(status=204)


class RevisionsView(ChangeView):
    @extend_schema(
        operation_id="changes_revisions",
        summary=_("文件的历史版本"),
        parameters=[CHANGE_ID, FILE],
        responses={200: RevisionsSerializer, **problems(403, 404)},
    )
    def get(self, request: Request, change_id: int, file: str) -> Response:
        kept = self.found(change_id).revisions.filter(file=file).select_related("written_by").defer("source")
        rows: list[Any] = list(kept.order_by("-number"))
        if not rows:
            raise ChangeFileNotFound(file=file)
        return Response({"results": RevisionSerializer(rows, many=True).data})


class RestoreRevisionView(_FileView):
    @extend_schema(
        operation_id="changes_restore",
        summary=_("恢复历史版本"),
        parameters=[CHANGE_ID, FILE],
        request=RestoredSerializer,
        responses={200: ChangeTextSerializer, **problems(403, 404, 409)},
        description=_("所恢复的成为最新的一个，其他的都还在。"),
    )
    def post(self, request: Request, change_id: int, file: str) -> Response:
        asked = validated(RestoredSerializer, request)
        return self.text(editing.restore(change_id, file, asked["revision"], by=request.user))


class LabelRevisionView(_FileView):
    @extend_schema(
        operation_id="changes_label",
        summary=_("给文件现在的内容起名"),
        parameters=[CHANGE_ID, FILE],
        request=LabelSerializer,
        responses={200: ChangeTextSerializer, **problems(403, 404, 409)},
    )
    def post(self, request: Request, change_id: int, file: str) -> Response:
        asked = validated(LabelSerializer, request)
        return self.text(editing.name_state(change_id, file, asked["label"], by=request.user))


def _expected(request: Request) -> str:
    return expected_by(request.headers).strip('"')
