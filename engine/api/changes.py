"""Changes over REST: what managers prepare, and what a second person decides about it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from engine.api.base import CURSOR, PAGE_SIZE, EngineView, page_of, problems, validated
from engine.api.pages import page
from engine.api.permissions import MayApproveChanges, MayChange, MaySeeDefinitions
from engine.api.serializers import FindingSerializer, RowSerializer, StatedReasonSerializer
from engine.changes import editing, proving, publishing, reviewing
from engine.changes.contents import Contents
from engine.errors import ChangeNotFound
from engine.models import Change, ChangeEvent
from engine.models.order import LAST_ID, Place

STATUS = OpenApiParameter("status", str, enum=Change.Status.values)
CHANGE_ID = OpenApiParameter("change_id", int, OpenApiParameter.PATH)


class ChangeFileSerializer(serializers.Serializer):
    file = serializers.CharField(help_text=_("标识加 .bpmn、.dmn 或 .form.json"))
    etag = serializers.CharField(source="digest")
    revision = serializers.IntegerField(source="number")
    base_version = serializers.IntegerField(help_text=_("从哪一版改起；0 为新建"))
    written_at = serializers.DateTimeField()
    written_by = serializers.CharField(source="written_by.username", allow_null=True)


class ChangeEventSerializer(RowSerializer):
    by = serializers.CharField(source="by.username", allow_null=True)
    label = serializers.SerializerMethodField()

    class Meta:
        model = ChangeEvent
        fields = ["kind", "label", "at", "by", "digest", "comment"]

    def get_label(self, event: ChangeEvent) -> str:
        return str(event.get_kind_display())


class ChangeSerializer(RowSerializer):
    created_by = serializers.CharField(source="created_by.username", allow_null=True)
    reverses = serializers.IntegerField(source="reverses_id", allow_null=True, help_text=_("它撤回的变更单"))
    deployment = serializers.IntegerField(source="deployment_id", allow_null=True)

    class Meta:
        model = Change
        fields = [
            "id", "title", "reason", "status", "created_at", "created_by", "publish_at", "deployment", "reverses",
        ]  # fmt: skip


class ChangeDetailSerializer(ChangeSerializer):
    digest = serializers.SerializerMethodField(help_text=_("全部内容的摘要；提交和复核须带上所看到的"))
    files = serializers.SerializerMethodField()
    outdated = serializers.SerializerMethodField(help_text=_("别人已发布更新版本的文件"))
    authors = serializers.SerializerMethodField(help_text=_("参与修改的人，不能复核"))
    events = serializers.SerializerMethodField()

    class Meta(ChangeSerializer.Meta):
        fields = [*ChangeSerializer.Meta.fields, "digest", "files", "outdated", "authors", "events"]

    def get_digest(self, change: Change) -> str:
        return str(self.context["contents"].digest)

    @extend_schema_field(ChangeFileSerializer(many=True))
    def get_files(self, change: Change) -> Any:
        return ChangeFileSerializer(self.context["contents"].revisions.values(), many=True).data

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_outdated(self, change: Change) -> list[str]:
        return list(self.context["contents"].outdated)

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_authors(self, change: Change) -> list[str]:
        return sorted(author.get_username() for author in change.authors.all())

    @extend_schema_field(ChangeEventSerializer(many=True))
    def get_events(self, change: Change) -> Any:
        return ChangeEventSerializer(change.events.select_related("by"), many=True).data


class ChangeBeginSerializer(serializers.Serializer):
    title = serializers.CharField(max_length=200)
    reason = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class ChangeDigestSerializer(serializers.Serializer):
    digest = serializers.CharField(max_length=64, help_text=_("所看到的变更单的 digest"))


class ChangeApprovalSerializer(ChangeDigestSerializer):
    comment = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)
    publish_at = serializers.DateTimeField(
        required=False, default=None, allow_null=True, help_text=_("何时发布；不填则立即发布")
    )


class ChangeCheckSerializer(serializers.Serializer):
    digest = serializers.CharField()
    findings = FindingSerializer(many=True)


class ChangeView(EngineView):
    permission_classes = [IsAuthenticated, MayChange]  # reading asks for less

    def get_permissions(self) -> list[Any]:
        return [IsAuthenticated(), MaySeeDefinitions()] if self.request.method == "GET" else super().get_permissions()

    def found(self, change_id: int) -> Change:
        change = Change.objects.select_related("created_by").filter(pk=change_id).first()
        if change is None:
            raise ChangeNotFound
        return change

    def answer(self, change_id: int, status: int = 200) -> Response:
        change = self.found(change_id)
        body = ChangeDetailSerializer(change, context={"contents": Contents(change)}).data
        return Response(body, status=status)


class ChangesView(ChangeView):
    query_parameters = (STATUS.name, CURSOR.name, PAGE_SIZE.name)

    @extend_schema(
        operation_id="changes_list",
        summary=_("变更单"),
        parameters=[STATUS, CURSOR, PAGE_SIZE],
        responses={200: page_of("ChangePage", ChangeSerializer), **problems(403)},
    )
    def get(self, request: Request) -> Response:
        asked = request.query_params.get("status")
        if asked is not None and asked not in Change.Status.values:
            raise ValidationError({"status": [_("没有这个状态")]})
        changes = Change.objects.select_related("created_by")
        found = changes.filter(status=asked) if asked else changes

        def read(place: Place | None, size: int) -> QuerySet[Change]:
            return LAST_ID.sort(found if place is None else found.filter(LAST_ID.beyond(place)))[:size]

        shown, following = page(request, read, order=LAST_ID)
        return Response({**following, "results": ChangeSerializer(shown, many=True).data})

    @extend_schema(
        operation_id="changes_create",
        summary=_("新建变更单"),
        request=ChangeBeginSerializer,
        responses={201: ChangeDetailSerializer, **problems(403)},
    )
    def post(self, request: Request) -> Response:
        asked = validated(ChangeBeginSerializer, request)
        return self.answer(editing.begin(asked["title"], reason=asked["reason"], by=request.user).pk, status=201)


class OneChangeView(ChangeView):
    @extend_schema(
        operation_id="changes_retrieve",
        summary=_("变更单的内容和经过"),
        parameters=[CHANGE_ID],
        responses={200: ChangeDetailSerializer, **problems(403, 404)},
    )
    def get(self, request: Request, change_id: int) -> Response:
        return self.answer(change_id)

    @extend_schema(
        operation_id="changes_describe",
        summary=_("修改标题和理由"),
        parameters=[CHANGE_ID],
        request=ChangeBeginSerializer,
        responses={200: ChangeDetailSerializer, **problems(403, 404, 409)},
    )
    def put(self, request: Request, change_id: int) -> Response:
        asked = validated(ChangeBeginSerializer, request)
        editing.describe(change_id, title=asked["title"], reason=asked["reason"], by=request.user)
        return self.answer(change_id)


class CheckChangeView(ChangeView):
    @extend_schema(
        operation_id="changes_check",
        summary=_("检查变更单"),
        parameters=[CHANGE_ID],
        request=None,
        responses={200: ChangeCheckSerializer, **problems(403, 404)},
    )
    def post(self, request: Request, change_id: int) -> Response:
        proof = proving.check(self.found(change_id), by=request.user)
        return Response({"digest": proof.digest, "findings": proof.result})


class SubmitChangeView(ChangeView):
    @extend_schema(
        operation_id="changes_submit",
        summary=_("提交复核"),
        parameters=[CHANGE_ID],
        request=ChangeDigestSerializer,
        responses={200: ChangeDetailSerializer, **problems(403, 404, 409, 412, 422)},
        description=_("须写明理由，检查没有错误。提交以后不能修改，直到收回或退回。"),
    )
    def post(self, request: Request, change_id: int) -> Response:
        reviewing.submit(change_id, by=request.user, **validated(ChangeDigestSerializer, request))
        return self.answer(change_id)


class RecallChangeView(ChangeView):
    @extend_schema(
        operation_id="changes_recall",
        summary=_("收回修改"),
        parameters=[CHANGE_ID],
        request=None,
        responses={200: ChangeDetailSerializer, **problems(403, 404, 409)},
        description=_("已经通过的复核随之作废。"),
    )
    def post(self, request: Request, change_id: int) -> Response:
        reviewing.recall(change_id, by=request.user)
        return self.answer(change_id)


class DiscardChangeView(ChangeView):
    @extend_schema(
        operation_id="changes_discard",
        summary=_("放弃变更单"),
        parameters=[CHANGE_ID],
        request=None,
        responses={200: ChangeDetailSerializer, **problems(403, 404, 409)},
    )
    def post(self, request: Request, change_id: int) -> Response:
        editing.discard(change_id, by=request.user)
        return self.answer(change_id)


class ReverseChangeView(ChangeView):
    @extend_schema(
        operation_id="changes_reverse",
        summary=_("撤回已发布的变更单"),
        parameters=[CHANGE_ID],
        request=StatedReasonSerializer,
        responses={201: ChangeDetailSerializer, **problems(403, 404, 409, 422)},
        description=_("须写明原因。新建一份恢复原来内容的变更单，同样须提交复核；发布后原变更单为已撤回。"),
    )
    def post(self, request: Request, change_id: int) -> Response:
        asked = validated(StatedReasonSerializer, request)
        return self.answer(publishing.reverse(change_id, reason=asked["reason"], by=request.user).pk, status=201)


class _Review(ChangeView):
    permission_classes = [IsAuthenticated, MayApproveChanges]


class SendChangeBackView(_Review):
    @extend_schema(
        operation_id="changes_send_back",
        summary=_("退回修改"),
        parameters=[CHANGE_ID],
        request=StatedReasonSerializer,
        responses={200: ChangeDetailSerializer, **problems(403, 404, 409, 422)},
    )
    def post(self, request: Request, change_id: int) -> Response:
        asked = validated(StatedReasonSerializer, request)
        reviewing.send_back(change_id, comment=asked["reason"], by=request.user)
        return self.answer(change_id)


class ApproveChangeView(_Review):
    @extend_schema(
        operation_id="changes_approve",
        summary=_("复核通过并发布"),
        parameters=[CHANGE_ID],
        request=ChangeApprovalSerializer,
        responses={200: ChangeDetailSerializer, **problems(403, 404, 409, 412, 422)},
        description=_("参与修改的人不能复核。全部文件一起发布，立即或到指定的时间。"),
    )
    def post(self, request: Request, change_id: int) -> Response:
        reviewing.approve(change_id, by=request.user, **validated(ChangeApprovalSerializer, request))
        return self.answer(change_id)
