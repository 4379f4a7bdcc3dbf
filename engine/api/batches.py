"""One deed for many instances: begin, watch, stop, undo."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from engine.api.base import CURSOR, PAGE_SIZE, EngineView, page_of, problems, uuid_or_none, validated
from engine.api.filters import InstanceFilters
from engine.api.pages import page
from engine.api.permissions import MayOperate, MayResolveIncidents, visible_instances
from engine.api.serializers import RowSerializer, StatedReasonSerializer, VariablesField
from engine.errors import BatchNotFound
from engine.models import Batch, BatchItem
from engine.models.order import BY_ID, LAST_UUID, Place
from engine.runtime import batches

BATCH_ID = OpenApiParameter("batch_id", OpenApiTypes.UUID, OpenApiParameter.PATH)
STATUS = OpenApiParameter("status", str, enum=BatchItem.Status.values)


class BatchBeginSerializer(StatedReasonSerializer):
    operation = serializers.ChoiceField(choices=Batch.Kind.choices)
    instances = serializers.ListField(
        child=serializers.UUIDField(), required=False, default=list, help_text=_("选中的流程实例")
    )
    filter = serializers.DictField(
        child=serializers.CharField(),
        required=False,
        default=dict,
        help_text=_("代替 instances：符合条件的全部流程实例，条件与流程实例列表的查询参数相同"),
    )
    version = serializers.IntegerField(
        min_value=1, required=False, default=None, allow_null=True, help_text=_("迁移到的版本")
    )
    mapping = serializers.DictField(child=serializers.CharField(max_length=200), required=False, default=dict)
    variables = VariablesField()

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if bool(data["instances"]) == bool(data["filter"]):
            raise serializers.ValidationError(_("instances 和 filter 须提供一个，且只能一个"))
        needed = {Batch.Kind.MIGRATE: "version", Batch.Kind.SET_VARIABLES: "variables"}.get(data["operation"])
        if needed and not data[needed]:
            raise serializers.ValidationError({needed: [_("这项操作须提供它")]})
        unknown = [name for name in data["filter"] if name not in InstanceFilters.names]
        if unknown:
            raise serializers.ValidationError({name: [_("没有这个查询参数")] for name in unknown})
        return data

    @staticmethod
    def parameters(data: dict[str, Any]) -> dict[str, Any]:
        names = {Batch.Kind.MIGRATE: ("version", "mapping"), Batch.Kind.SET_VARIABLES: ("variables",)}
        return {name: data[name] for name in names.get(data["operation"], ())}


class BatchCountsSerializer(serializers.Serializer):
    waiting = serializers.IntegerField()
    done = serializers.IntegerField()
    failed = serializers.IntegerField()
    stopped = serializers.IntegerField()


class BatchSerializer(RowSerializer):
    operation = serializers.ChoiceField(choices=Batch.Kind.choices, source="kind")
    parameters = serializers.DictField(help_text=_("version、mapping 或 variables，视操作而定"))
    undoes = serializers.UUIDField(source="undoes_id", allow_null=True)
    created_by = serializers.CharField(source="created_by.username", allow_null=True)
    counts = serializers.SerializerMethodField()

    class Meta:
        model = Batch
        fields = [
            "id", "operation", "parameters", "reason", "undoes", "created_at", "created_by", "stopped_at", "counts",
        ]  # fmt: skip

    @extend_schema_field(BatchCountsSerializer)
    def get_counts(self, batch: Batch) -> dict[str, int]:
        found = self.context["progress"][batch.pk]
        return {status: found[status] for status in BatchItem.Status.values}


class BatchItemSerializer(RowSerializer):
    instance = serializers.UUIDField(source="instance_id")
    business_key = serializers.CharField(source="instance.business_key")
    message = serializers.CharField(help_text=_("不能进行的原因"))

    class Meta:
        model = BatchItem
        fields = ["id", "instance", "business_key", "status", "message", "done_at"]


class _BatchView(EngineView):
    permission_classes = [IsAuthenticated, MayOperate]

    def found(self, batch_id: str) -> Batch:
        wanted = uuid_or_none(batch_id)
        batch = Batch.objects.select_related("created_by").filter(pk=wanted).first() if wanted else None
        if batch is None:
            raise BatchNotFound
        return batch

    def answer(self, batch: Batch, status: int = 200) -> Response:
        return Response(BatchSerializer(batch, context={"progress": batches.progress([batch])}).data, status=status)


class BatchesView(_BatchView):
    query_parameters = (CURSOR.name, PAGE_SIZE.name)

    @extend_schema(
        operation_id="batches_list",
        summary=_("批量操作"),
        parameters=[CURSOR, PAGE_SIZE],
        responses={200: page_of("BatchPage", BatchSerializer), **problems(403)},
    )
    def get(self, request: Request) -> Response:
        found = Batch.objects.select_related("created_by")

        def read(place: Place | None, size: int) -> QuerySet[Batch]:
            return LAST_UUID.sort(found if place is None else found.filter(LAST_UUID.beyond(place)))[:size]

        shown, following = page(request, read, order=LAST_UUID)
        rows = BatchSerializer(shown, many=True, context={"progress": batches.progress(shown)})
        return Response({**following, "results": rows.data})

    @extend_schema(
        operation_id="batches_create",
        summary=_("开始批量操作"),
        request=BatchBeginSerializer,
        responses={201: BatchSerializer, **problems(403, 404, 422)},
        description=_("须写明原因。在后台对每个流程实例分别进行，不能进行的逐个说明原因，互不影响。"),
    )
    def post(self, request: Request) -> Response:
        asked = validated(BatchBeginSerializer, request)
        may_resolve = MayResolveIncidents().has_permission(request, self)
        if asked["operation"] == Batch.Kind.RETRY and not may_resolve:
            raise PermissionDenied
        batch = batches.begin(
            asked["operation"],
            instances=_chosen(request, asked),
            by=request.user,
            reason=asked["reason"],
            parameters=BatchBeginSerializer.parameters(asked),
        )
        return self.answer(batch, status=201)


class BatchView(_BatchView):
    @extend_schema(
        operation_id="batches_retrieve",
        summary=_("批量操作的进展"),
        parameters=[BATCH_ID],
        responses={200: BatchSerializer, **problems(403, 404)},
    )
    def get(self, request: Request, batch_id: str) -> Response:
        return self.answer(self.found(batch_id))


class BatchItemsView(_BatchView):
    query_parameters = (STATUS.name, CURSOR.name, PAGE_SIZE.name)

    @extend_schema(
        operation_id="batches_items",
        summary=_("批量操作中的每个流程实例"),
        parameters=[BATCH_ID, STATUS, CURSOR, PAGE_SIZE],
        responses={200: page_of("BatchItemPage", BatchItemSerializer), **problems(403, 404)},
    )
    def get(self, request: Request, batch_id: str) -> Response:
        asked = request.query_params.get("status")
        if asked is not None and asked not in BatchItem.Status.values:
            raise ValidationError({"status": [_("没有这个状态")]})
        items = self.found(batch_id).items.select_related("instance").only(*_SHOWN)
        found = items.filter(status=asked) if asked else items

        def read(place: Place | None, size: int) -> QuerySet[BatchItem]:
            return BY_ID.sort(found if place is None else found.filter(BY_ID.beyond(place)))[:size]

        shown, following = page(request, read, order=BY_ID)
        return Response({**following, "results": BatchItemSerializer(shown, many=True).data})


class StopBatchView(_BatchView):
    @extend_schema(
        operation_id="batches_stop",
        summary=_("停止批量操作"),
        parameters=[BATCH_ID],
        request=None,
        responses={200: BatchSerializer, **problems(403, 404)},
        description=_("还没有进行的不再进行；已完成的不变。"),
    )
    def post(self, request: Request, batch_id: str) -> Response:
        return self.answer(batches.stop(self.found(batch_id).pk, by=request.user))


class UndoBatchView(_BatchView):
    @extend_schema(
        operation_id="batches_undo",
        summary=_("撤销批量操作"),
        parameters=[BATCH_ID],
        request=StatedReasonSerializer,
        responses={201: BatchSerializer, **problems(403, 404, 409, 422)},
        description=_("须写明原因。暂停、恢复、迁移版本和修改变量可以撤销，此后又有变化的除外；取消和重试无法撤销。"),
    )
    def post(self, request: Request, batch_id: str) -> Response:
        batch, asked = self.found(batch_id), validated(StatedReasonSerializer, request)
        return self.answer(batches.undo(batch.pk, by=request.user, reason=asked["reason"]), status=201)


_SHOWN = ("batch_id", "instance_id", "instance__business_key", "status", "message", "done_at")


def _chosen(request: Request, asked: dict[str, Any]) -> list[UUID]:
    """Ids of instances that the user may see: those named, all of them, or those that fit."""
    mine = visible_instances(request.user)
    if asked["filter"]:
        return list(InstanceFilters.among(mine, asked["filter"]).order_by("pk").values_list("pk", flat=True))
    found = set(mine.filter(pk__in=asked["instances"]).values_list("pk", flat=True))
    if missing := [str(pk) for pk in asked["instances"] if pk not in found]:
        raise ValidationError({"instances": [_("没有这个流程实例：%(id)s") % {"id": pk} for pk in missing[:10]]})
    return list(asked["instances"])
